package io.quorate.client;

/**
 * A snapshot that a member took and keeps for a while.
 *
 * @param header whose revision is the snapshot's
 * @param manifest what it is made of, in the form that docs/snapshots.md tells; its SHA-256 is the
 *     snapshot's name
 */
public record TakenSnapshot(Header header, Bytes manifest) implements Answer {}
