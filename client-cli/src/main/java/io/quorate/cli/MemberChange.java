package io.quorate.cli;

import io.quorate.client.ChangeResult;
import io.quorate.client.KvClient;
import io.quorate.client.KvException;

import picocli.CommandLine.Option;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** What the commands that change the members have in common. */
abstract class MemberChange extends Subcommand {

    /** How often a command that waits looks whether the change is over. */
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    @Option(
            names = "--wait",
            description =
                    "Ends only when the change is over, or --timeout has passed: exit code 3.")
    private boolean waits;

    /** Asks for the change. */
    abstract CompletableFuture<ChangeResult> ask(KvClient client);

    /** What was asked for, as a sentence without a full stop. */
    abstract String told();

    /** What the operator has to do for it; empty if nothing. */
    String next(KvClient client) {
        return "";
    }

    @Override
    final int run(KvClient client, Streams streams) throws IOException {
        long deadline = System.nanoTime() + globals().timeout().toNanos();
        ChangeResult result = result(ask(client));
        boolean isOver = waits && waitUntilOver(client, deadline);
        if (wantsJson()) {
            streams.line(
                    new Json()
                            .object()
                            .field("accepted", true)
                            .field("over", isOver)
                            .header(result.header())
                            .end()
                            .toString());
        } else {
            streams.line(
                    told()
                            + (isOver
                                    ? "; done"
                                    : "; accepted, 'kvctl member list' shows how far it is"));
            String next = isOver ? "" : next(client);
            if (!next.isEmpty()) streams.line(next);
        }
        if (!waits || isOver) return ExitCode.DONE;
        if (!wantsJson()) {
            streams.err().println("kvctl member: the change is accepted, but not over yet.");
        }
        return ExitCode.UNREACHABLE;
    }

    static <T> T result(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof KvException why) throw why;
            throw failed;
        }
    }

    private boolean waitUntilOver(KvClient client, long deadline) {
        while (!wasInterrupted()) {
            if (isOver(client)) return true;
            if (System.nanoTime() + LOOK_NANOS - deadline > 0) return false;
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return false;
    }

    /** While a leader is being elected nobody can say; that passes. */
    private boolean isOver(KvClient client) {
        try {
            return ClusterView.ask(client, globals().endpoints()).isSettled();
        } catch (KvException nobodyAnswers) {
            return false;
        }
    }

    /** Reads {@code NAME=HOST:PORT}, each name once. */
    final Map<String, String> addresses(List<String> arguments) {
        Map<String, String> addresses = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals <= 0 || argument.lastIndexOf(':') < equals) {
                throw usage("'" + argument + "' is not NAME=HOST:PORT, as in n4=10.0.0.4:7201");
            }
            String name = argument.substring(0, equals);
            if (addresses.put(name, argument.substring(equals + 1)) != null) {
                throw usage(name + " is named twice");
            }
        }
        return addresses;
    }

    /** How the new nodes are started, a line each. */
    final String commands(KvClient client, Map<String, String> addresses) {
        String members = ClusterView.ask(client, globals().endpoints()).clientAddresses();
        var text = new StringBuilder("If it does not run yet, start it on its machine:");
        addresses.forEach(
                (name, address) ->
                        text.append("\n  kvd --id ")
                                .append(name)
                                .append(" --join ")
                                .append(members)
                                .append(" --peer-listen ")
                                .append(address));
        return text.toString();
    }
}
