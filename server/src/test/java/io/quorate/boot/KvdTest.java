package io.quorate.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.boot.KvdConfig.LeaderLease;
import io.quorate.boot.KvdConfig.LogLevel;
import io.quorate.core.NodeId;
import io.quorate.replica.history.HistoryKeep;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class KvdTest {

    private static final String THREE = "n1=127.0.0.1:7201,n2=127.0.0.1:7202,n3=127.0.0.1:7203";

    @TempDir Path directory;

    @Test
    void withoutAnySettingANodeStandsAlone() {
        KvdConfig config = run("");
        assertEquals(new NodeId("n1"), config.id());
        assertEquals("{n1=127.0.0.1:7201}", config.initialCluster().toString());
        assertEquals(Path.of("quorate-data/n1"), config.dataDir());
        assertEquals("127.0.0.1:7101", config.clientListen().toString());
        assertEquals("127.0.0.1:7201", config.peerListen().toString());
        assertEquals("127.0.0.1:7301", config.httpListen().toString());
        assertEquals(Duration.ofMillis(300), config.electionTimeout());
        assertEquals(Duration.ofMillis(50), config.heartbeat());
        assertEquals(64L << 20, config.journalSegmentBytes());
        assertEquals(32L << 20, config.storeCacheBytes());
        assertEquals(48L << 20, config.storeMemtableBytes());
        assertEquals(LogLevel.INFO, config.logLevel());
        assertEquals("[n1]", config.firstMembers().voters().toString());
    }

    @Test
    void aNodeThatJoinsHasNoMembersYetAndAsksForItsCluster() {
        KvdConfig config =
                run("--id n4 --join 10.0.0.1:7101,10.0.0.2:7101 --peer-listen 127.0.0.1:7204");
        assertTrue(config.isJoining());
        assertEquals("[10.0.0.1:7101, 10.0.0.2:7101]", config.join().toString());
        assertTrue(config.firstMembers().isEmpty());
        assertEquals("127.0.0.1:7204", config.advertisePeer().toString());
        assertEquals(5, config.inCluster(5).clusterId());
        assertEquals(config.inCluster(5), config.inCluster(6).inCluster(5));
    }

    @Test
    void aNodeThatJoinsIsNoFirstMemberAndHasANameOfItsOwn() {
        assertRefused("--join 10.0.0.1:7101", "--id");
        assertRefused("--id n1 --join 10.0.0.1:7101 --initial-cluster " + THREE, "one of the two");
        assertRefused("--id n4 --join 10.0.0.1:0", "nobody can dial");
        assertRefused("--leader-lease maybe", "neither on nor off");
    }

    @Test
    void aFirstMemberBeginsWithASnapshotAndANodeThatJoinsDoesNot() {
        KvdConfig config = run("--id n1 --restore-from /backup.qs --initial-cluster " + THREE);
        assertEquals(Optional.of(Path.of("/backup.qs")), config.restoreFrom());
        assertEquals(Optional.empty(), run("--id n1 --initial-cluster " + THREE).restoreFrom());
        assertRefused("--id n4 --join 10.0.0.1:7101 --restore-from /backup.qs", "one of the two");
    }

    private static void assertRefused(String line, String why) {
        var refused =
                assertInstanceOf(
                        Kvd.Wish.Refused.class, Kvd.read(List.of(line.split(" ", -1)), Map.of()));
        assertEquals(1, refused.problems().size(), refused.text());
        assertTrue(refused.text().contains(why), refused.text());
    }

    @Test
    void everyFlagIsHeard() {
        KvdConfig config =
                run(
                        "--id n2 --data-dir d --initial-cluster "
                                + THREE
                                + " --cluster-name east --client-listen [::1]:1 --peer-listen"
                                + " 0.0.0.0:2 --http-listen 127.0.0.1:0 --advertise-client"
                                + " kv.example:9 --advertise-peer localhost:7202 --engine raft"
                                + " --election-timeout 2s --heartbeat=100ms --journal-segment-size"
                                + " 96MiB --journal-tail 1GiB --snapshot-rate 8MiB"
                                + " --scrub-rate 1MiB"
                                + " --store-cache-size 1GiB --store-memtable-size 4096KiB"
                                + " --log-level DEBUG --leader-lease on --history-keep 24h");
        assertEquals(new HistoryKeep.Younger(86_400_000_000_000L), config.historyKeep());
        assertEquals(LeaderLease.ON, config.leaderLease());
        assertEquals(new NodeId("n2"), config.id());
        assertEquals(Path.of("d"), config.dataDir());
        assertEquals("east", config.clusterName());
        assertEquals("[::1]:1", config.clientListen().toString());
        assertEquals("0.0.0.0:2", config.peerListen().toString());
        assertEquals("127.0.0.1:0", config.httpListen().toString());
        assertEquals("kv.example:9", config.advertiseClient().toString());
        assertEquals("127.0.0.1:7202", config.advertisePeer().toString());
        assertEquals("[n1, n2, n3]", config.firstMembers().voters().toString());
        assertEquals(Duration.ofSeconds(2), config.electionTimeout());
        assertEquals(Duration.ofMillis(100), config.heartbeat());
        assertEquals(96L << 20, config.journalSegmentBytes());
        assertEquals(1L << 30, config.journalTailBytes());
        assertEquals(8L << 20, config.snapshotBytesPerSecond());
        assertEquals(1L << 20, config.scrubBytesPerSecond());
        assertEquals(1L << 30, config.storeCacheBytes());
        assertEquals(4L << 20, config.storeMemtableBytes());
        assertEquals(LogLevel.DEBUG, config.logLevel());
    }

    @Test
    void aMemberListensWhereTheClusterDialsIt() {
        KvdConfig config = run("--id n3 --initial-cluster " + THREE);
        assertEquals("127.0.0.1:7203", config.peerListen().toString());
    }

    @Test
    void aWildcardIsAdvertisedUnderTheHostOfThePeerAddress() {
        KvdConfig config =
                run(
                        "--id a --initial-cluster a=a.example:7201,b=b.example:7201 --peer-listen"
                                + " 0.0.0.0:7201 --client-listen [::]:7101");
        assertEquals("a.example:7101", config.advertiseClient().toString());
        assertEquals("a.example:7201", config.advertisePeer().toString());
    }

    @Test
    void aFlagWinsOverTheEnvironmentThatOverTheFileThatOverTheDefault() throws IOException {
        Path file = write("cluster-name: file\nhttp-listen: 127.0.0.1:1\nengine: raft\n");
        var environment = Map.of("KVD_CLUSTER_NAME", "variable", "KVD_HTTP_LISTEN", "127.0.0.1:2");
        var wish =
                Kvd.read(
                        List.of("--config", file.toString(), "--cluster-name", "flag"),
                        environment);
        KvdConfig config = assertInstanceOf(Kvd.Wish.Run.class, wish).config();
        assertEquals("flag", config.clusterName());
        assertEquals("127.0.0.1:2", config.httpListen().toString());
        assertEquals(Duration.ofMillis(300), config.electionTimeout());
    }

    @Test
    void theFileCanBeNamedByTheEnvironment() throws IOException {
        Path file = write("id = n7\n");
        var wish = Kvd.read(List.of(), Map.of("KVD_CONFIG", file.toString()));
        assertEquals("n7", assertInstanceOf(Kvd.Wish.Run.class, wish).config().id().name());
    }

    @Test
    void printedConfigSaysOriginsAndCanBeReadBack() throws IOException {
        Path file = write("heartbeat: 40ms\n");
        String printed =
                assertInstanceOf(
                                Kvd.Wish.Print.class,
                                Kvd.read(
                                        List.of("--print-config", "--config", file.toString()),
                                        Map.of("KVD_ID", "n9")))
                        .text();
        assertTrue(printed.contains("id: n9"), printed);
        assertTrue(printed.matches("(?s).*heartbeat: 40ms +# kvd.conf line 1\\R.*"), printed);
        assertTrue(printed.matches("(?s).*id: n9 +# KVD_ID\\R.*"), printed);
        assertTrue(printed.matches("(?s).*engine: raft +# default\\R.*"), printed);
        Path again = write(printed);
        assertEquals(
                Kvd.read(List.of("--config", file.toString()), Map.of("KVD_ID", "n9")),
                Kvd.read(List.of("--config", again.toString(), "--heartbeat", "40ms"), Map.of()));
    }

    @Test
    void theClusterIdHangsOnNameAndMembersAlone() {
        long id = run("--id n1 --initial-cluster " + THREE).clusterId();
        String shuffled = "n3=127.0.0.1:7203,n1=LOCALHOST:7201,n2=127.0.0.1:7202";
        assertEquals(id, run("--id n2 --initial-cluster " + shuffled).clusterId());
        assertNotEquals(id, run("--id n1 --cluster-name b --initial-cluster " + THREE).clusterId());
        assertNotEquals(
                id, run("--id n1 --initial-cluster " + THREE.replace("7202", "7302")).clusterId());
    }

    @Test
    void helpTeachesEverySettingThePrecedenceAndAnExample() {
        String help = assertInstanceOf(Kvd.Wish.Print.class, read("--help")).text();
        for (String flag : Help.flags()) assertTrue(help.contains(flag), flag);
        assertTrue(help.replaceAll("\\s+", " ").contains("A flag wins over the environment"), help);
        assertTrue(help.contains("kvd --id n3 --initial-cluster $C"), help);
        assertFalse(help.contains("%"), help);
        help.lines().forEach(line -> assertTrue(line.length() <= 100, line));
    }

    @Test
    void theExampleInTheHelpWorks() {
        String help = assertInstanceOf(Kvd.Wish.Print.class, read("--help")).text();
        String cluster = help.lines().filter(line -> line.startsWith("  C=")).findFirst().get();
        var commands = help.lines().filter(line -> line.startsWith("  kvd --id")).toList();
        assertEquals(3, commands.size());
        for (String command : commands) {
            run(command.strip().substring(4).replace("$C", cluster.substring(4)));
        }
    }

    @Test
    void versionIsPrinted() {
        String version = assertInstanceOf(Kvd.Wish.Print.class, read("--version")).text();
        assertTrue(version.startsWith("kvd "), version);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        --colour red                       | unknown flag '--colour'
        --datadir d                        | unknown flag '--datadir'; did you mean --data-dir?
        --hartbeat=50ms                    | unknown flag '--hartbeat'; did you mean --heartbeat?
        start                              | unknown argument 'start': kvd takes flags alone
        --id                               | --id has no value; it wants NAME
        --id --data-dir d                  | --id has no value; it wants NAME
        --id n1 --id n1                    | --id is given twice
        --id=                              | --id: is empty; it wants NAME
        --id a/b                           | --id: 'a/b' is not a name of 1 to 64
        --cluster-name é                   | --cluster-name: 'é' is not a name
        --id n4 --initial-cluster n1=h:1   | --id: 'n4' is not in the initial cluster [n1]
        --initial-cluster n1=h:1,n2=h:2    | --id: with --initial-cluster, say which of [n1, n2]
        --initial-cluster n1               | --initial-cluster: 'n1' is not NAME=HOST:PORT
        --initial-cluster n1=h:1,          | --initial-cluster: '' is not NAME=HOST:PORT
        --initial-cluster n1=h:1,n1=h:2    | --initial-cluster: names n1 twice
        --initial-cluster n1=h:1,n2=H:1    | gives n1 and n2 the same address, h:1
        --initial-cluster n1=[::1]:1,n2=[0::1]:1     | gives n1 and n2 the same address
        --initial-cluster n1=localhost:1,n2=127.0.0.1:1 | gives n1 and n2 the same address
        --initial-cluster n1=0.0.0.0:1     | stands for every interface, which nobody can dial
        --initial-cluster n1=[::]:1        | stands for every interface, which nobody can dial
        --initial-cluster n1=h:0           | 'h:0' has port 0, which nobody can dial
        --initial-cluster a=h:1,b=h:2,c=h:3,d=h:4,e=h:5,f=h:6,g=h:7,h=h:8,i=h:9,j=h:10 | the most is 9
        --peer-listen 127.0.0.1:0          | has port 0, but the other members must know the port
        --client-listen 127.0.0.1:0        | has port 0: add --advertise-client, or nobody can be told
        --client-listen 127.0.0.1          | '127.0.0.1' has no port: write HOST:PORT
        --client-listen 127.0.0.1:         | '127.0.0.1:' has no port: write HOST:PORT
        --client-listen :7101              | has no host: write 0.0.0.0:7101 for every interface
        --client-listen 127.0.0.1:65536    | a port that is not a number from 0 to 65535
        --client-listen 127.0.0.1:-1       | a port that is not a number from 0 to 65535
        --client-listen 127.0.0.1:http     | a port that is not a number from 0 to 65535
        --client-listen 127.0.0.1:٧١       | a port that is not a number from 0 to 65535
        --client-listen 127.0.0.256:1      | has neither an IPv4 address nor a DNS name as host
        --client-listen 127.1:1            | has neither an IPv4 address nor a DNS name as host
        --client-listen a..b:1             | has neither an IPv4 address nor a DNS name as host
        --client-listen ::1:7101           | write an IPv6 address in brackets, as in [::1]:7101
        --client-listen [::g]:1            | has no valid IPv6 address in its brackets
        --client-listen http://h:1         | leave out the scheme and the path
        --client-listen no-such-host.invalid:1 | --client-listen: the host 'no-such-host.invalid' is not known
        --client-listen 127.0.0.1:7301     | --http-listen: 127.0.0.1:7301 is taken by --client-listen
        --client-listen 0.0.0.0:7201       | --peer-listen: 127.0.0.1:7201 is taken by --client-listen 0.0.0.0:7201
        --http-listen localhost:7201       | --http-listen: localhost:7201 is taken by --peer-listen
        --id n1 --initial-cluster n1=127.0.0.1:1 --peer-listen 127.0.0.1:2 | add --advertise-peer 127.0.0.1:1
        --id n1 --initial-cluster n1=h:1 --advertise-peer h:2 | h:2 contradicts --initial-cluster, which says h:1
        --engine paxos                     | --engine: 'paxos' is not available in this version yet; use raft
        --engine zab                       | --engine: 'zab' is not an engine; use raft
        --heartbeat 50                     | --heartbeat: '50' is not a whole number and a unit
        --heartbeat -50ms                  | --heartbeat: '-50ms' is not a whole number and a unit
        --heartbeat NaN                    | --heartbeat: 'NaN' is not a whole number and a unit
        --heartbeat 1.5s                   | --heartbeat: '1.5s' is not a whole number and a unit
        --heartbeat 1d                     | --heartbeat: '1d' is not a whole number and a unit
        --history-keep 1d                  | --history-keep: '1d' is not a whole number and a unit
        --history-keep 999ms               | --history-keep: '999ms' is not from 1s to 876000h
        --history-keep 876001h             | --history-keep: '876001h' is not from 1s to 876000h
        --history-keep -5                  | --history-keep: '-5' is not a whole number and a unit
        --history-keep 00                  | --history-keep: '00' is not a whole number and a unit
        --heartbeat 0ms                    | --heartbeat: '0ms' is too short: 5ms is the least
        --heartbeat 150ms                  | --election-timeout: 300ms is not more than twice the heartbeat of 150ms
        --election-timeout 0s              | --election-timeout: 0s is not more than twice the heartbeat of 50ms
        --election-timeout 61s             | --election-timeout: '61s' is too long: 60s is the most
        --election-timeout 999999999999m   | too long
        --journal-segment-size 64          | '64' is not a whole number and a unit of B, KiB, MiB or GiB
        --journal-segment-size 64MB        | '64MB' is not a whole number and a unit of B, KiB, MiB or GiB
        --journal-segment-size 1MiB        | '1MiB' is not from 8MiB to 1GiB
        --journal-segment-size 999999999999GiB | is not a whole number and a unit
        --store-cache-size 0B              | '0B' is not from 4MiB to 64GiB
        --journal-tail 1KiB                | '1KiB' is not from 1MiB to 1024GiB
        --snapshot-rate 1KiB               | '1KiB' is not from 64KiB to 64GiB
        --store-memtable-size -1MiB        | '-1MiB' is not a whole number and a unit
        --log-level loud                   | the levels are error, warn, info, debug, trace
        --data-dir /proc/version           | --data-dir: '/proc/version' is not a directory
        --config /no/such                  | cannot read the config file '/no/such': it does not exist
        --config /proc                     | cannot read the config file '/proc': it is a directory
        """)
    void aBadFlagIsRefusedWithAReason(String arguments, String reason) {
        var refused = assertInstanceOf(Kvd.Wish.Refused.class, read(arguments));
        assertTrue(refused.text().contains(reason), refused.text());
        assertTrue(refused.text().startsWith("kvd: "), refused.text());
        assertEquals(1, refused.problems().size(), refused.text());
    }

    @Test
    void everythingWrongIsSaidAtOnce() {
        var refused =
                assertInstanceOf(
                        Kvd.Wish.Refused.class,
                        Kvd.read(
                                List.of("--id", "a b", "--heartbeat", "x", "--engine", "paxos"),
                                Map.of("KVD_DATADIR", "d")));
        assertEquals(4, refused.problems().size(), refused.text());
    }

    @Test
    void controlCharactersNeverReachTheTerminal() {
        for (String evil : List.of("n\u001b[31m1", "n1\n", "n\u00851")) {
            var refused =
                    assertInstanceOf(
                            Kvd.Wish.Refused.class, Kvd.read(List.of("--id", evil), Map.of()));
            String problem = refused.problems().getFirst();
            assertTrue(problem.contains("control character"), problem);
            assertTrue(problem.chars().noneMatch(Character::isISOControl), problem);
        }
    }

    @Test
    void anUnknownVariableIsRefusedSinceItsSlipWouldGoUnseen() {
        var refused =
                assertInstanceOf(
                        Kvd.Wish.Refused.class,
                        Kvd.read(List.of(), Map.of("KVD_INITIAL_CLUSTERS", THREE)));
        assertEquals(
                List.of(
                        "unknown environment variable 'KVD_INITIAL_CLUSTERS'; did you mean"
                                + " KVD_INITIAL_CLUSTER?"),
                refused.problems());
    }

    @Test
    void variablesOfKubernetesAndOfTheLauncherAreLeftAlone() {
        var wish =
                Kvd.read(
                        List.of(),
                        Map.of(
                                "KVD_SERVICE_HOST",
                                "10.0.0.1",
                                "KVD_PORT_7101_TCP",
                                "tcp://10.0.0.1:7101",
                                "KVD_JAVA_OPTS",
                                "-Xmx1g",
                                "HOME",
                                "/root"));
        assertInstanceOf(Kvd.Wish.Run.class, wish);
    }

    private Path write(String text) throws IOException {
        Path file = Files.createTempDirectory(directory, "c").resolve("kvd.conf");
        return Files.writeString(file, text);
    }

    private static Kvd.Wish read(String arguments) {
        List<String> words = arguments.isEmpty() ? List.of() : List.of(arguments.split(" +"));
        return Kvd.read(words, Map.of());
    }

    private static KvdConfig run(String arguments) {
        return switch (read(arguments)) {
            case Kvd.Wish.Run run -> run.config();
            case Kvd.Wish.Print print -> throw new AssertionError(print.text());
            case Kvd.Wish.Refused refused -> throw new AssertionError(refused.text());
        };
    }
}
