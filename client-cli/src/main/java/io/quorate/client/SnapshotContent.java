package io.quorate.client;

/** A stretch of a snapshot's file. */
record SnapshotContent(Header header, Bytes content) implements Answer {}
