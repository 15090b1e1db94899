package io.quorate.adapter.http;

import java.util.concurrent.CompletionStage;

/**
 * What the console's page shows. Asked on the thread that serves all pages, so it must not block;
 * the answers, in JSON, may come on any thread. A failure's message is for people.
 */
public interface Console {

    /** How the cluster stands now: asked once a second for all who watch. */
    CompletionStage<String> moment();

    /** What is found of keys and keyspaces. */
    CompletionStage<String> look(Question question);

    /** Whether keys may be changed by the page. */
    boolean takesChanges();

    /** Changes a key. What becomes of it is the answer: the stage does not fail. */
    CompletionStage<Outcome> change(Change change);

    /** How current an answer has to be. */
    enum Freshness {
        LINEARIZABLE,
        /** Whatever this node has; needs no leader. */
        EVENTUAL
    }

    /** What can be asked. Keys are any bytes. */
    sealed interface Question {

        Freshness freshness();

        /** The keyspaces that there are. */
        record Keyspaces(Freshness freshness) implements Question {}

        /** The first keys of a keyspace that begin so. */
        record Keys(String keyspace, byte[] prefix, Freshness freshness) implements Question {}

        /** A key of a keyspace, and what it was before. */
        record History(String keyspace, byte[] key, Freshness freshness) implements Question {}
    }

    /** What can be done to a key. */
    sealed interface Change {

        /** It has this value from now on. */
        record Put(String keyspace, byte[] key, byte[] value) implements Change {}

        /** It is no more. */
        record Delete(String keyspace, byte[] key) implements Change {}
    }

    /** What became of a change. There is no fourth case. */
    sealed interface Outcome {

        /** It was done. */
        record Done(long revision) implements Outcome {}

        /** It was not done, and will not be. */
        record NotDone(String why) implements Outcome {}

        /** It may have been done, or may yet be. */
        record Unknown(String why) implements Outcome {}
    }
}
