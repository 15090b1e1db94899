package io.quorate.core.state;

/** Why an applied command was refused. The same on every replica. */
public sealed interface Objection {

    /**
     * Its ranges hold more keys than one entry may look at.
     *
     * @param max how many it may
     */
    record TooManyKeys(int max) implements Objection {}

    /**
     * It ends and reads more than one entry may hold in memory.
     *
     * @param max how many bytes it may
     */
    record TooManyBytes(int max) implements Objection {}
}
