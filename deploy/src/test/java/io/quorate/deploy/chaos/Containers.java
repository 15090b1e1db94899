package io.quorate.deploy.chaos;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Volume;

import io.quorate.deploy.Distribution;
import io.quorate.deploy.FreePorts;
import io.quorate.deploy.Pages;
import io.quorate.deploy.container.Image;

import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.startupcheck.IsRunningStartupCheckStrategy;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Containers of the real image on a network of their own, each as the compose file runs it: root
 * file system read-only, no capabilities, data on a volume, the image's own timeouts. They are
 * killed and started through the engine, so that a container and its volume outlive what befalls
 * it. Where libfaketime is, their wall clocks are years apart from the start. What each said is
 * left in {@code target/it}.
 */
final class Containers implements Target {

    private static final int STOP_SECONDS = 30;
    private static final String DATA = "/var/lib/quorate";

    private final DockerClient engine = DockerClientFactory.instance().client();
    private final Network network = Network.newNetwork();
    private final List<Contained> contained = new ArrayList<>();
    private final Path logs;

    /** A cluster of so many members, all ready. */
    Containers(String name, int members) {
        logs = Distribution.freshDirectory(name);
        String cluster =
                IntStream.rangeClosed(1, members)
                        .mapToObj(i -> "n" + i + "=n" + i + ":" + PEERS)
                        .collect(Collectors.joining(","));
        try {
            for (int i = 1; i <= members; i++) {
                var clock = WallClock.ofMember(name, i);
                var member = new Contained("n" + i, cluster, clock, SmallDisk.ofMember(name, i));
                contained.add(member);
                member.container.start();
            }
            for (Contained member : contained) {
                Patience.await(member.id() + " of " + name + " is ready", member.pages::isReady);
            }
        } catch (Throwable failed) {
            close();
            throw failed;
        }
    }

    @Override
    public List<Member> members() {
        return List.copyOf(contained);
    }

    @Override
    public Set<Blow> blows() {
        Set<Blow> blows = EnumSet.of(Blow.KILL, Blow.STOP, Blow.PAUSE, Blow.CUT);
        blows.addAll(NetworkFaults.possibleBlows());
        if (WallClock.isFakeable()) blows.addAll(EnumSet.of(Blow.AHEAD, Blow.BEHIND));
        if (SmallDisk.isPossible()) blows.add(Blow.FULL);
        return blows;
    }

    @Override
    public void close() {
        contained.forEach(Contained::close);
        network.close();
    }

    /** Whoever asks for readiness waits for it; a start alone waits for nothing. */
    private static final class NoWait extends AbstractWaitStrategy {

        @Override
        protected void waitUntilReady() {}
    }

    private final class Contained implements Member {

        private final String id;
        private final int clientPort = FreePorts.take();
        private final int httpPort = FreePorts.take();
        private final Pages pages = new Pages("127.0.0.1:" + httpPort);
        private final Optional<WallClock> clock;
        private final Optional<SmallDisk> disk;
        private final NetworkFaults wires = new NetworkFaults(this::namespace);
        private final GenericContainer<?> container;

        Contained(String id, String cluster, Optional<WallClock> clock, Optional<SmallDisk> disk) {
            this.id = id;
            this.clock = clock;
            this.disk = disk;
            container =
                    new GenericContainer<>(Image.tag())
                            .withNetwork(network)
                            .withNetworkAliases(id)
                            .withEnv("KVD_ID", id)
                            .withEnv("KVD_INITIAL_CLUSTER", cluster)
                            .withEnv("KVD_ADVERTISE_CLIENT", clientAddress())
                            .withEnv("KVD_JOURNAL_SEGMENT_SIZE", "8MiB")
                            .withEnv(SHORT_LIFE)
                            .withEnv(clock.map(_ -> WallClock.environmentInside()).orElse(Map.of()))
                            .withStartupCheckStrategy(new IsRunningStartupCheckStrategy())
                            .waitingFor(new NoWait())
                            .withCreateContainerCmdModifier(
                                    create -> asInProduction(create.getHostConfig()));
        }

