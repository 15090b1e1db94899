package io.quorate.cli;

import io.quorate.client.Kv;
import io.quorate.client.KvClient;
import io.quorate.client.Session;

import picocli.CommandLine.Mixin;

import java.io.IOException;

/** A subcommand that reads or writes keys, in a session if one is named. */
abstract class KvCommand extends Subcommand {

    @Mixin private SessionFile session;

    /**
     * Does the command's work.
     *
     * @return the exit code
     */
    abstract int run(Kv store, Streams streams) throws IOException;

    /** The client as this command's own options want it. */
    KvClient prepared(KvClient client) {
        return client;
    }

    @Override
    final int run(KvClient plain, Streams streams) throws IOException {
        KvClient client = prepared(plain);
        if (!session.isNamed()) {
            if (session.hasGuarantees()) throw usage("--guarantees needs --session FILE");
            return run((Kv) client, streams);
        }
        if (globals().namesAnotherLevel()) {
            throw usage(
                    "--session is a level of its own: give no --consistency eventual, --revision or"
                            + " --max-staleness with it");
        }
        Session open;
        try {
            open = session.open(client);
        } catch (IllegalArgumentException mangled) {
            throw usage(mangled.getMessage());
        }
        try {
            return run(open, streams);
        } finally {
            session.keep(open);
        }
    }
}
