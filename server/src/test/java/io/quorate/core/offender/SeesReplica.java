package io.quorate.core.offender;

import io.quorate.replica.journal.Disk;

public record SeesReplica(Disk disk) {}
