package io.quorate.boot;

import java.util.ArrayList;
import java.util.List;

/** The parts of {@code kvd --help} that are not the flags themselves. */
final class Help {

    /** How wide the help is, in characters. */
    static final int COLUMNS = 96;

    static final String SYNOPSIS = "kvd [--FLAG VALUE]...";

    static final String DESCRIPTION =
            """
            Runs one node of a Quorate cluster: a replicated key-value store.

            Alone, for a first look: `kvd`. Three nodes on this machine, a terminal each:

              C=n1=127.0.0.1:7201,n2=127.0.0.1:7202,n3=127.0.0.1:7203
              kvd --id n1 --initial-cluster $C --client-listen 127.0.0.1:7101 --http-listen 127.0.0.1:7301
              kvd --id n2 --initial-cluster $C --client-listen 127.0.0.1:7102 --http-listen 127.0.0.1:7302
              kvd --id n3 --initial-cluster $C --client-listen 127.0.0.1:7103 --http-listen 127.0.0.1:7303

            Each setting is a flag, an environment variable and a key of the config file:
            --data-dir /d, KVD_DATA_DIR=/d, `data-dir: /d` (in a file, # begins a comment). A flag
            wins over the environment, that over the file, that over the default.\
            """;

    private Help() {}

    static List<String> flags() {
        List<String> flags = new ArrayList<>(Setting.flags());
        flags.addAll(List.of("--print-config", "--version", "--help"));
        return flags;
    }

    static String[] footer() {
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Exit codes");
        for (ExitCode code : ExitCode.values()) {
            lines.add("  " + code.code() + "  " + code.meaning());
        }
        return lines.toArray(String[]::new);
    }
}
