package io.quorate.deploy.container;

import io.quorate.deploy.Distribution;

import java.nio.file.Path;

/** The image of the distribution under test, built once by this process and removed at its end. */
public final class Image {

    /** What the compose files call the version of an image. */
    static final String VERSION = "it-" + ProcessHandle.current().pid();

    private static final String TAG = "quorate:" + VERSION;

    /** The directory {@code deploy/}, which the image is built from. */
    static final Path CONTEXT = Distribution.home().getParent().getParent();

    static {
        String base = System.getenv().getOrDefault("QUORATE_BASE", "debian:bookworm-slim");
        Docker.Ended built =
                Docker.run(
                        "build",
                        "--build-arg",
                        "BASE=" + base,
                        "--build-arg",
                        "VERSION=" + VERSION,
                        "--tag",
                        TAG,
                        CONTEXT.toString());
        if (built.exitCode() != 0) {
            throw new AssertionError(
                    built + "\nwithout a registry, deploy/ci/base-image.sh makes the base image");
        }
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> Docker.run("image", "rm", "--force", TAG)));
    }

    private Image() {}

    /** Its name; the first call builds it. */
    public static String tag() {
        return TAG;
    }
}
