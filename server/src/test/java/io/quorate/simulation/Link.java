package io.quorate.simulation;

import io.quorate.core.engine.PeerMessage;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One direction between two nodes. As a stream it is like a connection: in order, nothing missing,
 * until it is reset, which loses what was on its way and tells the receiver. Otherwise each message
 * travels alone and may be lost, repeated and overtaken, at any age and across restarts, which is
 * all that an engine may count on.
 */
final class Link {

    /** What a cut link holds at most, in frames; a sender's buffer is bounded too. */
    private static final int HELD_MAX = 500;

    /** A good link's delay. */
    private static final long GOOD_DELAY_NANOS = 200_000;

    /** Who is at both ends. */
    record Ends(
            int from,
            int to,
            SimulatedNetwork.Receiver sender,
            SimulatedNetwork.Receiver receiver) {}

    private record Frame(List<PeerMessage> messages, int senderLife, int receiverLife) {}

    private final Ends ends;
    private final SplittableRandom random;
    private final Scheduler scheduler;
    private final Trace trace;
    private final Counts counts;
    private final boolean holds;
    private final ArrayDeque<Frame> held = new ArrayDeque<>();

    private boolean isStream;
    private long delayMeanNanos;
    private double loss;
    private double repeat;
    private int cuts;
    private int connection;
    private long lastArrivalNanos;

    private final boolean usuallyStream;
    private final long usualDelayNanos;
    private final double usualLoss;
    private final double usualRepeat;

    Link(
            Ends ends,
            Swarm.Network mix,
            SplittableRandom random,
            Scheduler scheduler,
            Trace trace,
            Counts counts) {
        this.ends = ends;
        this.random = random;
        this.scheduler = scheduler;
        this.trace = trace;
        this.counts = counts;
        this.holds = mix.holds();
        usuallyStream = mix.isStream();
        usualDelayNanos = mix.delayMeanNanos();
        usualLoss = mix.loss();
        usualRepeat = mix.repeat();
        calm();
    }

    boolean isCut() {
        return cuts > 0;
    }

    void cut() {
        cuts++;
    }

    /** Takes one cut back. What was held goes on its way when the last one is gone. */
    void heal() {
        cuts = Math.max(0, cuts - 1);
        if (cuts > 0 || held.isEmpty()) return;
        counts.saw(Situation.MESSAGES_HELD_AND_DELIVERED);
        while (!held.isEmpty()) travel(held.poll());
    }

    /** Messages travel alone for a while, and badly. */
    void disturb(double itsLoss, double itsRepeat, long delayNanos) {
        isStream = false;
        loss = itsLoss;
        repeat = itsRepeat;
        delayMeanNanos = delayNanos;
    }

    /** The link is again what the run drew. */
    void calm() {
        isStream = usuallyStream;
        delayMeanNanos = usualDelayNanos;
        loss = usualLoss;
        repeat = usualRepeat;
    }

    /** No cut, no loss, a short delay. */
    void makeGood() {
        isStream = true;
        loss = 0;
        repeat = 0;
        delayMeanNanos = GOOD_DELAY_NANOS;
        cuts = Math.min(cuts, 1);
        heal();
    }

    /** The connection breaks: what is on its way is lost, the receiver is told if it can be. */
    void reset() {
        connection++;
        held.clear();
        if (isCut()) return;
        int life = ends.receiver().life();
        scheduler.after(
                delay(),
                () -> {
                    if (ends.receiver().life() != life) return;
                    trace.event(scheduler.nowNanos(), "closed", ends.to(), ends.from(), ends);
                    ends.receiver().closed(ends.from());
                });
    }

    /** Takes what leaves for the receiver at once. */
    void send(List<PeerMessage> messages) {
        if (isStream) {
            sendTogether(messages);
        } else {
            for (PeerMessage message : messages) sendAlone(message);
        }
    }

    private void sendTogether(List<PeerMessage> messages) {
        var frame = new Frame(messages, ends.sender().life(), ends.receiver().life());
        if (!isCut()) {
            travel(frame);
        } else if (holds && held.size() < HELD_MAX) {
            held.add(frame);
        } else {
            counts.saw(Situation.MESSAGE_LOST);
        }
    }

    private void travel(Frame frame) {
        long arrival = Math.max(scheduler.nowNanos() + delay(), lastArrivalNanos);
        lastArrivalNanos = arrival;
        int itsConnection = connection;
        scheduler.at(
                arrival,
                () -> {
                    boolean isSame =
                            connection == itsConnection
                                    && ends.receiver().life() == frame.receiverLife();
                    if (isSame) arrive(frame.messages());
                    else counts.saw(Situation.MESSAGE_LOST);
                });
    }

    private void sendAlone(PeerMessage message) {
        if (isCut() || random.nextDouble() < loss) {
            counts.saw(Situation.MESSAGE_LOST);
            return;
        }
        List<PeerMessage> alone = List.of(message);
        long arrival = scheduler.nowNanos() + delay();
        if (arrival < lastArrivalNanos) counts.saw(Situation.MESSAGE_OVERTAKEN);
        lastArrivalNanos = Math.max(arrival, lastArrivalNanos);
        scheduler.at(arrival, () -> arriveUnlessCut(alone));
        if (random.nextDouble() < repeat) {
            counts.saw(Situation.MESSAGE_REPEATED);
            scheduler.after(3 * delay() + delay(), () -> arriveUnlessCut(alone));
        }
    }

    private void arriveUnlessCut(List<PeerMessage> messages) {
        if (isCut()) counts.saw(Situation.MESSAGE_LOST);
        else arrive(messages);
    }

    private void arrive(List<PeerMessage> messages) {
        trace.event(
                scheduler.nowNanos(),
                "receives",
                ends.to(),
                fingerprint(messages),
                trace.isTold() ? from(messages) : messages);
        for (int i = 0; i < messages.size(); i++) {
            ends.receiver().received(ends.from(), messages.get(i));
        }
    }

    private List<Object> from(List<PeerMessage> messages) {
        List<Object> said = new ArrayList<>();
        said.add("from n" + (ends.from() + 1));
        said.addAll(messages);
        return said;
    }

    private long fingerprint(List<PeerMessage> messages) {
        long sum = ends.from();
        for (int i = 0; i < messages.size(); i++) {
            PeerMessage message = messages.get(i);
            sum = 31 * sum + message.bytes();
            sum = 31 * sum + message.getClass().getSimpleName().hashCode();
        }
        return sum;
    }

    private long delay() {
        return delayMeanNanos / 10 + Randomness.exponential(random, delayMeanNanos);
    }
}
