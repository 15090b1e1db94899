package io.quorate.client.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * What a client knows of its cluster, shared by its calls: the endpoints it was given, those it was
 * told of, who leads, and how many calls wait. Owned by one thread.
 */
public final class Routing {

    /** The most addresses that one client keeps: a call marks those it has asked in one long. */
    public static final int ADDRESSES_MAX = 64;

    /** The first pause of a call that every endpoint has turned away, before jitter. */
    public static final long PAUSE_FIRST_NANOS = 10_000_000L;

    /** The longest pause of a call, before it is stretched for the crowd. */
    public static final long PAUSE_MAX_NANOS = 50_000_000L;

    /** The longest pause of a call in a crowd: another's success ends it early. */
    public static final long PAUSE_CROWDED_MAX_NANOS = 200_000_000L;

    /**
     * Each so many waiting calls add one more pause, so that a crowd polls no faster than a few.
     */
    private static final int CROWD = 16;

    private final List<Endpoint> endpoints = new ArrayList<>();
    private final List<String> nodes = new ArrayList<>();
    private final int configured;
    private final RandomGenerator random;
    private Endpoint leader;
    private String leaderNode = "";
    private int preferred;

    /** A bit for the index of each endpoint that did not answer when it was asked last. */
    private long silent;

    private int waiting;

    /**
     * @param addresses host:port each, the nearest first; 1 to {@link #ADDRESSES_MAX}
     * @param random draws the jitter of pauses
     */
    public Routing(List<String> addresses, RandomGenerator random) {
        if (addresses.isEmpty() || addresses.size() > ADDRESSES_MAX) {
            throw new IllegalArgumentException(
                    "1 to " + ADDRESSES_MAX + " endpoints, not " + addresses.size());
        }
        for (String address : addresses) endpointOf(address);
        this.configured = endpoints.size();
        this.random = random;
    }

    /** The endpoint of an address; a new one if the address is not known and there is room. */
    public Optional<Endpoint> endpointOf(String address) {
        for (Endpoint endpoint : endpoints) {
            if (endpoint.address().equals(address)) return Optional.of(endpoint);
        }
        if (address.isEmpty() || endpoints.size() == ADDRESSES_MAX) return Optional.empty();
        var added = new Endpoint(endpoints.size(), address);
        endpoints.add(added);
        nodes.add("");
        return Optional.of(added);
    }

    /** The addresses that the client was given. */
    public List<Endpoint> configured() {
        return List.copyOf(endpoints.subList(0, configured));
    }

    /** The leader as last heard of. */
    public LeaderHint leader() {
        return leader == null ? LeaderHint.NONE : new LeaderHint(leaderNode, leader.address());
    }

    /**
     * Whom a call asks next: the leader if the call profits from it, then the endpoints as
     * configured, beginning with the one that last worked, then those learned from hints; those
     * that did not answer when they were asked last come after all others, so that one that hangs
     * does not hold up every call.
     *
     * @param tried a bit for each endpoint's index that the call has asked in this round
     */
    Optional<Endpoint> next(CallKind kind, long tried) {
        boolean anywhere = kind != CallKind.LOCAL_READ && kind != CallKind.ASK_ONE;
        if (anywhere && leader != null && isUntried(leader, tried)) return Optional.of(leader);
        Optional<Endpoint> next = nextOf(tried | silent, anywhere);
        return next.isPresent() ? next : nextOf(tried, anywhere);
    }

    private Optional<Endpoint> nextOf(long excluded, boolean anywhere) {
        for (int i = 0; i < configured; i++) {
            Endpoint candidate = endpoints.get((preferred + i) % configured);
            if (isUntried(candidate, excluded)) return Optional.of(candidate);
        }
        for (int i = configured; anywhere && i < endpoints.size(); i++) {
            if (isUntried(endpoints.get(i), excluded)) return Optional.of(endpoints.get(i));
        }
        return Optional.empty();
    }

    /** Whom a watch asks next: anyone, whoever leads, those first that answered last. */
    Optional<Endpoint> nextOfAll(long tried) {
        Optional<Endpoint> next = nextOf(tried | silent, true);
        return next.isPresent() ? next : nextOf(tried, true);
    }

    /** A time from half of what is given up to all of it. */
    long jittered(long nanos) {
        return nanos / 2 + random.nextLong(nanos / 2 + 1);
    }

    static boolean isUntried(Endpoint endpoint, long tried) {
        return (tried & 1L << endpoint.index()) == 0;
    }

    /** Whether this is whom the client takes for the leader. */
    boolean isLeader(Endpoint endpoint) {
        return endpoint == leader;
    }

    /** A member named the leader. Believed until that address fails. */
    Optional<Endpoint> learnLeader(LeaderHint hint) {
        Optional<Endpoint> named = endpointOf(hint.address());
        named.ifPresent(
                endpoint -> {
                    leader = endpoint;
                    leaderNode = hint.node();
                    nodes.set(endpoint.index(), hint.node());
                });
        return named;
    }

    /** A write was answered: who took it leads, or passed it on to the one who answered. */
    void writeAnswered(Endpoint asked, String node) {
        if (asked == leader && node.equals(leaderNode)) return;
        leader = asked;
        leaderNode = node;
        String knownAs = nodes.get(asked.index());
        if (knownAs.isEmpty() || knownAs.equals(node)) {
            nodes.set(asked.index(), node);
            return;
        }
        for (Endpoint other : endpoints) {
            if (nodes.get(other.index()).equals(node)) leader = other;
        }
    }

    /** A read was answered by the member asked. */
    void readAnswered(Endpoint asked, String node) {
        if (!nodes.get(asked.index()).equals(node)) nodes.set(asked.index(), node);
        if (asked.index() < configured) preferred = asked.index();
    }

    /** An endpoint does not answer: others go first, until it does. */
    void failed(Endpoint endpoint) {
        notLeading(endpoint);
        silent |= 1L << endpoint.index();
        if (endpoint.index() == preferred) preferred = (preferred + 1) % configured;
    }

    /** An endpoint has answered something. */
    void spoke(Endpoint endpoint) {
        silent &= ~(1L << endpoint.index());
    }

    /** An endpoint says that it does not lead, or cannot. */
    void notLeading(Endpoint endpoint) {
        if (endpoint == leader) {
            leader = null;
            leaderNode = "";
        }
    }

    /** A call begins to wait, for the given time. */
    long pauseNanos(int rounds) {
        long pause = PAUSE_MAX_NANOS;
        if (rounds < 8) pause = Math.min(pause, PAUSE_FIRST_NANOS << (rounds - 1));
        long stretched = pause * (1 + waiting / CROWD);
        long bounded = Math.min(stretched, PAUSE_CROWDED_MAX_NANOS);
        waiting++;
        return jittered(bounded);
    }

    /** A call waits no more. */
    void pauseEnded() {
        waiting--;
    }

    /** Whether any call waits for a leader. */
    boolean anyoneWaits() {
        return waiting > 0;
    }
}
