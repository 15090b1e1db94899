package io.quorate.deploy.chaos;

/** What can befall one member, and be mended. */
enum Blow {
    /** SIGKILL; mended by a start. */
    KILL,
    /** SIGTERM, and an orderly end; mended by a start. */
    STOP,
    /** It stands still, and its connections stay open; mended by going on. */
    PAUSE,
    /** No packet reaches it or leaves it; mended by a connected network. */
    CUT
}
