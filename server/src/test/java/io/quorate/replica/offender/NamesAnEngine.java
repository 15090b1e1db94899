package io.quorate.replica.offender;

import io.quorate.core.raft.RaftConfig;

public record NamesAnEngine(RaftConfig config) {}
