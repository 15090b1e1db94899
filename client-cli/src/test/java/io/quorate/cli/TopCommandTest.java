package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.fake.FakeCluster;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

class TopCommandTest {

    private static final String CLEAR = "\u001b[H\u001b[J";

    private final FakeCluster cluster = new FakeCluster(3);

    @AfterEach
    void stop() {
        cluster.close();
    }

    private String[] top(String... arguments) {
        var all = new ArrayList<>(List.of("top", "--interval", "100ms"));
        all.addAll(List.of("--endpoints", String.join(",", cluster.addresses())));
        all.addAll(List.of(arguments));
        return all.toArray(String[]::new);
    }

    @Test
    void whereNobodyWatchesItIsOneTable() {
        cluster.member(2).kill();
        Ran top = Ran.kvctl(top());
        assertEquals(0, top.code(), top.err());
        List<String> lines = top.out().lines().toList();
        assertEquals(5, lines.size(), top.out());
        assertTrue(lines.get(0).startsWith("leader n1   term 7   revision "), top.out());
        assertTrue(lines.get(1).startsWith("ID  ROLE      TERM  COMMIT  APPLIED  LAG"), top.out());
        assertTrue(
                lines.get(2).matches("n1 +leader +7 +40 +40 +0 +0\\.0 +0\\.0 MiB .*"), top.out());
        assertTrue(lines.get(3).matches("n2 +down +.*connection refused"), top.out());
        assertTrue(lines.get(4).matches("n3 +follower +7 +40 +38 +2 +0\\.0 .*"), top.out());
    }

    @Test
    void onATerminalEachTableIsInThePlaceOfTheOneBefore() {
        Ran top = Ran.onTerminal(Map.of("NO_COLOR", "1"), top("--count", "3"));
        assertEquals(0, top.code(), top.err());
        assertEquals(4, top.out().split(Pattern.quote(CLEAR), -1).length);
        assertTrue(top.out().startsWith(CLEAR + "leader n1"), top.out());
    }

    @Test
    void jsonIsALineForEachRefresh() {
        List<String> lines = Ran.kvctl(top("-o", "json", "--count", "2")).out().lines().toList();
        assertEquals(2, lines.size());
        for (String line : lines) {
            assertTrue(line.startsWith("{\"leader\":\"n1\",\"term\":7,\"revision\":"), line);
            assertTrue(line.contains("\"entries_per_second\":0.0,\"members\":[{\"address\""), line);
        }
    }

    @Test
    void withNobodyUpItIsExitCode3() {
        cluster.close();
        assertEquals(3, Ran.kvctl(top("--timeout", "1s")).code());
    }

    @Test
    void whatMakesNoSenseIsUsage() {
        assertEquals(2, Ran.kvctl("top", "--interval", "1ms").code());
        assertEquals(2, Ran.kvctl("top", "--count", "-1").code());
    }
}
