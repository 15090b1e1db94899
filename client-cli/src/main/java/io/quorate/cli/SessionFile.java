package io.quorate.cli;

import io.quorate.client.KvClient;
import io.quorate.client.Session;
import io.quorate.client.Token;
import io.quorate.client.core.Guarantee;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The options of a session that goes on from one command to the next, in a file. */
final class SessionFile {

    /** A file that is longer holds no token. */
    private static final int BYTES_MAX = 128 << 10;

    @Option(
            names = "--session",
            paramLabel = "FILE",
            description = {
                "Go on with the session in FILE, and keep there what it has met; it is made",
                "if it is not there. Any member answers its reads that has come up to it."
            })
    private Optional<Path> file;

    @Option(
            names = "--guarantees",
            split = ",",
            paramLabel = "G",
            converter = Names.class,
            description = {
                "What the session promises: read-your-writes, monotonic-reads,",
                "monotonic-writes, writes-follow-reads. Default: all of them"
            })
    private List<Guarantee> guarantees = List.of();

    /** Reads guarantees as people write them. */
    static final class Names implements ITypeConverter<Guarantee> {

        @Override
        public Guarantee convert(String text) {
            for (Guarantee each : Guarantee.values()) {
                if (name(each).equals(text)) return each;
            }
            throw new TypeConversionException(
                    "'"
                            + text
                            + "' is no guarantee; there are "
                            + Stream.of(Guarantee.values())
                                    .map(Names::name)
                                    .collect(Collectors.joining(", ")));
        }

        private static String name(Guarantee guarantee) {
            return guarantee.words().replace(' ', '-');
        }
    }

    /** Whether the command is one of a session. */
    boolean isNamed() {
        return file.isPresent();
    }

    boolean hasGuarantees() {
        return !guarantees.isEmpty();
    }

    /**
     * The session as the file holds it.
     *
     * @throws IllegalArgumentException if the file holds no token
     */
    Session open(KvClient client) throws IOException {
        Set<Guarantee> promised =
                guarantees.isEmpty() ? EnumSet.allOf(Guarantee.class) : EnumSet.copyOf(guarantees);
        return client.session(read(file.orElseThrow())).with(promised);
    }

    /** Keeps what a session has met, with what another command has put there meanwhile. */
    void keep(Session session) throws IOException {
        Path path = file.orElseThrow();
        session.merge(read(path));
        if (!session.token().equals(read(path))) write(path, session.token());
    }

    /**
     * The token in a file; of a session that begins if there is no file.
     *
     * @throws IllegalArgumentException if it holds no token
     */
    static Token read(Path path) throws IOException {
        try {
            if (Files.size(path) > BYTES_MAX) throw new IllegalArgumentException("it is too long");
            return Token.parse(Files.readString(path, StandardCharsets.ISO_8859_1));
        } catch (NoSuchFileException begins) {
            return Token.NONE;
        } catch (IllegalArgumentException mangled) {
            throw new IllegalArgumentException(
                    "the session in " + path + " cannot be read: " + mangled.getMessage(), mangled);
        }
    }

    /** Whoever reads the file, now or after a crash, finds the one token or the other. */
    private static void write(Path path, Token token) throws IOException {
        Path draft = path.resolveSibling(path.getFileName() + ".part");
        try (var channel =
                FileChannel.open(
                        draft,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            channel.write(StandardCharsets.US_ASCII.encode(token + "\n"));
            channel.force(true);
        }
        Files.move(draft, path, StandardCopyOption.ATOMIC_MOVE);
    }
}
