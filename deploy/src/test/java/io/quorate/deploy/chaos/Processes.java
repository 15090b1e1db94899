package io.quorate.deploy.chaos;

import io.quorate.deploy.KvdProcess;
import io.quorate.deploy.LocalCluster;
import io.quorate.deploy.Pages;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Real {@code kvd} processes on loopback, under signals. */
final class Processes implements Target {

    private final LocalCluster cluster;
    private final List<Member> members;

    /** A cluster of so many members, all ready. */
    Processes(String name, int members) {
        cluster = LocalCluster.startedForShortLives(name, members);
        this.members = cluster.nodes().stream().<Member>map(Signalled::new).toList();
    }

    @Override
    public List<Member> members() {
        return members;
    }

    @Override
    public Set<Blow> blows() {
        return EnumSet.of(Blow.KILL, Blow.STOP, Blow.PAUSE);
    }

    @Override
    public void close() {
        cluster.close();
    }

    private final class Signalled implements Member {

        private final KvdProcess process;

        Signalled(KvdProcess process) {
            this.process = process;
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
                case CUT, DEAF, MUTE, SLOW, AHEAD, BEHIND -> throw shared(blow);
            }
        }

        private static IllegalArgumentException shared(Blow blow) {
            return new IllegalArgumentException(blow + ": processes share network and clock");
        }

        @Override
        public void mend(Blow blow) {
            switch (blow) {
                case KILL, STOP -> cluster.start(process);
                case PAUSE -> process.resume();
                case CUT, DEAF, MUTE, SLOW, AHEAD, BEHIND -> throw shared(blow);
            }
        }
    }
}
