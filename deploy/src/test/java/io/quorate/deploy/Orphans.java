package io.quorate.deploy;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ends the processes that are left when the tests' own JVM ends before it could end them. */
final class Orphans {

    private static final Set<Process> WATCHED = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> WATCHED.forEach(Process::destroyForcibly)));
    }

    private Orphans() {}

    static void watch(Process process) {
        WATCHED.add(process);
        process.onExit().thenAccept(WATCHED::remove);
    }
}
