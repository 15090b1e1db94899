package io.quorate.boot;

import io.quorate.adapter.http.Probe;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.replica.Arrival;
import io.quorate.replica.Arrivals;
import io.quorate.replica.Failure;
import io.quorate.replica.ReadAnswer;
import io.quorate.replica.Standing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Reads at a level and says whether it worked: the probe of a level. */
final class Readiness implements Probe {

    private final Arrivals arrivals;
    private final Arrival.Level level;

    Readiness(Arrivals arrivals, Arrival.Level level) {
        this.arrivals = arrivals;
        this.level = level;
    }

    @Override
    public CompletionStage<Answer> ask() {
        var answer = new CompletableFuture<Answer>();
        arrivals.post(
                new Arrival.Read(
                        level,
                        new ReadAnswer() {
                            @Override
                            public void serve(KeyValueMachine state, Standing standing) {
                                answer.complete(new Answer.Yes());
                            }

                            @Override
                            public void failed(Failure failure) {
                                answer.complete(new Answer.No(sentence(failure)));
                            }
                        }));
        return answer;
    }

    private static String sentence(Failure failure) {
        return switch (failure) {
            case Failure.NotLeader notLeader ->
                    notLeader
                            .leader()
                            .map(leader -> leader + " leads")
                            .orElse("no leader is known");
            case Failure.Overloaded overloaded -> "too much in flight: " + overloaded.queue();
            case Failure.NotConfirmed _ -> "no quorum confirms that reads are current";
            case Failure.FutureRevision future -> "no revision " + future.revision();
            case Failure.Compacted compacted ->
                    "the past before " + compacted.compacted() + " is gone";
            case Failure.Behind behind -> "behind, at " + behind.here();
            case Failure.OtherEpoch other -> "another epoch, at " + other.here();
            case Failure.FutureFloor future -> "nothing was made at " + future.floor();
            case Failure.NoSpace _ -> "the disk is full";
            case Failure.StateUnsound _ -> "the state here is not sound";
            case Failure.StatesDivided _ -> "the members' states differ";
            case Failure.ShuttingDown _ -> "the node is stopping";
            case Failure.OfChange _ -> "the members or the leader are being changed";
            case Failure.OutcomeUnknown unknown -> unknown.why();
        };
    }
}
