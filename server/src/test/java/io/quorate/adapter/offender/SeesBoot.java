package io.quorate.adapter.offender;

import io.quorate.boot.KvdConfig;

public record SeesBoot(KvdConfig config) {}
