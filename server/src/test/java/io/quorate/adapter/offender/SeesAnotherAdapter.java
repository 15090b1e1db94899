package io.quorate.adapter.offender;

import io.quorate.adapter.http.HttpLimits;

public record SeesAnotherAdapter(HttpLimits limits) {}
