package io.quorate.cli;

import io.quorate.client.Fence;
import io.quorate.client.KvException;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** A lock or a leadership that is held while something goes on, and given up behind it. */
final class Holding {

    /** What shells answer for a command that they cannot start. */
    private static final int NOT_STARTED = 127;

    /** How long a command may take to end itself when kvctl is interrupted. */
    private static final Duration INTERRUPTED_GRACE = Duration.ofSeconds(2);

    private final String verb;
    private final Streams streams;
    private final BooleanSupplier isHeld;
    private final CompletableFuture<KvException> lost;
    private final Supplier<CompletableFuture<Void>> release;
    private final CompletableFuture<Void> interrupted = new CompletableFuture<>();

    /**
     * @param verb the subcommand
     * @param isHeld whether it can be counted on, by this process's own clock
     * @param lost completes if it is held no more
     * @param release gives it up
     */
    Holding(
            String verb,
            Interruption interruption,
            Streams streams,
            BooleanSupplier isHeld,
            CompletableFuture<KvException> lost,
            Supplier<CompletableFuture<Void>> release) {
        this.verb = verb;
        this.streams = streams;
        this.isHeld = isHeld;
        this.lost = lost;
        this.release = release;
        interruption.endBy(() -> interrupted.complete(null));
    }

    /** Prints what is held, for whoever is to use it. */
    static void show(Fence fence, Streams streams, boolean wantsJson) throws IOException {
        if (wantsJson) {
            streams.line(
                    new Json()
                            .object()
                            .field("key", fence.key())
                            .field("create_revision", fence.createRevision())
                            .field("fence", fence.toString())
                            .end()
                            .toString());
        } else {
            streams.line("key\t" + Text.escaped(fence.key()));
            streams.line("fence\t" + fence);
        }
        streams.flush();
    }

    /** Holds it until Ctrl-C. */
    int untilInterrupted() {
        waitFor(CompletableFuture.anyOf(interrupted, lost));
        if (lost.isDone()) return tellLost("");
        giveUp();
        return ExitCode.DONE;
    }

    /** Holds it while a command runs, whose exit code is the answer. */
    int run(List<String> command, Fence fence, Duration grace) {
        Process process;
        try {
            process = started(command, fence);
        } catch (IOException cannotStart) {
            giveUp();
            streams.err().println("kvctl " + verb + ": " + cannotStart.getMessage() + ".");
            return NOT_STARTED;
        }
        waitFor(CompletableFuture.anyOf(process.onExit(), interrupted, lost));
        if (!process.isAlive()) return ended(process.exitValue());
        if (lost.isDone()) {
            int code = tellLost(" The command is being ended.");
            end(process, grace);
            return code;
        }
        end(process, INTERRUPTED_GRACE);
        giveUp();
        return process.exitValue();
    }

    /** Whoever was paused learns late that the command did not have the lock to its end. */
    private int ended(int code) {
        if (!isHeld.getAsBoolean()) return tellLost(" The command ended with " + code + ".");
        giveUp();
        return code;
    }

    private static Process started(List<String> command, Fence fence) throws IOException {
        var builder = new ProcessBuilder(command).inheritIO();
        var environment = builder.environment();
        environment.put("QUORATE_FENCE", fence.toString());
        environment.put("QUORATE_LOCK_KEY", Text.escaped(fence.key()));
        environment.put("QUORATE_LOCK_REVISION", Long.toString(fence.createRevision()));
        return builder.start();
    }

    private static void end(Process process, Duration grace) {
        process.destroy();
        try {
            process.onExit().get(grace.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException stillThere) {
            process.destroyForcibly();
            waitFor(process.onExit());
        } catch (InterruptedException again) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private int tellLost(String more) {
        String why = lost.isDone() ? lost.join().facts() : "its lease could not be kept in time";
        streams.err().println("kvctl " + verb + ": it is held no more: " + why + "." + more);
        streams.err().flush();
        return ExitCode.LOST;
    }

    /** What cannot be given up ends by itself, and the command is over all the same. */
    private void giveUp() {
        try {
            release.get().get();
        } catch (ExecutionException failed) {
            streams.err()
                    .println(
                            "kvctl "
                                    + verb
                                    + ": it could not be given up, and ends with its lease: "
                                    + failed.getCause().getMessage());
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt();
        }
    }

    private static void waitFor(CompletableFuture<?> future) {
        try {
            future.get();
        } catch (InterruptedException again) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
