package io.quorate.boot;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Locale;

/** {@code kvd}: reads its command line, runs a node until it is told to stop. */
public final class Main {

    private Main() {}

    /** Ends with an {@link ExitCode}. */
    public static void main(String[] arguments) {
        Names.forgetSoon();
        switch (Kvd.read(List.of(arguments), System.getenv())) {
            case Kvd.Wish.Print print -> {
                System.out.print(print.text());
                System.out.flush();
                System.exit(
                        (System.out.checkError() ? ExitCode.CANNOT_START : ExitCode.DONE).code());
            }
            case Kvd.Wish.Refused refused -> {
                System.err.print(refused.text());
                System.exit(ExitCode.USAGE.code());
            }
            case Kvd.Wish.Run run -> run(run.config());
        }
    }

    private static void run(KvdConfig config) {
        // Before the first logger is made, which reads it.
        System.setProperty("quorate.log.level", config.logLevel().name().toLowerCase(Locale.ROOT));
        Logger log = LoggerFactory.getLogger(Main.class);
        try {
            Node node = Node.start(config, broken -> halt(log, broken));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node), "stop"));
        } catch (CannotStart why) {
            log.debug("cannot start", why);
            System.err.println("kvd: " + why.getMessage());
            System.exit(ExitCode.CANNOT_START.code());
        }
    }

    /** By itself a JVM that is told to stop says 143, which reads like a failure. */
    private static void stop(Node node) {
        node.close();
        Runtime.getRuntime().halt(ExitCode.DONE.code());
    }

    /** Nothing that is still in memory is to be trusted: what is on the disk is. */
    private static void halt(Logger log, Throwable broken) {
        log.error("halted: {}", broken.getMessage(), broken);
        Runtime.getRuntime().halt(ExitCode.HALTED.code());
    }
}
