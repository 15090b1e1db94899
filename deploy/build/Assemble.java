import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.spi.ToolProvider;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Assembles the distribution: {@code target/quorate} and its {@code .tar.gz}. Run by the build in
 * {@code deploy/}, after the modules' jars and all that they need were gathered in {@code
 * target/jars}.
 */
final class Assemble {

    /** What the two programs use of the JDK; each line names who asks for it. */
    private static final List<String> MODULES =
            List.of(
                    "java.base",
                    "java.logging", // gRPC
                    "java.management", // Netty, Micrometer: the JVM's own figures
                    "java.naming", // gRPC's DNS resolver, Logback
                    "java.xml", // Logback's configuration
                    "jdk.jfr", // profiling a server in place
                    "jdk.management", // Micrometer: CPU time, file descriptors
                    "jdk.unsupported"); // Netty, protobuf: sun.misc.Unsafe

    /** The jars that carry native libraries, by the beginning of their names. */
    private static final List<String> WITH_NATIVE =
            List.of("rocksdbjni-", "netty-transport-native-epoll-");

    private static final List<String> NATIVE_LIBRARIES =
            List.of("librocksdbjni-linux64.so", "libnetty_transport_native_epoll_x86_64.so");

    private final Path module = Path.of("").toAbsolutePath();
    private final Path jars = module.resolve("target/jars");
    private final Path home = module.resolve("target/quorate");
    private final String version;

    private Assemble(String version) {
        this.version = version;
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        var assemble = new Assemble(args[0]);
        assemble.runtime();
        assemble.libraries();
        assemble.files();
        assemble.completions();
        assemble.classArchives();
        assemble.tarball();
    }

