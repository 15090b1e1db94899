package io.quorate.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.fake.Behaviour;
import io.quorate.fake.FakeCluster;
import io.quorate.v1.ErrorReason;
import io.quorate.v1.OperationOutcome;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** {@code kvctl member} and {@code kvctl transfer-leader}, over real sockets. */
final class MemberCommandTest {

    private final FakeCluster cluster = new FakeCluster(3);

    @AfterEach
    void stop() {
        cluster.close();
    }

    private Ran kvctl(String... args) {
        var all = new ArrayList<>(List.of("--endpoints", String.join(",", cluster.addresses())));
        all.addAll(List.of(args));
        return Ran.kvctl(all.toArray(String[]::new));
    }

    @Test
    void theListSaysWhatEachMemberCountsForAndHowFarItIs() {
        Ran list = kvctl("member", "list");
        assertEquals(0, list.code(), list.err());
        List<String> lines = list.out().lines().toList();
        assertEquals(4, lines.size());
        assertTrue(lines.get(1).startsWith("n1  voter   leader  41     0    000000000000f00d"));
        assertTrue(lines.get(2).startsWith("n2  voter   up      39     2    "), lines.get(2));
    }

    @Test
    void withoutALeaderTheListSaysWhoseWordItIs() {
        cluster.depose();
        Ran list = kvctl("member", "list");
        assertEquals(0, list.code());
        assertTrue(list.out().contains("No leader is known: this is what n"), list.out());
        assertTrue(list.out().contains("  ?      ?    "), list.out());
    }

    @Test
    void membersAreAddedAndTheCommandSaysHowTheyAreStarted() {
        Ran add = kvctl("member", "add", "n4=10.0.0.4:7201", "n5=10.0.0.5:7201");
        assertEquals(0, add.code(), add.err());
        assertTrue(add.out().startsWith("added n4, n5; accepted"), add.out());
        String join = " --join " + String.join(",", cluster.addresses());
        assertTrue(
                add.out().contains("kvd --id n5" + join + " --peer-listen 10.0.0.5:7201"),
                add.out());
        assertTrue(kvctl("member", "list").out().contains("n5  voter"), add.out());
    }

    @Test
    void aLearnerIsAddedPromotedAndRemoved() {
        assertEquals(0, kvctl("member", "add", "--learner", "n4=10.0.0.4:7201").code());
        assertTrue(kvctl("member", "list").out().contains("n4  learner"));
        Ran promoted = kvctl("member", "promote", "n4", "--wait");
        assertEquals("promoted n4; done\n", promoted.out());
        assertTrue(kvctl("member", "list").out().contains("n4  voter"));
        assertEquals("removed n4; done\n", kvctl("member", "remove", "n4", "--wait").out());
        assertTrue(kvctl("member", "list", "-o", "json").out().contains("\"removed\":[\"n4\"]"));
    }

    @Test
    void aMemberIsReplaced() {
        Ran replaced = kvctl("member", "replace", "n2", "n4=10.0.0.4:7201", "-o", "json");
        assertEquals(0, replaced.code(), replaced.err());
        assertTrue(
                replaced.out().startsWith("{\"accepted\":true,\"over\":false,\"header\":"),
                replaced.out());
        assertTrue(kvctl("member", "list").out().contains("n4  voter"));
    }

    @Test
    void theLeaderIsHandedOver() {
        assertEquals("n3 leads\n", kvctl("transfer-leader", "n3").out());
        assertEquals("n2 leads\n", kvctl("transfer-leader").out());
        assertTrue(kvctl("transfer-leader", "-o", "json").out().startsWith("{\"leader\":\"n2\""));
    }

    @Test
    void aRefusalSaysWhyAndWhatToDo() {
        cluster.member(1).meet(Behaviour.refuse(ErrorReason.WOULD_LOSE_QUORUM));
        Ran refused = kvctl("member", "remove", "n2");
        assertEquals(1, refused.code());
        assertEquals(
                "kvctl member remove: too few of the voters that would be left are up (refused:"
                        + " WOULD_LOSE_QUORUM); the member remove was not done. Bring the members"
                        + " that are down back first.\n",
                refused.err());
        cluster.member(1).meet(Behaviour.refuse(ErrorReason.UNFIT_CHANGE));
        assertEquals(1, kvctl("member", "promote", "n2").code());
        cluster.member(1).meet(Behaviour.refuse(ErrorReason.NOT_HANDED_OVER));
        assertEquals(1, kvctl("transfer-leader").code());
    }

    @Test
    void aChangeThatWaitsForAnEarlierOneIsTriedAgain() {
        cluster.member(1).meet(Behaviour.refuse(ErrorReason.CHANGE_IN_PROGRESS));
        assertEquals(0, kvctl("member", "remove", "n2").code());
    }

    @Test
    void anUnknownOutcomeIsExitCode4AndIsNotTriedAgain() {
        cluster.member(1)
                .meet(
                        new Behaviour.Refuse(
                                ErrorReason.OUTCOME_UNKNOWN, OperationOutcome.UNKNOWN, "", 0));
        Ran unknown = kvctl("member", "remove", "n2");
        assertEquals(4, unknown.code());
        assertTrue(unknown.err().contains("See 'kvctl member list' before"), unknown.err());
    }

    @Test
    void aChangeThatMakesNoSenseIsNotSent() {
        for (String bad : List.of("n4", "=1.2.3.4:1", "n4=host")) {
            Ran wrong = kvctl("member", "add", bad);
            assertEquals(2, wrong.code(), bad);
            assertTrue(wrong.err().contains("is not NAME=HOST:PORT"), wrong.err());
        }
        assertEquals(2, kvctl("member").code());
        assertEquals(2, kvctl("member", "remove").code());
        assertEquals(2, kvctl("member", "add", "n4=a:1", "n4=b:1").code());
    }

    @Test
    void eachCommandHasItsHelp() {
        for (String command : List.of("list", "add", "remove", "replace", "promote")) {
            Ran help = Ran.kvctl("member", command, "--help");
            assertEquals(0, help.code());
            assertTrue(help.out().contains("kvctl member " + command), help.out());
        }
        assertTrue(Ran.kvctl("transfer-leader", "--help").out().contains("SIGTERM"));
    }
}
