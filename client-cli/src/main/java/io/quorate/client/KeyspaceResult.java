package io.quorate.client;

/** A keyspace; of a deletion, as it was. */
public record KeyspaceResult(Header header, Keyspace keyspace) implements Answer {}