        private void asInProduction(HostConfig host) {
            host.withReadonlyRootfs(true)
                    .withCapDrop(Capability.ALL)
                    .withSecurityOpts(List.of("no-new-privileges"))
                    .withPortBindings(published(clientPort, CLIENTS), published(httpPort, HTTP));
            List<Bind> binds = new ArrayList<>();
            disk.ifPresent(its -> binds.add(bind(its.directory(), DATA, AccessMode.rw)));
            Map<Path, String> ofClock = clock.map(WallClock::mounts).orElse(Map.of());
            ofClock.forEach((from, to) -> binds.add(bind(from, to, AccessMode.ro)));
            host.withBinds(binds);
        }

        private static Bind bind(Path from, String to, AccessMode mode) {
            return new Bind(from.toAbsolutePath().toString(), new Volume(to), mode);
        }

        private static PortBinding published(int port, int inside) {
            return PortBinding.parse("127.0.0.1:" + port + ":" + inside);
        }

        @Override
        public String id() {
            return id;
        }

        @Override
        public String clientAddress() {
            return "127.0.0.1:" + clientPort;
        }

        @Override
        public Pages pages() {
            return pages;
        }

        @Override
        public boolean isThere() {
            return Boolean.TRUE.equals(
                    engine.inspectContainerCmd(name()).exec().getState().getRunning());
        }

        private String name() {
            return container.getContainerId();
        }

        private String namespace() {
            Long pid = engine.inspectContainerCmd(name()).exec().getState().getPidLong();
            if (pid == null) throw new AssertionError(id + " has no process");
            return "/proc/" + pid + "/ns/net";
        }

        @Override
        public String address() {
            return engine
                    .inspectContainerCmd(name())
                    .exec()
                    .getNetworkSettings()
                    .getNetworks()
                    .values()
                    .stream()
                    .map(ContainerNetwork::getIpAddress)
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(id + " has no network"));
        }

        @Override
        public NetworkFaults wires() {
            return wires;
        }

        @Override
        public void strike(Blow blow) {
            switch (blow) {
                case KILL -> {
                    engine.killContainerCmd(name()).exec();
                    Patience.await(id + " has ended", () -> !isThere());
                }
                case STOP -> {
                    engine.stopContainerCmd(name()).withTimeout(STOP_SECONDS).exec();
                    Long code =
                            engine.inspectContainerCmd(name()).exec().getState().getExitCodeLong();
                    if (code == null || code != 0) {
                        throw new AssertionError(id + " was stopped: exit " + code);
                    }
                }
                case PAUSE -> Patience.await(id + " is paused", this::pause);
                case CUT ->
                        engine.disconnectFromNetworkCmd()
                                .withContainerId(name())
                                .withNetworkId(network.getId())
                                .exec();
                case DEAF, MUTE, SLOW -> wires.strike(blow);
                case AHEAD, BEHIND -> clock.orElseThrow().strike(blow);
                case FULL -> disk.orElseThrow().fill();
            }
        }

        @Override
        public void mend(Blow blow) {
            switch (blow) {
                case KILL, STOP -> engine.startContainerCmd(name()).exec();
                case PAUSE -> engine.unpauseContainerCmd(name()).exec();
                case CUT ->
                        engine.connectToNetworkCmd()
                                .withContainerId(name())
                                .withNetworkId(network.getId())
                                .withContainerNetwork(new ContainerNetwork().withAliases(id))
                                .exec();
                case DEAF, MUTE, SLOW -> wires.mend(blow);
                case AHEAD, BEHIND -> clock.orElseThrow().mend();
                case FULL -> disk.orElseThrow().clear();
            }
        }

        /** While a process of the container is being started the engine may be unable to. */
        private boolean pause() {
            try {
                engine.pauseContainerCmd(name()).exec();
                return true;
            } catch (InternalServerErrorException unableToFreeze) {
                return false;
            }
        }

        private void keepLog() {
            try {
                Files.writeString(logs.resolve(id + ".log"), container.getLogs());
            } catch (IOException cannotWrite) {
                throw new UncheckedIOException(cannotWrite);
            }
        }

        void close() {
            pages.close();
            if (container.getContainerId() != null) { // it was started
                keepLog();
                container.stop();
            }
            disk.ifPresent(SmallDisk::close);
        }
    }
}
