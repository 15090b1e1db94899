/**
 * The contract that every consensus engine keeps, whatever its protocol: the inputs that step it,
 * the effects it answers with, the log's vocabulary, and membership as it is asked about.
 *
 * <p>The one rule of order that durability hangs on: {@link io.quorate.core.engine.Effect.Persist}
 * carries a ticket that only grows, and {@link io.quorate.core.engine.Effect.SendOnceDurable} names
 * the ticket it waits for. It knows no engine. Start at {@link io.quorate.core.engine.Engine}.
 */
package io.quorate.core.engine;
