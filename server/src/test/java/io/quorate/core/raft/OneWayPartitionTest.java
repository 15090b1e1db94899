package io.quorate.core.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.EngineStatus.Role;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/** Pitfall 14: links that carry messages one way only. */
class OneWayPartitionTest {

    private static final List<String> ALL = List.of("n1", "n2", "n3");

    private final TranscriptCluster cluster = new TranscriptCluster();

    /** n1 leads in term 1. */
    @BeforeEach
    void elect() {
        for (String command :
                List.of("cluster 3", "campaign n1", "settle", "run 100ms", "propose n1 a")) {
            cluster.perform("quiet " + command);
        }
        assertEquals(Role.LEADER, status("n1").role());
        assertEquals(1, status("n1").round());
    }

    private EngineStatus status(String name) {
        return cluster.server(name).engine().status();
    }

    private void runAfter(String... cuts) {
        for (String cut : cuts) cluster.perform("quiet " + cut);
        cluster.perform("quiet run 10000ms");
    }

    @Test
    void aFollowerThatCannotHearButIsHeardDisturbsNobody() {
        runAfter("cut n1->n3", "cut n2->n3");
        assertEquals(Role.LEADER, status("n1").role());
        assertEquals(1, status("n1").round());
        runAfter("heal");
        for (String name : ALL) assertEquals(1, status(name).round(), name);
        assertEquals(status("n1").lastIndex(), status("n3").commitIndex());
    }

    @Test
    void aFollowerThatHearsButIsNotHeardFollowsOn() {
        runAfter("cut n3->n1", "cut n3->n2", "propose n1 b");
        assertEquals(Role.LEADER, status("n1").role());
        for (String name : ALL) assertEquals(1, status(name).round(), name);
        assertEquals(status("n1").commitIndex(), status("n2").commitIndex());
    }

    @Test
    void aLeaderThatIsHeardButCannotHearMakesWayForAnotherOnce() {
        runAfter("cut n2->n1", "cut n3->n1");
        assertNotEquals(Role.LEADER, status("n1").role());
        assertEquals(2, status("n2").round());
        assertEquals(2, status("n3").round());
        runAfter("heal");
        for (String name : ALL) assertEquals(2, status(name).round(), name);
    }
}
