package io.quorate.adapter.metrics;

import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.EngineStatus.Role;
import io.quorate.replica.ReplicaStatus;
import io.quorate.replica.Underway;

import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** What is read off a node's replica when it is scraped. */
final class ServerMetrics {

    private final Meters meters;
    private final Supplier<NodeReading> reading;

    private ServerMetrics(Meters meters, Supplier<NodeReading> reading) {
        this.meters = meters;
        this.reading = reading;
    }

    static void bindTo(Meters meters, Supplier<NodeReading> reading) {
        var server = new ServerMetrics(meters, reading);
        server.roles();
        server.log();
        server.history();
        server.requests();
        server.underway();
    }

    private void roles() {
        role("is.leader", "1 if this node leads", Role.LEADER);
        role("is.learner", "1 if this node gets the log and has no vote", Role.LEARNER);
        role(
                "is.mending",
                "1 while the others repair what this node's journal lost: it does not vote",
                Role.MENDING);
        engine("has.leader", "1 if this node knows a leader", now -> bit(now.leader().isPresent()));
        engine("term", "Term or ballot round", EngineStatus::round);
        engine("voters", "Members with a vote", now -> now.members().voters().size());
        engine("learners", "Members without a vote", now -> now.members().learners().size());
    }

    private void log() {
        engine("commit.index", "The last entry known to be committed", EngineStatus::commitIndex);
        engine("last.index", "The last entry of this node's log", EngineStatus::lastIndex);
        replica(
                "applied.index",
                "The last entry applied to the store",
                ReplicaStatus::appliedIndex);
        replica("revision", "The store's revision", ReplicaStatus::revision);
        counter(
                "proposals.committed",
                "Entries committed since the cluster began",
                now -> now.replica().engine().commitIndex());
        counter(
                "proposals.applied",
                "Entries applied since the cluster began",
                now -> now.replica().appliedIndex());
    }

    private void history() {
        replica(
                "compacted.revision",
                "The first revision that can be read; 0 if the past was never given up",
                now -> now.history().compacted());
        replica(
                "compaction.pending",
                "1 while rows of the past that is given up are being removed",
                now -> bit(now.history().removed() < now.history().compacted()));
        counter(
                "compaction.removed.changes",
                "Changes of the past that is given up that this process has removed",
                now -> now.replica().history().rows());
    }

    private void requests() {
        gauge(
                "mailbox.depth",
                "What the replica's last turn found waiting",
                NodeReading::mailboxDepth);
        replica(
                "proposals.pending",
                "Writes and changes of members accepted and not answered yet",
                now -> now.requestsInFlight() - now.underway().reads());
        underway("reads.pending", "Reads that wait for an answer", Underway::reads);
        counter(
                "requests.refused",
                "Requests refused because as many as may be were in flight",
                NodeReading::requestsRefused);
    }

    private void underway() {
        underway(
                "session.reads.waiting",
                "Reads that wait until this node has come up to their session",
                Underway::sessionReads);
        counter(
                "session.waits",
                "Reads that have had to wait for that",
                now -> now.replica().underway().sessionWaits());
        underway("watches", "Open watches", Underway::watches);
        underway(
                "watches.behind",
                "Watches that read old changes from the store",
                Underway::watchesBehind);
        meters.gauge(
                "quorate.snapshot.receive.progress.ratio",
                "How much is here of the snapshot that comes; NaN if none does",
                () -> receiving(reading.get().replica().underway()));
        meters.gauge(
                "quorate.scrub.under.way.bytes",
                "What the scrub under way has read of the store",
                () -> reading.get().replica().underway().scrubBytes());
    }

    private static double receiving(Underway underway) {
        return underway.receiving()
                .map(now -> now.bytes() == 0 ? 0 : (double) now.bytesDone() / now.bytes())
                .orElse(Double.NaN);
    }

    private void role(String name, String help, Role role) {
        engine(name, help, now -> bit(now.role() == role));
    }

    private static double bit(boolean isSo) {
        return isSo ? 1 : 0;
    }

    private void engine(String name, String help, ToDoubleFunction<EngineStatus> value) {
        replica(name, help, now -> value.applyAsDouble(now.engine()));
    }

    private void underway(String name, String help, ToDoubleFunction<Underway> value) {
        replica(name, help, now -> value.applyAsDouble(now.underway()));
    }

    private void replica(String name, String help, ToDoubleFunction<ReplicaStatus> value) {
        gauge(name, help, now -> value.applyAsDouble(now.replica()));
    }

    private void gauge(String name, String help, ToDoubleFunction<NodeReading> value) {
        meters.gauge("quorate.server." + name, help, () -> value.applyAsDouble(reading.get()));
    }

    private void counter(String name, String help, ToDoubleFunction<NodeReading> value) {
        meters.counter(
                "quorate.server." + name, help, this, () -> value.applyAsDouble(reading.get()));
    }
}
