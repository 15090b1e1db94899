package io.quorate.replica.offender;

import io.quorate.boot.KvdConfig;

public record SeesBootFromRing2(KvdConfig config) {}
