package io.quorate.adapter.metrics;

/**
 * What a node's disk holds, in bytes.
 *
 * @param journalFirstIndex the first entry that the journal holds
 * @param journal its files
 * @param free what the file system has left for this node
 * @param size of the file system
 */
public record DiskReading(long journalFirstIndex, long journal, long free, long size) {}
