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
    CUT,
    /** No packet of others, or of one of them, reaches it, and its own reach them. */
    DEAF,
    /** No packet of its own reaches another member, and theirs reach it. */
    MUTE,
    /** Its network carries little; mended by the whole of it. */
    SLOW,
    /** Its wall clock is hours ahead, all at once, and then right again. */
    AHEAD,
    /** Its wall clock is hours behind, all at once, and then right again. */
    BEHIND,
    /** Its disk has no room left; mended by room. */
    FULL
}
