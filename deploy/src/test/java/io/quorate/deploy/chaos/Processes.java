package io.quorate.deploy.chaos;

import io.quorate.deploy.KvdProcess;
import io.quorate.deploy.LocalCluster;
import io.quorate.deploy.Pages;
import io.quorate.deploy.Place;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Real {@code kvd} processes, under signals; where this machine lets that happen each has a
 * network, a disk and a wall clock of its own, which are struck as those of containers are.
 */
final class Processes implements Target {

    private final Optional<Switch> network;
    private final List<Surroundings> surroundings = new ArrayList<>();
    private final List<Member> members = new ArrayList<>();
    private final LocalCluster cluster;

    /** A cluster of so many members, all ready. */
    Processes(String name, int members) {
        network = Switch.isPossible() ? Optional.of(new Switch(members)) : Optional.empty();
        try {
            for (int i = 0; i < members; i++) surroundings.add(new Surroundings(name, i));
            cluster =
                    LocalCluster.startedAt(
                            name, surroundings.stream().map(Surroundings::place).toList());
        } catch (Throwable failed) {
            closeSurroundings();
            throw failed;
        }
        for (int i = 0; i < members; i++) {
            this.members.add(new Signalled(cluster.nodes().get(i), surroundings.get(i)));
        }
    }

    @Override
    public List<Member> members() {
        return List.copyOf(members);
    }

    @Override
    public Set<Blow> blows() {
        Set<Blow> blows = EnumSet.of(Blow.KILL, Blow.STOP, Blow.PAUSE);
        if (network.isPresent()) {
            blows.add(Blow.CUT);
            blows.addAll(NetworkFaults.possibleBlows());
        }
        if (WallClock.isFakeable()) blows.addAll(EnumSet.of(Blow.AHEAD, Blow.BEHIND));
        if (SmallDisk.isPossible()) blows.add(Blow.FULL);
        return blows;
    }

    @Override
    public void close() {
        cluster.close();
        closeSurroundings();
    }

    private void closeSurroundings() {
        surroundings.forEach(Surroundings::close);
        network.ifPresent(Switch::close);
    }

    /** What a process has of its own. */
    private final class Surroundings {

        private final Optional<Switch.Socket> socket;
        private final Optional<WallClock> clock;
        private final Optional<SmallDisk> disk;

        Surroundings(String name, int index) {
            socket = network.map(its -> its.sockets().get(index));
            clock = WallClock.ofMember(name, index + 1);
            disk = SmallDisk.ofMember(name, index + 1);
        }

        Place place() {
            Place place =
                    socket.map(Switch.Socket::place)
                            .orElseGet(Place::onLoopback)
                            .with(SHORT_LIFE)
                            .with(clock.map(WallClock::environment).orElse(Map.of()));
            return disk.map(SmallDisk::directory).map(place::withData).orElse(place);
        }

        void close() {
            disk.ifPresent(SmallDisk::close);
        }
    }

    private final class Signalled implements Member {

        private final KvdProcess process;
        private final Surroundings its;
        private final NetworkFaults wires = new NetworkFaults(() -> socket().path());

        Signalled(KvdProcess process, Surroundings its) {
            this.process = process;
            this.its = its;
        }

        private Switch.Socket socket() {
            return its.socket.orElseThrow();
        }

        @Override
        public String id() {
            return process.id();
        }

        @Override
        public String clientAddress() {
            return process.clientAddress();
        }

        @Override
        public Pages pages() {
            return process.pages();
        }

        @Override
        public boolean isThere() {
            return process.isAlive();
        }

        @Override
        public void strike(Blow blow) {
            switch (blow) {
                case KILL -> {
                    process.kill();
                    process.awaitEnd();
                }
                case STOP -> {
                    int code = process.terminate();
                    if (code != 0) throw new AssertionError(id() + " was stopped: exit " + code);
                }
                case PAUSE -> process.pause();
                case CUT -> socket().unplug();
                case DEAF, MUTE, SLOW -> wires.strike(blow);
                case AHEAD, BEHIND -> its.clock.orElseThrow().strike(blow);
                case FULL -> its.disk.orElseThrow().fill();
            }
        }

        @Override
        public void mend(Blow blow) {
            switch (blow) {
                case KILL, STOP -> cluster.start(process);
                case PAUSE -> process.resume();
                case CUT -> socket().plugIn();
                case DEAF, MUTE, SLOW -> wires.mend(blow);
                case AHEAD, BEHIND -> its.clock.orElseThrow().mend();
                case FULL -> its.disk.orElseThrow().clear();
            }
        }

        @Override
        public String address() {
            return socket().address();
        }

        @Override
        public NetworkFaults wires() {
            return wires;
        }
    }
}
