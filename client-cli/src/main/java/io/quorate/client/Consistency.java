package io.quorate.client;

/** What a read may be answered with. A server that cannot meet it refuses. */
public enum Consistency {
    /** The latest value: every write acknowledged before the read began is seen. */
    LINEARIZABLE,
    /** What the answering member has applied, at once, without asking anybody. */
    EVENTUAL
}
