package io.quorate.boot;

import io.quorate.adapter.grpc.PeerCodec;
import io.quorate.adapter.grpc.raft.RaftCodec;
import io.quorate.core.engine.Engine;
import io.quorate.core.engine.Recovered;
import io.quorate.core.raft.RaftConfig;
import io.quorate.core.raft.RaftConfig.ReadLease;
import io.quorate.core.raft.RaftEngine;

import java.security.SecureRandom;
import java.util.SplittableRandom;

/** The engine of {@code --engine raft} and its words on the wire. */
final class RaftParts {

    private RaftParts() {}

    static Engine engine(KvdConfig config, Recovered recovered) {
        // Members that drew the same timeouts would split every vote.
        var random = new SplittableRandom(new SecureRandom().nextLong());
        return new RaftEngine(raftConfig(config), config.id(), recovered, random);
    }

    static PeerCodec codec() {
        return new RaftCodec();
    }

    private static RaftConfig raftConfig(KvdConfig config) {
        return RaftConfig.defaults()
                .withTimes(config.electionTimeout().toNanos(), config.heartbeat().toNanos())
                .with(
                        switch (config.leaderLease()) {
                            case ON -> ReadLease.ON;
                            case OFF -> ReadLease.OFF;
                        });
    }
}
