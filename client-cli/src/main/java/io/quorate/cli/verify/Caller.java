package io.quorate.cli.verify;

import io.quorate.client.Consistency;
import io.quorate.client.Kv;
import io.quorate.client.KvClient;
import io.quorate.client.Token;
import io.quorate.verify.HistoryRecorder;
import io.quorate.verify.Invocation;
import io.quorate.verify.Level;
import io.quorate.verify.Outcome;

import java.util.function.LongSupplier;

/**
 * One caller: asks for one thing after the other, and has it taken down. Its writes and its session
 * reads are one session, which goes on at another member with each read. Owned by one thread.
 */
final class Caller {

    private final int number;
    private final Model model;
    private final KvClient writing;
    private final Members members;
    private final Store store;
    private final HistoryRecorder recorder;
    private final LongSupplier sinceStart;
    private final Draws draws;
    private Token token = Token.NONE;
    private long sequence;

    /**
     * @param number from 0; it is the client of the history, and one more its session
     * @param writing for what the leader does
     * @param members for what any does
     * @param sinceStart the nanoseconds that the history tells
     */
    Caller(
            int number,
            Model model,
            KvClient writing,
            Members members,
            Store store,
            HistoryRecorder recorder,
            LongSupplier sinceStart,
            Draws draws) {
        this.number = number;
        this.model = model;
        this.writing = writing;
        this.members = members;
        this.store = store;
        this.recorder = recorder;
        this.sinceStart = sinceStart;
        this.draws = draws;
    }

    /** Asks for what is drawn next. */
    Outcome next() {
        Invocation invocation = draws.next();
        Outcome outcome =
                invocation
                        .readLevel()
                        .map(level -> read(invocation, level))
                        .orElseGet(() -> write(invocation));
        draws.saw(invocation, outcome);
        return outcome;
    }

    private Outcome write(Invocation invocation) {
        return model.includesSessions()
                ? inSession(writing, invocation)
                : alone(writing, invocation);
    }

    private Outcome read(Invocation invocation, Level level) {
        Members.Member member = members.pick(draws.below(members.size()), System.nanoTime());
        Outcome outcome =
                switch (level) {
                    case LINEARIZABLE -> alone(member.at(Consistency.LINEARIZABLE), invocation);
                    case EVENTUAL -> alone(member.at(Consistency.EVENTUAL), invocation);
                    case SESSION -> inSession(member.client(), invocation);
                };
        if (outcome instanceof Outcome.Fail) member.failed(System.nanoTime());
        return outcome;
    }

    private Outcome alone(Kv kv, Invocation invocation) {
        int id = recorder.invoked(sinceStart.getAsLong(), number, invocation);
        return completed(id, store.take(kv, invocation));
    }

    private Outcome inSession(KvClient client, Invocation invocation) {
        var session = client.session(token);
        int id =
                recorder.invoked(
                        sinceStart.getAsLong(), number, number + 1L, ++sequence, invocation);
        Outcome outcome = store.take(session, invocation);
        token = session.token();
        return completed(id, outcome);
    }

    private Outcome completed(int id, Outcome outcome) {
        recorder.completed(sinceStart.getAsLong(), id, outcome);
        return outcome;
    }
}
