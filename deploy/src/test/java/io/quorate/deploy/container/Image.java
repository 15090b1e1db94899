package io.quorate.deploy.container;

import io.quorate.deploy.Distribution;

import java.nio.file.Path;

/** The images of the distribution under test, built by this process and removed at its end. */
public final class Image {

    /** What the compose files call the version of an image. */
    static final String VERSION = "it-" + ProcessHandle.current().pid();

    /** Another version, to be upgraded to: the same distribution under another label. */
    static final String NEXT_VERSION = VERSION + "-next";

    private static final String NAME = "quorate:";
    private static final String TAG = NAME + VERSION;

    /** The directory {@code deploy/}, which the image is built from. */
    static final Path CONTEXT = Distribution.home().getParent().getParent();

    static {
        build(VERSION);
    }

    private Image() {}

    private static void build(String version) {
        String base = System.getenv().getOrDefault("QUORATE_BASE", "debian:bookworm-slim");
        Docker.Ended built =
                Docker.run(
                        "build",
                        "--build-arg",
                        "BASE=" + base,
                        "--build-arg",
                        "VERSION=" + version,
                        "--tag",
                        NAME + version,
                        CONTEXT.toString());
        if (built.exitCode() != 0) {
            throw new AssertionError(
                    built + "\nwithout a registry, deploy/ci/base-image.sh makes the base image");
        }
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> Docker.run("image", "rm", "--force", NAME + version)));
    }

    /** Makes the image of {@link #NEXT_VERSION}. */
    static void buildNext() {
        build(NEXT_VERSION);
    }

    /** Its name; the first call builds it. */
    public static String tag() {
        return TAG;
    }
}
