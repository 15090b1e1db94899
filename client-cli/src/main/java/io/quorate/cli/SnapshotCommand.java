package io.quorate.cli;

import io.quorate.cli.SavedSnapshot.SavedFile;
import io.quorate.client.Bytes;
import io.quorate.client.KvClient;
import io.quorate.client.KvException;
import io.quorate.client.MemberSnapshots;
import io.quorate.client.MemberStatus;
import io.quorate.client.TakenSnapshot;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

@Command(
        name = "snapshot",
        description = "Saves the cluster's state to a file, or checks such a file.",
        footer = {
            "",
            "save    takes a snapshot at the leader, or at the first endpoint that answers, and",
            "        writes it to FILE, which must not be there yet. It is the state of one",
            "        moment, with its history; writes go on meanwhile.",
            "status  reads FILE, checks every byte of it, and says which revision it holds.",
            "",
            "A new cluster begins with it if each of its members is first started with",
            "'kvd --restore-from FILE' and an empty data directory.",
            "",
            "--timeout is for each request, not for the whole.",
            "",
            "Examples:",
            "  kvctl snapshot save backup.qs",
            "  kvctl snapshot status backup.qs -o json"
        })
final class SnapshotCommand extends Subcommand {

    private static final int READS_AT_ONCE = 4;

    enum Action {
        save,
        status
    }

    @Parameters(index = "0", paramLabel = "ACTION", description = "${COMPLETION-CANDIDATES}")
    private Action action;

    @Parameters(index = "1", paramLabel = "FILE", description = "Where the snapshot is.")
    private Path file;

    @Override
    int run(KvClient client, Streams streams) throws IOException {
        return switch (action) {
            case save -> save(client, streams);
            case status -> status(streams);
        };
    }

    private int save(KvClient client, Streams streams) throws IOException {
        if (Files.exists(file)) {
            return refuse("FILE_EXISTS", "there is a file " + file + " already", streams);
        }
        MemberSnapshots member = client.snapshotsOf(member(client));
        TakenSnapshot taken = await(member.take());
        byte[] manifest = taken.manifest().toArray();
        SavedSnapshot snapshot = SavedSnapshot.of(manifest);
        Bytes name = Bytes.wrap(SavedSnapshot.sha256().digest(manifest));
        Path draft = file.resolveSibling(file.getFileName() + ".part");
        try (var channel =
                FileChannel.open(
                        draft,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            OutputStream out = Channels.newOutputStream(channel);
            SavedSnapshot.writeHead(out, manifest);
            for (int i = 0; i < snapshot.files().size(); i++) {
                copy(member, name, i, snapshot.files().get(i), out);
            }
            channel.force(true);
        } catch (IOException | KvException failed) {
            Files.deleteIfExists(draft);
            throw failed;
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        await(member.release(name));
        tell(streams, snapshot, "saved");
        return ExitCode.DONE;
    }

    /** The leader's address, or the first that answers. */
    private String member(KvClient client) {
        for (String address : globals().endpoints()) {
            try {
                MemberStatus status = await(client.statusAsync(address));
                return status.members().stream()
                        .filter(member -> member.id().equals(status.leader()))
                        .map(MemberStatus.Peer::clientAddress)
                        .filter(known -> !known.isEmpty())
                        .findFirst()
                        .orElse(address);
            } catch (KvException down) {
                if (address.equals(globals().endpoints().getLast())) throw down;
            }
        }
        throw new IllegalStateException("there is no endpoint");
    }

    private static void copy(
            MemberSnapshots member, Bytes name, int index, SavedFile from, OutputStream to)
            throws IOException {
        MessageDigest digest = SavedSnapshot.sha256();
        var reads = new ArrayDeque<CompletableFuture<Bytes>>();
        long asked = 0;
        long written = 0;
        while (written < from.bytes()) {
            while (reads.size() < READS_AT_ONCE && asked < from.bytes()) {
                long left = from.bytes() - asked;
                int length = (int) Math.min(left, MemberSnapshots.READ_BYTES_MAX);
                reads.add(member.read(name, index, asked, length));
                asked += length;
            }
            byte[] content = await(reads.poll()).toArray();
            digest.update(content);
            to.write(content);
            written += content.length;
        }
        if (!Arrays.equals(digest.digest(), from.hash())) {
            throw new SavedSnapshot.NotSound(
                    "the file " + from.name() + " came damaged; nothing was saved");
        }
    }

    private static <T> T await(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof KvException why) throw why;
            throw failed;
        }
    }

    private int status(Streams streams) throws IOException {
        try (var in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
            tell(streams, SavedSnapshot.check(in), "sound");
            return ExitCode.DONE;
        } catch (SavedSnapshot.NotSound why) {
            return refuse("NOT_SOUND", file + ": " + why.getMessage(), streams);
        } catch (NoSuchFileException gone) {
            return refuse("NO_FILE", "there is no file " + file, streams);
        }
    }

    private int refuse(String reason, String why, Streams streams) {
        String text = "kvctl snapshot: " + why + ".";
        streams.err().println(wantsJson() ? Failures.json("snapshot", reason, why) : text);
        return ExitCode.NOT_FOUND_OR_REFUSED;
    }

    private void tell(Streams streams, SavedSnapshot snapshot, String word) throws IOException {
        if (wantsJson()) {
            var json =
                    new Json()
                            .object()
                            .field("file", file.toString())
                            .field("revision", snapshot.revision())
                            .field("term", snapshot.term())
                            .field("index", snapshot.index())
                            .field("bytes", snapshot.bytes())
                            .field("files", (long) snapshot.files().size());
            streams.line(json.end().toString());
            return;
        }
        streams.line(
                word
                        + ", revision "
                        + snapshot.revision()
                        + ", entry "
                        + snapshot.index()
                        + " of term "
                        + snapshot.term()
                        + ", "
                        + snapshot.bytes()
                        + " bytes in "
                        + snapshot.files().size()
                        + " files");
    }
}
