package io.quorate.client;

/** A value is stored, at the header's revision. */
public record PutResult(Header header) implements Answer {}
