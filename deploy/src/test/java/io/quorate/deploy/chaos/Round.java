package io.quorate.deploy.chaos;

import io.quorate.cli.verify.Finding;
import io.quorate.cli.verify.Model;
import io.quorate.cli.verify.Run;
import io.quorate.client.DigestComparison;
import io.quorate.client.KvClient;
import io.quorate.client.RequestOptions;
import io.quorate.deploy.PatientClient;
import io.quorate.verify.History;
import io.quorate.verify.Operation;
import io.quorate.verify.Verdict;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One round: a cluster of its own, three kinds of clients, the faults that a seed draws, and the
 * verdict. What the mixed clients saw is judged by the checkers of {@code kvctl verify}, what was
 * written once by each member's own state, and what was counted by the sums.
 */
final class Round {

    private static final int MIXED_CLIENTS = 4;
    private static final int MIXED_KEYS = 12;
    private static final Duration MIXED_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LONGER_THAN_ANY = Duration.ofHours(1);

    /** Fewer answers than that would show nothing. */
    private static final int ANSWERED_MIN = 1_000;

    private final long seed;
    private final Target target;
    private final Timeline timeline = new Timeline();
    private final List<String> wrong = new ArrayList<>();

    /** A round on a target, which stays the caller's. */
    Round(long seed, Target target) {
        this.seed = seed;
        this.target = target;
    }

    /** Plays it to its end, and judges. */
    Result play() {
        try (var client = client();
                var writers = new Writers(target.addresses(), timeline);
                var counters = new Counters(target.addresses())) {
            var run = new Run(client, mixed());
            var mixed = CompletableFuture.supplyAsync(() -> history(run));
            try {
                var nemesis = new Nemesis(target, timeline);
                nemesis.settle();
                Schedule.of(seed, target.blows()).forEach(nemesis::inflict);
            } finally {
                run.stop();
            }
            counters.stop();
            writers.stop();
            History history = mixed.join();
            judge(run, history);
            Verdict durable = writers.judge(target.members());
            if (!durable.holds()) wrong.add("what was written: " + durable);
            target.members().forEach(member -> wrong.addAll(counters.wrongAt(member)));
            if (counters.total() == 0) wrong.add("nothing was counted");
            awaitAlike();
            List<String> ids = target.members().stream().map(Member::id).toList();
            return new Result(seed, ids, timeline, history, counters.total(), wrong);
        }
    }

    private KvClient client() {
        var options = RequestOptions.defaults().withTimeout(MIXED_TIMEOUT);
        return KvClient.builder().endpoints(target.addresses()).options(options).build();
    }

    private Run.Settings mixed() {
        return new Run.Settings(
                target.addresses(),
                "mixed/",
                MIXED_CLIENTS,
                MIXED_KEYS,
                LONGER_THAN_ANY,
                Model.ALL,
                seed);
    }

    private static History history(Run run) {
        try {
            return run.run();
        } catch (InterruptedException interrupted) {
            throw new AssertionError("interrupted while clients worked", interrupted);
        }
    }

    private void judge(Run run, History history) {
        for (Finding finding : Finding.of(history, Model.ALL)) {
            if (!finding.verdict().holds()) {
                wrong.add(finding.checker() + ": " + finding.verdict());
            }
        }
        long answered = history.operations().stream().filter(Operation::isOk).count();
        if (answered < ANSWERED_MIN) wrong.add("only " + answered + " operations were answered");
        for (Member member : target.members()) {
            if (!run.readsByNode().containsKey(member.id())) {
                wrong.add(member.id() + " answered no read");
            }
        }
    }

    /** All members' states come to the same, by their own account. */
    private void awaitAlike() {
        try (var client = PatientClient.of(String.join(",", target.addresses()))) {
            Patience.await(
                    "the states of all members are alike",
                    () -> areAlike(client.digests().compare(), target.members().size()));
        }
    }

    private static boolean areAlike(DigestComparison compared, int members) {
        return compared.verdict() == DigestComparison.Verdict.ALIKE
                && compared.members().size() == members
                && compared.members().stream()
                        .allMatch(member -> member.state() == DigestComparison.State.TOLD);
    }

    /**
     * What a round came to.
     *
     * @param seen all that the mixed clients saw
     * @param counted how many increments were done
     * @param wrong what no correct store would have done, in words
     */
    record Result(
            long seed,
            List<String> members,
            Timeline timeline,
            History seen,
            long counted,
            List<String> wrong) {

        /** Copies the lists. */
        Result {
            members = List.copyOf(members);
            wrong = List.copyOf(wrong);
        }
    }
}
