/**
 * The replicated state machine: commands in the order of the log, outcomes, and the key-value state
 * that they make, with every past revision of it.
 *
 * <p>The state lives behind the port {@link io.quorate.core.state.Store}: four families of sorted
 * rows, written one atomic batch at a time. What the rows mean is decided here and only here; the
 * store moves bytes. This package must not know how entries are agreed upon, who asks for reads,
 * nor what database is below.
 *
 * <p>Start reading at {@link io.quorate.core.state.KeyValueMachine}; {@link
 * io.quorate.core.state.Rows} has the layout.
 */
package io.quorate.core.state;
