/**
 * The past of the keys: when a leader has it given up, and how each replica removes the rows of
 * what is. What can be read is the state machine's to say; this must not know how pages are read,
 * nor on which thread.
 *
 * <p>Start reading at {@link io.quorate.replica.history.Removal}.
 */
package io.quorate.replica.history;
