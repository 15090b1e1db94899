package io.quorate.client.core;

/** Whether a request may have reached a server. */
public enum Sent {
    /** No byte of it was handed to a connection: it cannot take effect any more. */
    NEVER,
    /** It was, or nobody can tell. */
    MAYBE
}
