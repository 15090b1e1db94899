package io.quorate.core.state;

/** Rows of the past that nobody can ask for any more, of a view of a state as it is or was. */
public sealed interface Forgotten permits ForgottenPage, ForgottenStretch {

    /** Makes their removal part of a batch. */
    void remove(StoreBatch batch);
}
