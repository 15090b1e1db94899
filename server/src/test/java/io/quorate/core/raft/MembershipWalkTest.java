package io.quorate.core.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.EngineStatus.Role;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.Members;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Pitfall 100: clusters that go through every size, even ones too, until nobody is left of those
 * who began. Commands go on all the while, and each that a leader applied is on all members in the
 * end, once.
 */
class MembershipWalkTest {

    private static final int ROUND_MILLIS = 50;
    private static final int ROUNDS_MAX = 200;

    private final TranscriptCluster cluster = new TranscriptCluster();
    private final TreeSet<String> done = new TreeSet<>();
    private List<String> all = List.of();
    private int proposed;

    private void begin(int voters, int outsiders) {
        cluster.perform("quiet cluster " + voters + " outsiders=" + outsiders);
        all = IntStream.rangeClosed(1, voters + outsiders).mapToObj(i -> "n" + i).toList();
        all.forEach(name -> cluster.server(name).keepsAll());
        goOnUntil(() -> leaders().findAny().isPresent());
    }

    private EngineStatus status(String name) {
        return cluster.server(name).engine().status();
    }

    private Stream<String> leaders() {
        return all.stream().filter(name -> status(name).role() == Role.LEADER);
    }

    private interface Claim {
        boolean holds();
    }

    /** A command in each round, of whoever leads. */
    private void goOnUntil(Claim claim) {
        for (int round = 0; !claim.holds(); round++) {
            assertTrue(round < ROUNDS_MAX, () -> "never: " + cluster.perform("status"));
            leaders()
                    .findFirst()
                    .ifPresent(leader -> cluster.perform("propose " + leader + " c" + ++proposed));
            cluster.perform("quiet run " + ROUND_MILLIS + "ms");
            leaders().forEach(leader -> done.addAll(commands(leader)));
        }
    }

    private List<String> commands(String name) {
        return cluster.server(name).applied.stream()
                .filter(entry -> entry.kind() == Entry.Kind.COMMAND)
                .map(entry -> new String(entry.payload().toArray(), StandardCharsets.UTF_8))
                .toList();
    }

    /** Asks whoever leads for these voters, again if the leader went before it was heard. */
    private void change(String... voters) {
        var wanted = new TreeSet<>(List.of(voters));
        goOnUntil(
                () -> {
                    if (leaders().anyMatch(leader -> isSettled(status(leader), wanted)))
                        return true;
                    String asked = String.join(" ", voters);
                    leaders()
                            .findFirst()
                            .ifPresent(
                                    leader ->
                                            cluster.perform(
                                                    "quiet members " + leader + " " + asked));
                    return false;
                });
        int before = proposed;
        goOnUntil(() -> done.contains("c" + (before + 1)) || proposed > before + 20);
        assertTrue(proposed <= before + 20, () -> "no progress: " + cluster.perform("status"));
        assertEquals(1, leaders().count());
        assertTrue(wanted.contains(leaders().findFirst().orElseThrow()), "a voter leads");
    }

    private static boolean isSettled(EngineStatus status, TreeSet<String> voters) {
        Members members = status.members();
        var names = new TreeSet<>(members.voters().stream().map(id -> id.name()).toList());
        return !members.isChanging()
                && names.equals(voters)
                && status.membersIndex() <= status.commitIndex();
    }

    private void assertAllIsOn(String... voters) {
        cluster.perform("quiet run 500ms");
        List<String> commands = commands(voters[0]);
        assertEquals(commands.size(), new TreeSet<>(commands).size(), "each once");
        assertTrue(commands.containsAll(done), "nothing that was done is lost");
        for (String voter : voters) assertEquals(commands, commands(voter), voter);
    }

    @Test
    void aClusterGrowsThroughEverySizeAndShrinksAgain() {
        begin(1, 5);
        change("n1", "n2");
        change("n1", "n2", "n3");
        change("n1", "n2", "n3", "n4");
        change("n1", "n2", "n3", "n4", "n5");
        change("n1", "n2", "n3", "n4", "n5", "n6");
        change("n2", "n3", "n5", "n6");
        change("n3", "n5");
        change("n5");
        assertAllIsOn("n5");
    }

    @Test
    void twoMembersBecomeTheOtherOneAlone() {
        begin(2, 0);
        String leader = leaders().findFirst().orElseThrow();
        String other = leader.equals("n1") ? "n2" : "n1";
        change(other);
        assertAllIsOn(other);
    }

    @Test
    void aLeaderThatRemovesItselfIsSucceeded() {
        begin(4, 0);
        String leader = leaders().findFirst().orElseThrow();
        String[] others = all.stream().filter(name -> !name.equals(leader)).toArray(String[]::new);
        change(others);
        assertAllIsOn(others);
    }

    @Test
    void everyMemberIsReplacedOneByOneUnderLoad() {
        begin(3, 3);
        change("n4", "n2", "n3");
        change("n4", "n5", "n3");
        change("n4", "n5", "n6");
        assertAllIsOn("n4", "n5", "n6");
    }

    @Test
    void allMembersAreReplacedAtOnceUnderLoad() {
        begin(3, 3);
        change("n4", "n5", "n6");
        assertAllIsOn("n4", "n5", "n6");
    }
}
