package io.quorate.adapter.grpc;

import io.quorate.core.state.KeyValueMachine;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;
import io.quorate.v1.GetResponse;
import io.quorate.v1.PipelineResult;

/**
 * A get of a stream. What it found is only known when it reads, so one whose answer has no room on
 * the stream reads later: the state is then as current as before, or more.
 */
final class PipelineGet extends PipelineStep implements ReadAnswer {

    private final KvRequests.Get asked;

    PipelineGet(PipelineStream stream, int requestBytes, KvRequests.Get asked) {
        super(stream, requestBytes, Effect.READS, answerOf(asked.level()));
        this.asked = asked;
    }

    private static Answer answerOf(ReadLevel level) {
        return mayBeHeld(level) ? Answer.SMALL : Answer.MAY_BE_LARGE;
    }

    /**
     * A past read is made on the pool, which knows nothing of the room that is left; one of bounded
     * staleness must say how stale it is when it was promised to be fresh.
     */
    private static boolean mayBeHeld(ReadLevel level) {
        return switch (level) {
            case ReadLevel.Now _, ReadLevel.Session _ -> true;
            case ReadLevel.AtRevision _, ReadLevel.Bounded _ -> false;
        };
    }

    boolean mayBeHeld() {
        return mayBeHeld(asked.level());
    }

    KvRequests.Get asked() {
        return asked;
    }

    @Override
    void begin() {
        switch (asked.level()) {
            case ReadLevel.Now _, ReadLevel.Session _, ReadLevel.Bounded _ ->
                    stream().pipelines().post(asked.level(), this);
            case ReadLevel.AtRevision at -> stream().pipelines().readPast(this, at);
        }
    }

    /** Reads after all: what it asked for was met before. */
    void resume() {
        stream().pipelines().post(ReadLevel.EVENTUAL, this);
    }

    @Override
    public void serve(KeyValueMachine state, Standing standing) {
        stream().served(this, state, standing);
    }

    void read(KeyValueMachine state, Standing standing) {
        // The state has all that it had when the name was found, so one that is not there is gone.
        stream()
                .pipelines()
                .names()
                .find(asked.keyspace())
                .ifPresentOrElse(
                        keyspace ->
                                answered(
                                        asked.read(
                                                state,
                                                keyspace,
                                                standing,
                                                stream().pipelines().headers())),
                        () -> refused(KeyspaceFailures.noSuch(asked.keyspace())));
    }

    void answered(GetResponse response) {
        done(PipelineResult.newBuilder().setGet(response).build());
    }
}
