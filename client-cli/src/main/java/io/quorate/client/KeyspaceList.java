package io.quorate.client;

import java.util.List;

/** The keyspaces that there are, in the order of their creation. */
public record KeyspaceList(Header header, List<Keyspace> keyspaces) implements Answer {

    /** Takes a copy of the list. */
    public KeyspaceList {
        keyspaces = List.copyOf(keyspaces);
    }
}
