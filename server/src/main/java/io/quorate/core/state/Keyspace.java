package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A keyspace as it stands.
 *
 * @param id what commands and rows call it; no two ever have the same
 * @param name unique among those that are live
 * @param createdRevision the revision that its creation made; 0 of the default one
 * @param usage what it holds, exactly
 */
public record Keyspace(
        int id,
        String name,
        long createdRevision,
        Replication replication,
        KeyspaceLimits limits,
        Usage usage,
        Stage stage) {

    /** How a keyspace's keys come to be on several members. */
    public enum Replication {
        /** By the group's log, in one order for all. */
        CONSENSUS
    }

    /** What is to become of it. */
    public enum Stage {
        /** Its keys can be read and written. */
        LIVE,
        /** It is gone for everybody, and its rows are being removed. */
        DELETED
    }

    private static final List<Replication> REPLICATIONS = List.of(Replication.CONSENSUS);
    private static final List<Stage> STAGES = List.of(Stage.LIVE, Stage.DELETED);

    /** The default one, of a state that says nothing of it yet. */
    static Keyspace ofDefault(Usage usage) {
        return new Keyspace(
                Keyspaces.DEFAULT,
                Keyspaces.DEFAULT_NAME,
                0,
                Replication.CONSENSUS,
                KeyspaceLimits.NONE,
                usage,
                Stage.LIVE);
    }

    boolean isLive() {
        return stage == Stage.LIVE;
    }

    Keyspace with(Usage now) {
        return new Keyspace(id, name, createdRevision, replication, limits, now, stage);
    }

    Keyspace with(KeyspaceLimits now) {
        return new Keyspace(id, name, createdRevision, replication, now, usage, stage);
    }

    Keyspace deleted() {
        return new Keyspace(id, name, createdRevision, replication, limits, usage, Stage.DELETED);
    }

    /** A replication's byte in rows and commands. */
    static int code(Replication replication) {
        return REPLICATIONS.indexOf(replication);
    }

    /** The replication that the next byte says. */
    static Replication replication(RowReader from) {
        return known(from, REPLICATIONS);
    }

    private static <T> T known(RowReader from, List<T> all) {
        int code = from.unsignedByte();
        if (code >= all.size()) throw from.broken("has the unknown code " + code);
        return all.get(code);
    }

    static void write(RowWriter to, KeyspaceLimits limits) {
        to.varint(limits.keysMax()).varint(limits.bytesMax()).varint(limits.valueBytesMax());
    }

    static KeyspaceLimits limits(RowReader from) {
        return new KeyspaceLimits(from.varint(), from.varint(), from.varint());
    }

    /** The value of its row. */
    Bytes encode() {
        var to = new RowWriter(64 + name.length());
        to.unsignedByte(STAGES.indexOf(stage)).unsignedByte(code(replication));
        to.varint(createdRevision);
        write(to, limits);
        to.varint(usage.keys()).varint(usage.bytes()).raw(Bytes.utf8(name));
        return to.done();
    }

    /** The keyspace that a row's value says. */
    static Keyspace decode(int id, Bytes row) {
        RowReader from = new RowReader(row, "a keyspace");
        Stage stage = known(from, STAGES);
        Replication replication = replication(from);
        long createdRevision = from.varint();
        KeyspaceLimits limits = limits(from);
        var usage = new Usage(from.varint(), from.varint());
        String name = name(from, from.rest());
        return new Keyspace(id, name, createdRevision, replication, limits, usage, stage);
    }

    /** The name that these bytes of a row or command say. */
    static String name(RowReader from, Bytes ascii) {
        String name = new String(ascii.toArray(), StandardCharsets.US_ASCII);
        if (Keyspaces.whyInvalidName(name).isPresent()) throw from.broken("has the name " + name);
        return name;
    }
}
