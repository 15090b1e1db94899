package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.fake.Behaviour;
import io.quorate.fake.FakeCluster;
import io.quorate.v1.ErrorReason;
import io.quorate.v1.OperationOutcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

final class KvctlTest {

    private final FakeCluster cluster = new FakeCluster(3);

    @AfterEach
    void stop() {
        cluster.close();
    }

    private Ran kvctl(String... args) {
        return Ran.kvctl(pointed(args));
    }

    private String[] pointed(String... args) {
        var all = new ArrayList<>(List.of("--endpoints", String.join(",", cluster.addresses())));
        all.addAll(List.of(args));
        return all.toArray(String[]::new);
    }

    @Test
    void getPrintsTheValueAloneThenANewline() {
        assertEquals(new Run(0, "stored, revision 1\n", ""), run("put", "greeting", "hello"));
        assertEquals(new Run(0, "hello\n", ""), run("get", "greeting"));
        assertEquals(new Run(0, "hello", ""), run("get", "--raw", "greeting"));
    }

    @Test
    void aKeyThatDoesNotExistIsExitCode1() {
        assertEquals(
                new Run(1, "", "kvctl get: not found: there is no key 'nobody' at revision 0.\n"),
                run("get", "nobody"));
        assertEquals(1, kvctl("delete", "nobody").code());
        assertTrue(kvctl("-o", "json", "get", "nobody").out().startsWith("{\"found\":false,"));
    }

