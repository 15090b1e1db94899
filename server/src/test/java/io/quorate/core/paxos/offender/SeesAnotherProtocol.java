package io.quorate.core.paxos.offender;

import io.quorate.core.raft.RaftConfig;

public record SeesAnotherProtocol(RaftConfig config) {}
