package io.quorate.core.offender;

public record OffenderManager() {}
