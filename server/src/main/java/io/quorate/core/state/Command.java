package io.quorate.core.state;

import io.quorate.core.Bytes;

/** What a log entry can ask of the state machine. */
public sealed interface Command {

    /** Stores a value under a key. */
    record Put(int keyspace, Bytes key, Bytes value) implements Command {}

    /** Removes a key. */
    record Delete(int keyspace, Bytes key) implements Command {}
}
