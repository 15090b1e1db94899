package io.quorate.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.core.Bytes;
import io.quorate.core.NodeId;
import io.quorate.core.engine.EngineStatus;
import io.quorate.core.engine.Recovered;
import io.quorate.core.raft.RaftConfig;
import io.quorate.core.raft.RaftEngine;
import io.quorate.core.state.Command;
import io.quorate.core.state.CommandCodec;
import io.quorate.core.state.Objection;
import io.quorate.core.state.Outcome;

import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.SplittableRandom;

/** The time of the log, and what expires by it, in a Raft cluster. */
final class LogTimeReplicaTest {

    private static final long TTL_MS = 2_000;

    private final ReplicaCluster cluster =
            new ReplicaCluster(3, Limits.defaults(), LogTimeReplicaTest::engine);

    private static RaftEngine engine(NodeId self, Recovered recovered) {
        var random = new SplittableRandom(self.hashCode());
        return new RaftEngine(RaftConfig.defaults(), self, recovered, random);
    }

    @Test
    void aClientExpiresWithoutAnyOtherEntry() {
        long client = register();
        cluster.run((int) TTL_MS - 500);
        assertEquals(new Outcome.Nothing(), surely(new Command.KeepClient(client)));
        cluster.run((int) TTL_MS - 500);
        assertEquals(new Outcome.Nothing(), surely(new Command.KeepClient(client)));
        long index = cluster.leader().status().appliedIndex();
        cluster.runUntil("the time", () -> cluster.leader().status().appliedIndex() > index);
        cluster.run(100);
        assertEquals(index + 1, cluster.leader().status().appliedIndex(), "one entry says it");
        assertEquals(
                new Outcome.Refused(new Objection.UnknownClient(client)),
                surely(new Command.KeepClient(client)));
    }

    /** Nobody led meanwhile, so that time does not count. */
    @Test
    void aChangeOfLeaderBringsNoDeadlineNearer() {
        long client = register();
        cluster.run((int) TTL_MS - 100);
        ReplicaMember old = cluster.leader();
        old.crash();
        cluster.runUntil(
                "another leader",
                () ->
                        cluster.members().stream()
                                .anyMatch(
                                        member -> member != old && member.isUp() && leads(member)));
        assertEquals(new Outcome.Nothing(), surely(new Command.KeepClient(client)));
    }

    private static boolean leads(ReplicaMember member) {
        return member.status().engine().role() == EngineStatus.Role.LEADER;
    }

    @Test
    void aClientsRetryAtAnotherLeaderIsAnsweredWhatItCameTo() {
        long client = register();
        var put = new Command.Put(1, Bytes.utf8("k"), Bytes.utf8("v"));
        var once = new Command.Once(client, 1, 1, CommandCodec.encode(put));
        Outcome first = surely(once);
        cluster.leader().crash();
        cluster.putSurely("k", "later");
        assertEquals(first, surely(once));
    }

    private long register() {
        var order = Command.Order.BY_SEQUENCE;
        var outcome = surely(new Command.RegisterClient(TTL_MS * 1_000_000, order));
        assertTrue(outcome instanceof Outcome.Registered, outcome.toString());
        return ((Outcome.Registered) outcome).client();
    }

    /** Asks whoever leads until there is an answer. */
    private Outcome surely(Command command) {
        Optional<Outcome> outcome = Optional.empty();
        while (outcome.isEmpty()) {
            var record = new WriteRecord();
            cluster.leader().post(new Arrival.Write(CommandCodec.encode(command), record));
            cluster.runUntil("an answer to " + command, record::isAnswered);
            outcome = record.outcome();
        }
        return outcome.get();
    }
}
