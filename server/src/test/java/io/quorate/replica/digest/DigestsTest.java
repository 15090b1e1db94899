package io.quorate.replica.digest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.Bearings;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.Members;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.Digest;
import io.quorate.core.state.DigestReport;
import io.quorate.core.state.DigestReport.Said;
import io.quorate.core.state.DigestReport.Weight;
import io.quorate.core.state.DigestReports;
import io.quorate.core.state.KeyValueMachine;
import io.quorate.core.state.MemoryStore;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One follower of three, n1, of whom n2 leads and n3 is silent. */
class DigestsTest {

    private static final NodeId SELF = new NodeId("n1");
    private static final NodeId LEADER = new NodeId("n2");
    private static final NodeId SILENT = new NodeId("n3");
    private static final Members MEMBERS =
            Members.withoutAddresses(List.of(SELF, LEADER, SILENT), List.of());

    private final List<DigestMessage> told = new ArrayList<>();
    private final KeyValueMachine state = new KeyValueMachine(new MemoryStore());
    private final Digests digests =
            new Digests(
                    SELF,
                    new Following(),
                    state,
                    (scan, bytes) -> {},
                    new DigestLimits(1_000_000_000L, 0, 0),
                    new Telling());

    /** He was damaged, and has got a state that ends behind what he said so of. */
    @Test
    void reportsOfAStateThatIsReplacedCondemnNobody() {
        var another = new MemoryStore();
        var longer = new KeyValueMachine(another);
        for (long index = 1; index <= 5; index++) {
            longer.apply(List.of(Entry.command(1, index, putting(index))));
        }
        state.moveTo(another);
        digests.installed();
        compare(5);
        assertTrue(digests.isSound());
        compare(6);
        assertFalse(digests.isSound(), "it is of this state");
    }

    /** It takes a majority to be replaced, and until there is one nobody else remembers. */
    @Test
    void whoHasSaidThatHeIsDamagedSaysSoAgainAfterARestart() {
        state.apply(List.of(Entry.command(1, 1, putting(1))));
        compare(1);
        assertFalse(digests.isSound());
        assertEquals(List.of(new DigestMessage(2, new Said.Damaged())), told);
    }

    private static Bytes putting(long value) {
        return CommandCodec.encode(
                new Command.Put(1, Bytes.utf8("k"), Bytes.utf8(Long.toString(value))));
    }

    /** The next entry says that the follower was damaged as an earlier one left it. */
    private void compare(long reported) {
        Said sound = new Said.Comes(1, new Digest(1, 1));
        var reports =
                new DigestReports(
                        reported,
                        List.of(
                                new DigestReport(SELF, Weight.VOTER, new Said.Damaged()),
                                new DigestReport(LEADER, Weight.VOTER, sound),
                                new DigestReport(SILENT, Weight.VOTER, new Said.Silent())));
        long index = state.applied().index() + 1;
        Bytes command = CommandCodec.encode(new Command.CompareDigests(reports));
        state.apply(List.of(Entry.command(1, index, command)));
        digests.applied(index, command);
    }

    private static final class Following implements Bearings {

        @Override
        public EngineStatus.Role role() {
            return EngineStatus.Role.FOLLOWER;
        }

        @Override
        public long round() {
            return 1;
        }

        @Override
        public Optional<NodeId> leader() {
            return Optional.of(LEADER);
        }

        @Override
        public long commitIndex() {
            return 0;
        }

        @Override
        public long lastIndex() {
            return 0;
        }

        @Override
        public Members members() {
            return MEMBERS;
        }
    }

    private final class Telling implements Digests.Owner {

        @Override
        public void send(NodeId to, DigestMessage message) {
            told.add(message);
        }

        @Override
        public void askForState(NodeId member) {
            throw new AssertionError("no majority is known");
        }

        @Override
        public boolean isReceiving() {
            return false;
        }

        @Override
        public void condemned() {}

        @Override
        public void event(DigestEvent event) {}
    }
}
