package io.quorate.replica.journal;

import io.quorate.core.engine.Durable;
import io.quorate.core.engine.GroupId;

import java.util.List;

/** What one group wants to have written, in order. */
public record Append(GroupId group, List<Durable> records) {}