    @Test
    void anyBytesPassThroughStandardInputAndOutput() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) all[i] = (byte) i;
        assertEquals(0, Ran.with(Map.of(), all, pointed("put", "bytes", "-")).code());
        assertArrayEquals(all, kvctl("get", "--raw", "bytes").outBytes());
    }

    @Test
    void anEmptyValueIsStored() {
        assertEquals(0, kvctl("put", "empty", "").code());
        assertEquals(new Run(0, "\n", ""), run("get", "empty"));
    }

    @Test
    void jsonCarriesEveryByteInBase64AndTextWhereItIsText() {
        Ran.with(Map.of(), new byte[] {(byte) 0xFF, 0}, pointed("put", "k\"\n", "-"));
        assertEquals(
                "{\"found\":true,\"key\":{\"base64\":\"ayIK\",\"utf8\":\"k\\\"\\n\"},"
                        + "\"value\":{\"base64\":\"/wA=\"},\"create_revision\":1,"
                        + "\"mod_revision\":1,\"version\":1,\"lease\":0,\"header\":{\"cluster_id\":"
                        + "\"0000000051c0ffee\",\"node\":\"n1\",\"term\":7,\"revision\":1,"
                        + "\"level\":\"linearizable\"}}\n",
                kvctl("get", "k\"\n", "-o", "json").out());
    }

    @Test
    void keysThatBeginWithADashComeAfterTwoDashes() {
        assertEquals(0, kvctl("put", "--", "-k", "-v").code());
        assertEquals("-v\n", kvctl("get", "--", "-k").out());
        Ran wrong = kvctl("put", "-k", "v");
        assertEquals(2, wrong.code());
        assertTrue(wrong.err().contains("put -- before the arguments"), wrong.err());
    }

    @Test
    void argumentsAreTakenAsTheyAre() {
        assertEquals(0, kvctl("put", "@/etc/passwd", "${user.home} \"quoted\"").code());
        assertEquals("${user.home} \"quoted\"\n", kvctl("get", "@/etc/passwd").out());
    }

    @Test
    void rangePrintsKeysInByteOrderAndEscapesWhatWouldBreakALine() {
        kvctl("put", "user/b", "2");
        kvctl("put", "user/a", "1\t\n\\");
        kvctl("put", "user0", "no");
        assertEquals(
                "user/a\t1\\x09\\x0a\\x5c\nuser/b\t2\n", kvctl("range", "--prefix", "user/").out());
        assertEquals("user/b\t2\nuser0\tno\n", kvctl("range", "user/b").out());
        assertEquals("user/b\n", kvctl("range", "--keys-only", "user/b", "user0").out());
        assertEquals(
                "user/a\n", kvctl("range", "--keys-only", "--prefix", "", "--limit", "1").out());
    }

    @Test
    void statusShowsWhoLeadsAndWhoIsDown() {
        cluster.member(2).kill();
        Ran status = kvctl("status");
        assertEquals(0, status.code());
        List<String> lines = status.out().lines().toList();
        assertTrue(lines.get(0).startsWith("ID  ROLE      TERM  LEADER"), status.out());
        assertTrue(lines.get(1).matches("n1 +leader +7 +n1 +40 +40 +0 +.*"), status.out());
        assertTrue(lines.get(2).matches("n2 +down +.*connection refused"), status.out());
        assertTrue(lines.get(3).matches("n3 +follower +7 +n1 +40 +38 +2 +.*"), status.out());
    }

    @Test
    void statusFindsMembersThatAreNotAmongTheEndpoints() {
        Ran status = Ran.kvctl("status", "--endpoints", cluster.member(3).address());
        assertEquals(4, status.out().lines().count(), status.out());
    }

    @Test
    void statusWithNobodyUpIsExitCode3() {
        cluster.close();
        assertEquals(3, kvctl("status", "--timeout", "1s").code());
    }

    @Test
    void unreachableIsExitCode3AndSaysThatNothingWasDone() {
        cluster.close();
        Ran put = kvctl("put", "a", "b", "--timeout", "600ms");
        assertEquals(3, put.code());
        assertTrue(put.err().startsWith("kvctl put: no member could be reached ("), put.err());
        assertTrue(put.err().contains("the put was not done"), put.err());
        assertEquals(1, put.err().lines().count());
    }

    @Test
    void anUnknownOutcomeIsExitCode4() {
        cluster.member(1).meet(new Behaviour.ServeAndCut());
        Ran put = kvctl("put", "a", "b");
        assertEquals(4, put.code());
        assertTrue(put.err().contains("the outcome of the put is unknown"), put.err());
    }

    @Test
    void aRefusalIsExitCode1() {
        cluster.member(1).meet(Behaviour.refuse(ErrorReason.KEYSPACE_NOT_FOUND));
        Ran get = kvctl("get", "a", "--keyspace", "nowhere");
        assertEquals(1, get.code());
        assertTrue(get.err().contains("the keyspace does not exist"), get.err());
        Ran tooLong = kvctl("get", "k".repeat(8193));
        assertEquals(1, tooLong.code());
        assertTrue(tooLong.err().contains("a key is 1 to 8192 bytes, not 8193"), tooLong.err());
    }

    @Test
    void errorsAreJsonIfJsonWasAskedFor() {
        var unknown =
                new Behaviour.Refuse(ErrorReason.OUTCOME_UNKNOWN, OperationOutcome.UNKNOWN, "", 0);
        cluster.member(1).meet(unknown);
        Ran put = kvctl("put", "a", "b", "-o", "json");
        assertEquals(4, put.code());
        assertTrue(
                put.err()
                        .startsWith(
                                "{\"error\":{\"command\":\"put\",\"reason\":\"OUTCOME_UNKNOWN\","
                                        + "\"outcome\":\"UNKNOWN\""),
                put.err());
    }

    @Test
    void aWrongCommandLineIsExitCode2AndNamesWhatWasMeant() {
        assertUsage("did you mean '--limit'?", "range", "--limt", "3");
        assertUsage("did you mean '--timeout'?", "get", "k", "--timout", "3s");
        assertUsage("did you mean 'status'?", "staus");
        assertUsage("'many' is not a long", "range", "a", "--limit", "many");
        assertUsage(
                "'9999999999999999999' is not a long",
                "range",
                "a",
                "--limit",
                "9999999999999999999");
        assertUsage("--limit is not negative", "range", "a", "--limit", "-1");
        assertUsage("is not a time", "get", "k", "--timeout", "5");
        assertUsage("a timeout is from", "get", "k", "--timeout", "0s");
        assertUsage("a port is 1 to 65535", "get", "k", "--endpoints", "h:65536");
        assertUsage("not host:port", "get", "k", "--endpoints", "h");
        assertUsage("Missing required parameter: 'KEY'", "get");
        assertUsage("Unmatched argument", "get", "a", "b");
        assertUsage("expected one of", "get", "a", "--consistency", "strong");
        assertUsage("give either --prefix PREFIX or START", "range", "a", "--prefix", "b");
        assertUsage("give either --prefix PREFIX or START", "range");
        assertUsage("START comes after END", "range", "b", "a");
        assertUsage("only once", "range", "a", "--limit", "1", "--limit", "2");
        assertUsage("--clients is 1 to 100000, not 0", "bench", "put", "--clients", "0");
        assertUsage("a command is missing");
    }

    private static void assertUsage(String expected, String... args) {
        Ran ran = Ran.kvctl(args);
        assertEquals(2, ran.code(), ran.err());
        assertTrue(ran.err().contains(expected), ran.err());
        assertTrue(ran.err().contains("--help'."), ran.err());
        assertEquals(1, ran.err().lines().count(), ran.err());
        assertEquals("", ran.out());
    }

    @Test
    void environmentVariablesStandInForOptions() {
        var environment =
                Map.of("KVCTL_ENDPOINTS", cluster.member(1).address(), "KVCTL_OUTPUT", "json");
        Ran put = Ran.with(environment, new byte[0], "put", "a", "b");
        assertEquals(0, put.code(), put.err());
        assertTrue(put.out().startsWith("{\"header\":"));
    }

    @Test
    void aFullDiskBehindStandardOutputIsNotSuccess() {
        OutputStream full =
                new OutputStream() {
                    @Override
                    public void write(int b) throws IOException {
                        throw new IOException("No space left on device");
                    }
                };
        Ran put = Ran.into(full, pointed("put", "a", "b"));
        assertEquals(5, put.code());
        assertTrue(put.err().contains("No space left on device; what the command did is done"));
        assertEquals(5, Ran.into(full, "--help").code());
        assertEquals(5, Ran.into(full, "version").code());
    }

    @Test
    void coloursAreForTerminalsAndForThoseWhoDoNotRefuseThem() {
        String green = "\u001b[32m";
        assertTrue(Ran.onTerminal(Map.of(), pointed("status")).out().contains(green));
        assertFalse(
                Ran.onTerminal(Map.of("NO_COLOR", "1"), pointed("status")).out().contains(green));
        assertFalse(kvctl("status").out().contains(green));
    }

    @Test
    void helpOfEveryCommandTeachesByExample() {
        for (String command :
                List.of(
                        "put",
                        "get",
                        "delete",
                        "range",
                        "status",
                        "bench",
                        "verify",
                        "playground")) {
            Ran help = Ran.kvctl(command, "--help");
            assertEquals(0, help.code());
            assertTrue(help.out().contains("Examples:\n  kvctl " + command), help.out());
            assertEquals("", help.err());
        }
        assertTrue(Ran.kvctl("--help").out().contains("Exit codes: 0 done;"));
    }

    @Test
    void benchReportsThroughputAndPercentiles() {
        Ran bench =
                kvctl(
                        "bench",
                        "get",
                        "--clients",
                        "4",
                        "--keys",
                        "10",
                        "--seconds",
                        "1",
                        "--warmup",
                        "0",
                        "-o",
                        "json");
        assertEquals(0, bench.code(), bench.err());
        assertTrue(
                bench.out()
                        .matches(
                                "\\{\"bench\":\"get\",\"clients\":4,\"value_size\":256,\"keys\":10,"
                                        + ".*\"p99.9\":[0-9.]+,.*\"errors\":\\{}}\n"),
                bench.out());
        assertEquals(10, cluster.keyCount());
    }

    private record Run(int code, String out, String err) {}

    private Run run(String... args) {
        Ran ran = kvctl(args);
        return new Run(ran.code(), ran.out(), ran.err());
    }
}
