package io.quorate.core.offender;

import io.quorate.adapter.http.HttpLimits;

public record SeesAdapter(HttpLimits limits) {}
