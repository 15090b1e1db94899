/**
 * The journal: the log on disk of all of a node's groups, one append and one force for all that
 * waits. Segments of batches of records, an index of them in memory, and a recovery that tells a
 * torn tail from damage.
 *
 * <p>Synchronous, single-threaded and deterministic: files come in through the port {@link
 * io.quorate.replica.journal.Disk}, and it knows no thread, no clock and no engine. The format is
 * told in {@code docs/storage.md}.
 *
 * <p>Start at {@link io.quorate.replica.journal.Journal}, then {@link
 * io.quorate.replica.journal.JournalWork} for what is done when, {@code Recovery} for what a
 * restart believes, and {@code Layout} for the bytes.
 */
package io.quorate.replica.journal;
