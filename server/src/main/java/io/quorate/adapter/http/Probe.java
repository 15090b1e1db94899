package io.quorate.adapter.http;

import java.util.concurrent.CompletionStage;

/**
 * A question about the node. It must not block: it is asked on the thread that serves every HTTP
 * request. An answer that fails, or is late, counts as no.
 */
public interface Probe {

    /** Asks; the answer may come on any thread. */
    CompletionStage<Answer> ask();

    /** How it stands. */
    sealed interface Answer {

        /** All is well. */
        record Yes() implements Answer {}

        /**
         * It is not.
         *
         * @param why one line, for an operator
         */
        record No(String why) implements Answer {}
    }
}
