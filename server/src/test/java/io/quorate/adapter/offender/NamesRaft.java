package io.quorate.adapter.offender;

import io.quorate.core.raft.RaftConfig;

public record NamesRaft(RaftConfig config) {}
