package io.quorate.core.state;

/** The keyspaces there are. */
public final class Keyspaces {

    /** The keyspace of requests that name none. */
    public static final int DEFAULT = 1;

    private Keyspaces() {}
}