    /** The Java runtime, linked anew only if the JDK or the list of modules is another. */
    private void runtime() throws IOException {
        String wanted = Runtime.version() + " " + String.join(",", MODULES) + "\n";
        Path stamp = module.resolve("target/runtime.stamp");
        if (Files.exists(stamp) && Files.readString(stamp).equals(wanted)) return;
        deleteTree(home.resolve("runtime"));
        Files.deleteIfExists(stamp);
        int result =
                ToolProvider.findFirst("jlink")
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                "--add-modules",
                                String.join(",", MODULES),
                                "--output",
                                home.resolve("runtime").toString(),
                                "--strip-java-debug-attributes",
                                "--no-header-files",
                                "--no-man-pages");
        if (result != 0) throw new IOException("jlink ended with " + result);
        Files.writeString(stamp, wanted);
    }

    /** The jars that the manifests of the two programs name, and no others. */
    private void libraries() throws IOException {
        Path lib = home.resolve("lib");
        deleteTree(lib);
        Files.createDirectories(lib);
        var needed = new TreeSet<String>();
        needed.addAll(program("quorate-server", "kvd"));
        needed.addAll(program("quorate-client-cli", "kvctl"));
        for (String name : needed) {
            if (Files.notExists(jars.resolve(name))) {
                throw new IOException(
                        name + " is on one class path in another version: pin it in the root pom");
            }
            if (WITH_NATIVE.stream().anyMatch(name::startsWith)) splitOffNative(name);
            else copy(jars.resolve(name), lib.resolve(name));
        }
    }

    /** Puts a program's own jar in place and returns the names of the jars on its class path. */
    private List<String> program(String artifact, String name) throws IOException {
        Path jar = jars.resolve(artifact + "-" + version + ".jar");
        copy(jar, home.resolve("lib").resolve(name + ".jar"));
        try (var file = new JarFile(jar.toFile())) {
            return List.of(
                    file.getManifest().getMainAttributes().getValue("Class-Path").split(" "));
        }
    }

    /**
     * Copies a jar without its native libraries, and puts the one for Linux x86-64 into {@code
     * lib/native}, from where it is loaded as it is: out of a jar it would be unpacked into {@code
     * /tmp} at each start. RocksDB's jar has a library for each platform: 92 MB.
     */
    private void splitOffNative(String name) throws IOException {
        Path directory = Files.createDirectories(home.resolve("lib/native"));
        try (var from = new ZipFile(jars.resolve(name).toFile());
                var to = new ZipOutputStream(Files.newOutputStream(home.resolve("lib/" + name)))) {
            for (ZipEntry entry : from.stream().toList()) {
                try (InputStream content = from.getInputStream(entry)) {
                    String file = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
                    if (NATIVE_LIBRARIES.contains(file)) {
                        Files.copy(content, directory.resolve(file));
                    } else if (!isNative(file)) {
                        var copy = new ZipEntry(entry.getName());
                        copy.setTime(entry.getTime());
                        to.putNextEntry(copy);
                        content.transferTo(to);
                        to.closeEntry();
                    }
                }
            }
        }
    }

    private static boolean isNative(String file) {
        return file.endsWith(".so") || file.endsWith(".dll") || file.endsWith(".jnilib");
    }

    private void files() throws IOException {
        Path bin = home.resolve("bin");
        Files.createDirectories(bin);
        copy(module.resolve("bin/kvd"), bin.resolve("kvd"));
        copy(module.resolve("bin/kvctl"), bin.resolve("kvctl"));
        copy(module.resolve("playground.sh"), bin.resolve("playground.sh"));
        for (String text : List.of("README.md", "CHANGELOG.md", "LICENSE")) {
            copy(module.resolve("..").resolve(text), home.resolve(text));
        }
    }

    /** What shells complete kvctl's words by, where they look for it below a prefix. */
    private void completions() throws IOException, InterruptedException {
        completion("bash", "share/bash-completion/completions/kvctl");
        completion("zsh", "share/zsh/site-functions/_kvctl");
    }

    private void completion(String shell, String file) throws IOException, InterruptedException {
        Path path = home.resolve(file);
        Files.createDirectories(path.getParent());
        String kvctl = home.resolve("bin/kvctl").toString();
        Files.writeString(path, run(List.of(kvctl, "completion", shell), "LC_ALL", "C"));
    }

    /**
     * Keeps the classes that a start of each program loads, parsed, beside its jar: they are about
     * half of the time of a start. This comes last: an archive is good for the very jars, by size
     * and time of change, that it saw; it is found to be so wherever the folder is moved to.
     */
    private void classArchives() throws IOException, InterruptedException {
        Path training = module.resolve("target/training");
        new Training(home, training).run();
        for (String program : List.of("kvd", "kvctl")) {
            Path archive = home.resolve("lib/" + program + ".jsa");
            run(
                    List.of(home.resolve("bin").resolve(program).toString()),
                    program.toUpperCase(Locale.ROOT) + "_JAVA_OPTS",
                    "-Xshare:dump -XX:SharedClassListFile="
                            + training.resolve(program + ".classlist"));
            if (Files.notExists(archive)) throw new IOException(archive + " was not written");
        }
    }

    private void tarball() throws IOException, InterruptedException {
        Path target = module.resolve("target");
        run(
                List.of(
                        "tar",
                        "--create",
                        "--use-compress-program=gzip -3", // half the time for a twentieth more
                        "--file=" + target.resolve("quorate-" + version + "-linux-x86_64.tar.gz"),
                        "--directory=" + target,
                        "--owner=0",
                        "--group=0",
                        "--numeric-owner",
                        "--sort=name",
                        "--transform=s,^quorate,quorate-" + version + ",",
                        "quorate"),
                "TZ",
                "UTC");
    }

    /** What a command prints, with one more variable in its environment; fails if that does. */
    static String run(List<String> command, String variable, String value)
            throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put(variable, value);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        int code = process.waitFor();
        if (code != 0) throw new IOException(command + " ended with " + code + ":\n" + output);
        return output;
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.copy(
                from, to, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
    }

    static void deleteTree(Path root) throws IOException {
        if (Files.notExists(root)) return;
        try (var paths = Files.walk(root)) {
            for (Path path : paths.sorted((a, b) -> b.compareTo(a)).toList()) Files.delete(path);
        }
    }
}
