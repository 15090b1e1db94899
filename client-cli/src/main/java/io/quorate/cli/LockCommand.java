package io.quorate.cli;

import io.quorate.client.HeldLock;
import io.quorate.client.KvClient;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

@Command(
        name = "lock",
        customSynopsis = {
            "kvctl lock [OPTIONS] NAME -- COMMAND [ARGUMENT...]",
            "       kvctl lock [OPTIONS] NAME"
        },
        description = "Holds a lock while a command runs, or until Ctrl-C.",
        footer = {
            "",
            "Locks are had in the order in which they are asked for. The command finds the lock's",
            "fence in QUORATE_FENCE, for 'kvctl put', 'delete' and 'txn --fence', and in",
            "QUORATE_LOCK_REVISION a number for other systems, higher for each later holder. A",
            "process that is paused cannot know that its lock has ended: only a fence stops it.",
            "",
            "The exit code is the command's; 127 if it could not be started. If the lock is lost,",
            "the command gets SIGTERM, and SIGKILL when --grace is over, and the exit code is 9;",
            "so it is if the command ended meanwhile.",
            "If the lock is not had within --wait, it is 1.",
            "",
            "Examples:",
            "  kvctl lock nightly -- ./backup.sh",
            "  kvctl lock jobs -- sh -c 'kvctl put --fence $QUORATE_FENCE last-run today'",
            "  kvctl lock --wait 5s jobs            prints key and fence, holds until Ctrl-C"
        })
final class LockCommand extends Subcommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "The lock.")
    private String name;

    @Parameters(
            index = "1..*",
            paramLabel = "COMMAND",
            description = "What to run while the lock is held.")
    private List<String> command = List.of();

    @Option(
            names = "--ttl",
            paramLabel = "TIME",
            defaultValue = "15s",
            converter = Durations.class,
            description = "How long the lock outlives a kvctl that is gone. Default: 15s")
    private Duration ttl;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            converter = Durations.class,
            description = "How long to wait for the lock; without end, if it is not given.")
    private Optional<Duration> patience;

    @Option(
            names = "--grace",
            paramLabel = "TIME",
            defaultValue = "5s",
            converter = Durations.class,
            description = "How long the command may take to end itself. Default: 5s")
    private Duration grace;

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        interruption().endBy(Thread.currentThread()::interrupt);
        var locks = client.locks().withTtl(ttl);
        Optional<HeldLock> held =
                patience.isPresent()
                        ? locks.tryLock(bytes(name), patience.get())
                        : Optional.of(locks.lock(bytes(name)));
        if (held.isEmpty()) {
            streams.err()
                    .println(
                            "kvctl lock: another holds the lock '"
                                    + name
                                    + "', and it was not had in time; nothing was changed.");
            return ExitCode.NOT_FOUND_OR_REFUSED;
        }
        HeldLock lock = held.get();
        var holding =
                new Holding(
                        "lock", interruption(), streams, lock::isHeld, lock.lost(), lock::release);
        if (!command.isEmpty()) return holding.run(command, lock.fence(), grace);
        Holding.show(lock.fence(), streams, wantsJson());
        return holding.untilInterrupted();
    }
}
