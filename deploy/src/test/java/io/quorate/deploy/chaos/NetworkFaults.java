package io.quorate.deploy.chaos;

import io.quorate.deploy.Machine;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What befalls the network of one member. That has no rights of its own, so it is done from
 * outside, by whoever may enter its network namespace: root.
 */
final class NetworkFaults {

    /** About a third of what the load of a round sends: what waits grows, and is worked off. */
    private static final List<String> NARROW =
            List.of("tbf", "rate", "2mbit", "burst", "16kb", "latency", "200ms");

    private static final List<String> FROM_ANYONE = List.of();
    private static final Set<Blow> POSSIBLE = possible();

    private final Supplier<String> namespace;

    /**
     * The faults of one member.
     *
     * @param namespace the file of its network namespace, which may be another after each start
     */
    NetworkFaults(Supplier<String> namespace) {
        this.namespace = namespace;
    }

    /** Those that this machine lets happen. */
    static Set<Blow> possibleBlows() {
        return POSSIBLE;
    }

    private static Set<Blow> possible() {
        Set<Blow> possible = EnumSet.noneOf(Blow.class);
        boolean canDrop = isPossible(dropping("--append", "INPUT", FROM_ANYONE, "--sport"));
        boolean canShape = isPossible(shaping("add", "lo"));
        Loud.unless(canDrop, "NETWORKS CUT IN ONE DIRECTION (root, nsenter, iptables)");
        Loud.unless(canShape, "SLOW NETWORKS (root, nsenter, tc with tbf)");
        if (canDrop) possible.addAll(EnumSet.of(Blow.DEAF, Blow.MUTE));
        if (canShape) possible.add(Blow.SLOW);
        return possible;
    }

    /** Tries it in a namespace of its own, which goes with the command. */
    private static boolean isPossible(List<String> command) {
        return Machine.can(joined(List.of("unshare", "--net"), command));
    }

    /** At their port members speak to each other, whichever of the two has connected. */
    private static List<String> dropping(
            String action, String chain, List<String> source, String side) {
        List<String> rule = List.of("--protocol", "tcp", side, Integer.toString(Target.PEERS));
        return joined(
                List.of("iptables", "--wait", action, chain),
                source,
                rule,
                List.of("--jump", "DROP"));
    }

    private static List<String> shaping(String action, String device) {
        return joined(List.of("tc", "qdisc", action, "dev", device, "root"), NARROW);
    }

    @SafeVarargs
    private static List<String> joined(List<String>... parts) {
        List<String> all = new ArrayList<>();
        for (List<String> part : parts) all.addAll(part);
        return all;
    }

    /** Deals a blow to it, and to all that share its network. */
    void strike(Blow blow) {
        switch (blow) {
            case DEAF -> packets("--append", "INPUT", FROM_ANYONE);
            case MUTE -> packets("--append", "OUTPUT", FROM_ANYONE);
            case SLOW -> within(shaping("add", device()));
            case KILL, STOP, PAUSE, CUT, AHEAD, BEHIND, FULL ->
                    throw new IllegalArgumentException(blow + " is not of the network");
        }
    }

    /** Undoes it. */
    void mend(Blow blow) {
        switch (blow) {
            case DEAF -> packets("--delete", "INPUT", FROM_ANYONE);
            case MUTE -> packets("--delete", "OUTPUT", FROM_ANYONE);
            case SLOW -> within(shaping("del", device()));
            case KILL, STOP, PAUSE, CUT, AHEAD, BEHIND, FULL ->
                    throw new IllegalArgumentException(blow + " is not of the network");
        }
    }

    /** From now on nothing of the member at an address reaches it. */
    void deafenTo(String address) {
        packets("--append", "INPUT", List.of("--source", address));
    }

    /** Undoes that. */
    void hearAgain(String address) {
        packets("--delete", "INPUT", List.of("--source", address));
    }

    private void packets(String action, String chain, List<String> source) {
        within(dropping(action, chain, source, "--sport"));
        within(dropping(action, chain, source, "--dport"));
    }

    /** An engine numbers the devices of a container by how often it was connected. */
    private String device() {
        return within(List.of("cat", "/proc/net/dev"))
                .lines()
                .map(line -> line.strip().split(":", 2)[0])
                .filter(name -> name.startsWith("eth"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no network in " + namespace.get()));
    }

    private String within(List<String> command) {
        return Machine.run(joined(List.of("nsenter", "--net=" + namespace.get()), command));
    }
}
