package io.quorate.cli;

import io.quorate.client.Batching;
import io.quorate.client.Bytes;
import io.quorate.client.KvClient;
import io.quorate.client.Transport;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.concurrent.Callable;

/** A subcommand that speaks to the cluster. */
abstract class Subcommand implements Callable<Integer> {

    @Spec private CommandSpec spec;

    @ParentCommand private Object parent;

    /**
     * Does the command's work.
     *
     * @return the exit code
     */
    abstract int run(KvClient client, Streams streams) throws IOException;

    /** One call alone needs no fast transport but a fast start. */
    Transport transport() {
        return Transport.NIO;
    }

    /** How its requests travel. */
    Batching batching() {
        return Batching.BY_LOAD;
    }

    private Kvctl kvctl() {
        return parent instanceof CommandGroup group ? group.kvctl() : (Kvctl) parent;
    }

    @Override
    public final Integer call() throws IOException {
        Quiet.logs();
        Clients clients = kvctl().clients();
        KvClient client = globals().client(spec, clients, transport(), batching());
        kvctl().interruption().endBy(() -> clients.end(client));
        int code = run(client, kvctl().streams());
        kvctl().streams().flush();
        clients.over(client);
        return code;
    }

    final Globals globals() {
        return kvctl().globals();
    }

    final CommandSpec spec() {
        return spec;
    }

    final Interruption interruption() {
        return kvctl().interruption();
    }

    /** What is wrong with the command line. */
    final ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    final boolean wantsJson() {
        return globals().json();
    }

    final boolean wasInterrupted() {
        return kvctl().interruption().hasHappened();
    }

    /** A key of the command line. */
    static Bytes bytes(String argument) {
        return Bytes.wrap(Arguments.bytes(argument));
    }
}
