package io.quorate.deploy.chaos;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What befalls the network of one container. That has no rights of its own, so it is done from
 * outside, by whoever may enter its network namespace: root.
 */
final class NetworkFaults {

    /** Members speak to each other at this port, whichever of the two has connected. */
    private static final String PEERS = "7201";

    /** About a third of what the load of a round sends: what waits grows, and is worked off. */
    private static final List<String> NARROW =
            List.of("tbf", "rate", "2mbit", "burst", "16kb", "latency", "200ms");

    private static final Set<Blow> POSSIBLE = possible();

    private NetworkFaults() {}

    /** Those that this machine lets happen. */
    static Set<Blow> possibleBlows() {
        return POSSIBLE;
    }

    private static Set<Blow> possible() {
        Set<Blow> possible = EnumSet.noneOf(Blow.class);
        boolean canDrop = isPossible(dropping("--append", "INPUT", "--sport"));
        boolean canShape = isPossible(shaping("add", "lo"));
        Loud.unless(canDrop, "NETWORKS CUT IN ONE DIRECTION (root, nsenter, iptables)");
        Loud.unless(canShape, "SLOW NETWORKS (root, nsenter, tc with tbf)");
        if (canDrop) possible.addAll(EnumSet.of(Blow.DEAF, Blow.MUTE));
        if (canShape) possible.add(Blow.SLOW);
        return possible;
    }

    /** Tries it in a namespace of its own, which goes with the command. */
    private static boolean isPossible(List<String> command) {
        try {
            return run(List.of("unshare", "--net"), command).isEmpty();
        } catch (UncheckedIOException notInstalled) {
            return false;
        }
    }

    private static List<String> dropping(String action, String chain, String side) {
        return List.of(
                "iptables",
                "--wait",
                action,
                chain,
                "--protocol",
                "tcp",
                side,
                PEERS,
                "--jump",
                "DROP");
    }

    private static List<String> shaping(String action, String device) {
        List<String> command =
                new ArrayList<>(List.of("tc", "qdisc", action, "dev", device, "root"));
        command.addAll(NARROW);
        return command;
    }

    /** Deals a blow to the network of a process, and of all that share it. */
    static void strike(long pid, Blow blow) {
        switch (blow) {
            case DEAF -> packetsOfPeers(pid, "--append", "INPUT");
            case MUTE -> packetsOfPeers(pid, "--append", "OUTPUT");
            case SLOW -> within(pid, shaping("add", device(pid)));
            case KILL, STOP, PAUSE, CUT, AHEAD, BEHIND ->
                    throw new IllegalArgumentException(blow + " is not of the network");
        }
    }

    /** Undoes it. */
    static void mend(long pid, Blow blow) {
        switch (blow) {
            case DEAF -> packetsOfPeers(pid, "--delete", "INPUT");
            case MUTE -> packetsOfPeers(pid, "--delete", "OUTPUT");
            case SLOW -> within(pid, shaping("del", device(pid)));
            case KILL, STOP, PAUSE, CUT, AHEAD, BEHIND ->
                    throw new IllegalArgumentException(blow + " is not of the network");
        }
    }

    private static void packetsOfPeers(long pid, String action, String chain) {
        within(pid, dropping(action, chain, "--sport"));
        within(pid, dropping(action, chain, "--dport"));
    }

    /** The engine numbers the devices of a container by how often it was connected. */
    private static String device(long pid) {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/net/dev"))) {
            return lines.map(line -> line.strip().split(":", 2)[0])
                    .filter(name -> name.startsWith("eth"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("process " + pid + " has no network"));
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    private static void within(long pid, List<String> command) {
        String problem = run(List.of("nsenter", "--net=/proc/" + pid + "/ns/net"), command);
        if (!problem.isEmpty()) throw new AssertionError(command + ": " + problem);
    }

    /** Answers what went wrong; empty if nothing did. */
    private static String run(List<String> where, List<String> command) {
        List<String> all = new ArrayList<>(where);
        all.addAll(command);
        try {
            Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            int code = process.waitFor();
            return code == 0 ? "" : "exit code " + code + " " + output.strip();
        } catch (IOException cannotRun) {
            throw new UncheckedIOException(cannotRun);
        } catch (InterruptedException stopped) {
            throw new AssertionError("interrupted while it ran: " + all, stopped);
        }
    }
}
