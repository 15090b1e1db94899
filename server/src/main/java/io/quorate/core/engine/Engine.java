package io.quorate.core.engine;

import io.quorate.core.Machine;

/**
 * A consensus engine. Its driver owes it seven things:
 *
 * <ol>
 *   <li>effects are done in the order they come, and a persist is done before what names its
 *       ticket;
 *   <li>{@link Input.Persisted} comes in the order of tickets, and only for what is durable;
 *   <li>after a turn's inputs comes one {@link Input.TurnEnds};
 *   <li>{@link Input.Applied} follows every {@link Effect.Apply}, unless {@link
 *       Input.SnapshotInstalled} came over it;
 *   <li>{@link Input.SnapshotEnded} follows every {@link Effect.SendSnapshot} in the end;
 *   <li>{@link Input.Tick} comes at least every few milliseconds;
 *   <li>a read's and a request's number are never used twice in a process.
 * </ol>
 */
public interface Engine extends Machine<Input, Effect> {

    /** Where the engine stands, now and after every later step. */
    Bearings bearings();

    /** What the engine knows now, for whoever watches: a copy, made anew at each call. */
    EngineStatus status();
}
