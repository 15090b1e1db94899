package io.quorate.deploy.chaos;

import io.quorate.deploy.Machine;
import io.quorate.deploy.Place;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A network of this machine's own for processes: a namespace for each, plugged into a bridge that
 * has a namespace too, so that no rule which the machine has for its traffic meets theirs. Made by
 * root.
 */
final class Switch implements AutoCloseable {

    /** Set apart for tests of networks, so that nobody is there (RFC 2544, appendix C.2.2). */
    private static final String NETWORK = "198.18.";

    private static final int NETWORKS = 254;
    private static final int FIRST_SOCKET = 2;

    private static final boolean POSSIBLE = possible();

    /** Names of interfaces are short. */
    private final String prefix = "q" + ProcessHandle.current().pid();

    private final String bridge = prefix + "-switch";
    private final String uplink = prefix + "up";
    private final String network = NETWORK + ProcessHandle.current().pid() % NETWORKS + ".";
    private final List<Socket> sockets = new ArrayList<>();
    private final List<Undone> made = new ArrayList<>();

    /** With so many sockets, which this machine reaches and which reach each other. */
    Switch(int sockets) {
        try {
            addNamespace(bridge);
            in(bridge, "link", "add", "bridge", "type", "bridge");
            in(bridge, "link", "set", "bridge", "up");
            ip("link", "add", uplink, "type", "veth", "peer", "name", "uplink", "netns", bridge);
            made.add(new Undone(() -> Machine.can(List.of("ip", "link", "delete", uplink))));
            plug("uplink");
            ip("address", "add", network + "1/24", "dev", uplink);
            ip("link", "set", uplink, "up");
            for (int i = 0; i < sockets; i++) this.sockets.add(new Socket(FIRST_SOCKET + i));
        } catch (Throwable failed) {
            close();
            throw failed;
        }
    }

    /** Whether there can be one on this machine. */
    static boolean isPossible() {
        return POSSIBLE;
    }

    private static boolean possible() {
        try (var tried = new Switch(0)) {
            return tried.sockets().isEmpty();
        } catch (UncheckedIOException | AssertionError cannot) {
            Loud.unless(false, "PROCESSES WITH NETWORKS OF THEIR OWN (root, ip)");
            return false;
        }
    }

    /** Its sockets; always the same. */
    List<Socket> sockets() {
        return List.copyOf(sockets);
    }

    private void addNamespace(String name) {
        ip("netns", "add", name);
        made.add(new Undone(() -> ip("netns", "delete", name)));
        in(name, "link", "set", "lo", "up");
    }

    private void plug(String cable) {
        in(bridge, "link", "set", cable, "master", "bridge");
        in(bridge, "link", "set", cable, "up");
    }

    private static void ip(String... arguments) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        Machine.run(command);
    }

    private static void in(String namespace, String... arguments) {
        List<String> all = new ArrayList<>(List.of("-netns", namespace));
        all.addAll(List.of(arguments));
        ip(all.toArray(String[]::new));
    }

    /**
     * Nobody runs in it any more. The cables go with the namespaces, some time after those have;
     * but the uplink goes at once, since another switch would have the same name and address for
     * it.
     */
    @Override
    public void close() {
        made.reversed().forEach(Undone::now);
    }

    /** A namespace with a cable, and the address that it gives to whoever runs in it. */
    final class Socket {

        private final String namespace;
        private final String cable;
        private final String address;

        private Socket(int number) {
            namespace = prefix + "-" + number;
            cable = "cable" + number;
            address = network + number;
            addNamespace(namespace);
            in(bridge, "link", "add", cable, "type", "veth", "peer", "eth0", "netns", namespace);
            plug(cable);
            in(namespace, "address", "add", address + "/24", "dev", "eth0");
            in(namespace, "link", "set", "eth0", "up");
        }

        String address() {
            return address;
        }

        /** A process in it has all ports to itself. */
        Place place() {
            return new Place(
                    address,
                    Target.CLIENTS,
                    Target.PEERS,
                    Target.HTTP,
                    List.of("nsenter", "--net=" + path()),
                    Map.of(),
                    Optional.empty());
        }

        /** Its network namespace, as a file. */
        String path() {
            return "/run/netns/" + namespace;
        }

        void unplug() {
            in(bridge, "link", "set", cable, "down");
        }

        void plugIn() {
            in(bridge, "link", "set", cable, "up");
        }
    }
}
