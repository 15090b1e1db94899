package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Token;
import io.quorate.fake.Behaviour;
import io.quorate.fake.FakeCluster;
import io.quorate.v1.ConsistencyLevel;
import io.quorate.v1.ErrorReason;
import io.quorate.v1.OperationOutcome;
import io.quorate.v1.SessionGuarantee;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A session that goes on from one command to the next. */
final class SessionCommandTest {

    private final FakeCluster cluster = new FakeCluster(3);
    @TempDir private Path directory;
    private String file;

    @BeforeEach
    void nameFile() {
        file = directory.resolve("mine").toString();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    private Ran kvctl(int code, String... args) {
        var all = new ArrayList<>(List.of("--endpoints", cluster.member(1).address()));
        all.addAll(List.of(args));
        Ran ran = Ran.kvctl(all.toArray(String[]::new));
        assertEquals(code, ran.code(), ran.err());
        return ran;
    }

    @Test
    void theFileIsMadeUsedAndRewritten() throws IOException {
        kvctl(0, "put", "--session", file, "k", "v");
        Token first = Token.parse(Files.readString(Path.of(file)));
        assertTrue(first.words().endsWith("seen revision 0 and written revision 1"));
        assertEquals("v\n", kvctl(0, "get", "--session", file, "k").out());
        assertEquals(ConsistencyLevel.SESSION, cluster.member(1).lastContext().getLevel());
        assertTrue(
                kvctl(0, "session", "show", file)
                        .out()
                        .endsWith("seen revision 1 and written revision 1\n"));
        kvctl(0, "range", "--session", file, "--prefix", "");
        kvctl(0, "delete", "--session", file, "k");
        assertTrue(kvctl(0, "session", "show", file).out().contains("written revision 2"));
        kvctl(1, "get", "--session", file, "k");
        String text = kvctl(0, "session", "show", file).out();
        assertTrue(text.contains("seen revision 2"), "it has seen that there is none: " + text);
        try (var left = Files.list(directory)) {
            assertEquals(1, left.count(), "no draft is left behind");
        }
    }

    @Test
    void guaranteesAreSwitchedOneByOne() {
        kvctl(0, "put", "--session", file, "k", "v");
        kvctl(0, "get", "k", "--session", file, "--guarantees", "monotonic-reads,read-your-writes");
        assertEquals(
                List.of(SessionGuarantee.READ_YOUR_WRITES, SessionGuarantee.MONOTONIC_READS),
                cluster.member(1).lastContext().getGuaranteesList());
        Ran wrong = kvctl(2, "get", "k", "--session", file, "--guarantees", "luck");
        assertTrue(wrong.err().contains("writes-follow-reads"), wrong.err());
        kvctl(2, "get", "k", "--guarantees", "monotonic-reads");
    }

    @Test
    void explainSaysWhatTheSessionWasKept() {
        kvctl(0, "put", "--session", file, "k", "v");
        String all = kvctl(0, "get", "--explain", "--session", file, "k").err();
        assertTrue(all.contains("session: all that the session wrote and all that"), all);
        String stale = kvctl(0, "get", "--explain", "--max-staleness", "2s", "k").err();
        assertTrue(stale.contains("bounded: every write acknowledged before the read"), stale);
        assertEquals(2_000, cluster.member(1).lastContext().getMaxStalenessMs());
        String json = kvctl(0, "get", "-o", "json", "--max-staleness", "2s", "k").out();
        assertTrue(json.contains("\"level\":\"bounded\",\"staleness_ms\":0"), json);
    }

    @Test
    void aSessionIsALevelOfItsOwn() {
        kvctl(2, "get", "--session", file, "--consistency", "eventual", "k");
        kvctl(2, "get", "--session", file, "--revision", "3", "k");
        kvctl(2, "get", "--session", file, "--max-staleness", "1s", "k");
        kvctl(2, "get", "--revision", "3", "--max-staleness", "1s", "k");
        kvctl(2, "get", "--max-staleness", "0ms", "k");
        assertFalse(Files.exists(Path.of(file)));
    }

    @Test
    void aMangledFileIsRefusedAndLeftAsItIs() throws IOException {
        kvctl(0, "put", "--session", file, "k", "v");
        String text = Files.readString(Path.of(file));
        String cut = text.substring(0, text.length() - 4);
        Files.writeString(Path.of(file), cut);
        Ran refused = kvctl(2, "get", "--session", file, "k");
        assertTrue(refused.err().contains("cannot be read"), refused.err());
        assertEquals(cut, Files.readString(Path.of(file)));
        String why = kvctl(2, "session", "show", file).err();
        assertEquals(2, why.split("no session token", -1).length, why);
    }

    @Test
    void whatAFailureTeachesIsNothingAndItIsToldInOneLine() throws IOException {
        kvctl(0, "put", "--session", file, "k", "v");
        String before = Files.readString(Path.of(file));
        cluster.member(1)
                .meet(
                        new Behaviour.Refuse(
                                ErrorReason.FOREIGN_TOKEN, OperationOutcome.NOT_DONE, "", 0));
        Ran failed = kvctl(1, "get", "--session", file, "k");
        assertEquals(1, failed.err().lines().count());
        assertTrue(failed.err().contains("of another cluster"), failed.err());
        assertEquals(before, Files.readString(Path.of(file)));
    }

    @Test
    void mergePrintsTheJoin() throws IOException {
        String other = directory.resolve("theirs").toString();
        kvctl(0, "put", "--session", file, "k", "v");
        kvctl(0, "get", "--session", other, "k");
        String joined = kvctl(0, "session", "merge", file, other).out();
        Token both = Token.parse(joined);
        assertTrue(both.words().endsWith("seen revision 1 and written revision 1"));
        assertEquals(joined, kvctl(0, "session", "merge", other, joined.strip()).out());
        assertEquals(both.words() + "\n", kvctl(0, "session", "show", joined.strip()).out());
        String json = kvctl(0, "session", "show", "-o", "json", joined.strip()).out();
        assertTrue(json.contains("\"groups\":[{\"group\":1,\"read\":1,\"write\":1}]"), json);
        kvctl(2, "session", "merge", file);
        kvctl(2, "session", "show", file, other);
        kvctl(2, "session", "show", "nobody");
    }
}
