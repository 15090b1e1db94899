package io.quorate.core.state;

import io.quorate.core.Bytes;
import io.quorate.core.InvariantViolation;
import io.quorate.core.engine.Entry;
import io.quorate.core.engine.LogId;
import io.quorate.core.engine.Members;
import io.quorate.core.engine.MembersCodec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * The replicated key-value state: applies committed entries in the order of the log, and answers
 * from what it has applied. For one thread; a {@link KeyValueView} may be used on another.
 *
 * <p>A revision counts the entries that changed something a client can see. It is the same on every
 * replica and under every engine, since no-ops and what changes nothing do not count.
 *
 * <p>How far it has come is a row of the same batch as what it did, so a store that lost its last
 * batches in a crash says so itself, and gets the same entries again.
 */
public final class KeyValueMachine {

    /** What the cache of latest versions takes at most if nothing is said, in bytes. */
    public static final int CACHE_BYTES_DEFAULT = 48 << 20;

    private static final Outcome NOTHING = new Outcome.Nothing();

    private Store store;
    private LatestCache cache;
    private StoreBatch batch;
    private final int cacheBytes;
    private final Pending pending = new Pending();
    private final KeptEvents events = new KeptEvents();
    private LogId applied;
    private long revision;
    private long epoch;
    private ClientTable clients;
    private LeaseTable leases;
    private KeyspaceTable keyspaces;
    private Execution execution;
    private long time;
    private long pendingTime;
    private HistoryFloor history;
    private LiveDigest digest;
    private LastComparison comparison;
    private Optional<Bytes> pendingMembers = Optional.empty();

    /** A machine that goes on where the store stands. */
    public KeyValueMachine(Store store) {
        this(store, CACHE_BYTES_DEFAULT);
    }

    /**
     * A machine that goes on where the store stands.
     *
     * @param cacheBytes what the cache of latest versions takes at most
     */
    public KeyValueMachine(Store store, int cacheBytes) {
        this.cacheBytes = cacheBytes;
        moveTo(store);
    }

    /** Goes on where another store stands: a snapshot's. What this one had cached is forgotten. */
    public void moveTo(Store another) {
        this.store = another;
        this.cache = new LatestCache(cacheBytes);
        this.batch = another.batch();
        Rows.Applied found =
                meta(Rows.APPLIED_KEY).map(Rows.Applied::decode).orElse(Rows.Applied.NOTHING);
        this.applied = found.id();
        this.revision = found.revision();
        this.history = new HistoryFloor(store);
        events.clear();
        this.epoch = meta(Rows.EPOCH_KEY).map(Rows::epoch).orElse(0L);
        this.time = meta(Rows.TIME_KEY).map(Rows::time).orElse(0L);
        this.digest = new LiveDigest(store);
        this.comparison = new LastComparison(store);
        this.clients = new ClientTable(store, digest);
        this.leases = new LeaseTable(store, digest);
        this.keyspaces = new KeyspaceTable(store, digest);
        var follows = new Consequences(digest, leases, keyspaces, events);
        var draft = new Draft(pending, this::latest, follows);
        this.execution = new Execution(store::view, draft, leases, keyspaces);
    }

    /** The last entry applied. */
    public LogId applied() {
        return applied;
    }

    /**
     * The group's members as of {@link #applied()}; empty if no entry ever changed them, so they
     * are who the group began with. A row like any other, so a checkpoint carries it.
     */
    public Optional<Members> members() {
        return meta(Rows.MEMBERS_KEY).map(MembersCodec::decode);
    }

    /**
     * The state begins another group: it forgets who the members were, as if no entry had ever
     * changed them, and what they said of their states, and counts one epoch more.
     *
     * @return false if the store cannot take that now: nothing has changed then
     */
    public boolean beginEpoch() {
        batch.clear();
        digest.begin();
        comparison.forget(batch);
        digest.delete(batch, Rows.MEMBERS_KEY);
        digest.put(batch, Rows.EPOCH_KEY, Rows.epoch(epoch + 1));
        digest.write(batch);
        if (!store.write(batch)) return false;
        digest.commit();
        comparison.commit();
        epoch++;
        return true;
    }

    private Optional<Bytes> meta(Bytes key) {
        return store.get(Family.META, key);
    }

    /** What the live state comes to. The same on every replica that has applied the same. */
    public Digest digest() {
        return digest.digest();
    }

    /** What members said of their states last, as the last entry with such reports has it. */
    public DigestReports digestReports() {
        return comparison.reports();
    }

    /** What follows from them, and from those before. */
    public DigestVerdict digestVerdict() {
        return comparison.verdict();
    }

    /** Whether that entry is the last that was applied. */
    public boolean isJustCompared() {
        return comparison.at() == applied.index();
    }

    /**
     * How often the state began another group: revisions of another epoch are other revisions. A
     * row like any other, so a checkpoint carries it.
     */
    public long epoch() {
        return epoch;
    }

    /**
     * The time of the log, in nanoseconds: what leaders have said by {@link Command.Clock}. It only
     * grows, and stands still while nobody leads.
     */
    public long time() {
        return time;
    }

    /** The leases that have not ended, ascending. */
    public List<Long> leases() {
        return leases.all();
    }

    /** The keyspaces, as the last entry applied left them. */
    public KeyspaceTable keyspaces() {
        return keyspaces;
    }

    /** The time of the log at which something is due; empty if nothing is. */
    public OptionalLong nextDeadline() {
        if (keyspaces.hasDeleted()) return OptionalLong.of(0);
        return Stream.of(clients.nextDeadline(), leases.nextDeadline())
                .flatMapToLong(OptionalLong::stream)
                .min();
    }

    /** The revision that the last entry applied left. */
    public long revision() {
        return revision;
    }

    /**
     * The last entry whose effect would survive a crash now, read back from the store. May read the
     * disk.
     */
    public LogId durableApplied() {
        return durableApplied(store);
    }

    /** The same of the machine whose store this is; may be called on another thread than its. */
    public static LogId durableApplied(Store store) {
        return store.durable(Family.META, Rows.APPLIED_KEY)
                .map(row -> Rows.Applied.decode(row).id())
                .orElse(LogId.NONE);
    }

    /**
     * Applies the next entries, all in one batch.
     *
     * @param entries the first follows {@link #applied()}, each other the one before it; about
     *     {@link Limits#APPLY_BYTES_MAX} at most
     * @return one outcome an entry; empty if the store cannot take them now: nothing has changed
     *     then, and they are to be applied again later
     */
    public Optional<List<Outcome>> apply(List<Entry> entries) {
        if (entries.isEmpty()) return Optional.of(List.of());
        batch.clear();
        events.clear();
        pending.begin(revision);
        clients.begin();
        leases.begin();
        history.begin();
        keyspaces.begin();
        digest.begin();
        comparison.begin();
        pendingMembers = Optional.empty();
        pendingTime = time;
        List<Outcome> outcomes = new ArrayList<>(entries.size());
        long index = applied.index();
        for (Entry entry : entries) {
            index++;
            InvariantViolation.require(
                    entry.index() == index,
                    "entry %d comes to be applied where %d is next",
                    entry.index(),
                    index);
            outcomes.add(outcome(entry));
        }
        LogId last = entries.getLast().id();
        pending.writeLatest(batch);
        clients.write(batch);
        leases.write(batch);
        if (pendingTime != time) batch.put(Family.META, Rows.TIME_KEY, Rows.time(pendingTime));
        history.write(batch);
        countTime();
        if (pendingMembers.isPresent()) digest.put(batch, Rows.MEMBERS_KEY, pendingMembers.get());
        keyspaces.write(batch);
        digest.write(batch);
        batch.put(
                Family.META, Rows.APPLIED_KEY, new Rows.Applied(last, pending.revision()).encode());
        if (!store.write(batch)) {
            events.clear();
            clients.begin();
            leases.begin();
            keyspaces.begin();
            return Optional.empty();
        }
        pending.remember(cache);
        clients.commit();
        leases.commit();
        time = pendingTime;
        applied = last;
        revision = pending.revision();
        history.commit();
        keyspaces.commit();
        digest.commit();
        comparison.commit();
        return Optional.of(outcomes);
    }

    private void countTime() {
        if (pendingTime == time) return;
        digest.replaced(
                Rows.TIME_KEY,
                time == 0 ? Optional.empty() : Optional.of(Rows.time(time)),
                Optional.of(Rows.time(pendingTime)));
    }

    private Outcome outcome(Entry entry) {
        return switch (entry.kind()) {
            case NO_OP -> NOTHING;
            case MEMBERSHIP -> {
                pendingMembers = Optional.of(entry.payload());
                yield NOTHING;
            }
            case COMMAND -> outcome(entry.index(), CommandCodec.decode(entry.payload()));
        };
    }

    private Outcome outcome(long index, Command command) {
        return switch (command) {
            case Command.Write write -> execution.execute(write, index, pendingTime, batch);
            case Command.Once once -> once(once, index);
            case Command.RegisterClient register -> clients.register(register, index, pendingTime);
            case Command.KeepClient keep -> clients.keep(keep.client(), pendingTime);
            case Command.ForgetClient forget -> clients.forget(forget.client());
            case Command.GrantLease grant -> leases.grant(grant, index, pendingTime);
            case Command.KeepLease keep -> leases.keep(keep.lease(), pendingTime);
            case Command.LookAtLease look -> leases.look(look.lease(), pendingTime);
            case Command.RevokeLease revoke ->
                    leases.isLive(revoke.lease())
                            ? execution.end(revoke.lease(), batch)
                            : LeaseTable.unknown(revoke.lease());
            case Command.Compact compact -> history.compact(compact, pending.revision());
            case Command.CompactOlder older ->
                    history.compact(older, pendingTime, pending.revision());
            case Command.CompareDigests compare -> comparison.compare(compare, index, batch);
            case Command.CreateKeyspace create -> keyspaces.create(create, pending::advance);
            case Command.AlterKeyspace alter -> keyspaces.alter(alter, pending::advance);
            case Command.DeleteKeyspace delete -> keyspaces.delete(delete, pending::advance);
            case Command.Clock clock -> {
                // One lease an entry, or some of its keys: what else is due brings another about.
                pendingTime = Math.max(pendingTime, clock.nanos());
                clients.expire(pendingTime);
                leases.due(pendingTime).ifPresent(lease -> execution.end(lease, batch));
                keyspaces.nextDeleted().ifPresent(execution::removeRows);
                yield NOTHING;
            }
        };
    }

    private Outcome once(Command.Once once, long index) {
        return switch (clients.judge(once, pendingTime)) {
            case ClientTable.Verdict.Answer(Outcome outcome) -> outcome;
            case ClientTable.Verdict.Do _ -> {
                Command.Write write = CommandCodec.decodeWrite(once.change());
                Outcome outcome = execution.execute(write, index, pendingTime, batch);
                clients.did(once, outcome);
                yield outcome;
            }
        };
    }

    /** The live row of a key, as the entries before in this batch left it. */
    private Optional<VersionRow> latest(Bytes key) {
        Optional<Optional<VersionRow>> changed = pending.get(key);
        if (changed.isPresent()) return changed.get();
        Optional<Bytes> cached = cache.get(key);
        return (cached.isPresent() ? cached : store.get(Family.LATEST, key)).map(VersionRow::whole);
    }

    /** As {@link KeyValueView#compactedRevision}, of the state as it is now. */
    public long compactedRevision() {
        return history.revision();
    }

    /** Of which revisions the state knows how old they are. */
    public HistoryMarks historyMarks() {
        return history.marks(revision);
    }

    /**
     * Removes rows of the past that nobody can ask for any more.
     *
     * @return false if the store cannot take that now: nothing has changed then
     */
    public boolean forget(Forgotten rows) {
        batch.clear();
        rows.remove(batch);
        return store.write(batch);
    }

    /** What the last {@link #apply} changed, once somebody wants to know. */
    public KeptEvents events() {
        return events;
    }

    /** The live version of a key. */
    public Optional<Version> get(int keyspace, Bytes key) {
        Bytes row = Rows.latest(keyspace, key);
        Optional<Bytes> cached = cache.get(row);
        if (cached.isPresent()) {
            return Optional.of(VersionRow.decode(Bytes.wrap(cached.get().toArray())));
        }
        Optional<Bytes> stored = store.get(Family.LATEST, row);
        stored.ifPresent(found -> cache.put(row, found, Bytes.EMPTY));
        return stored.map(VersionRow::decode);
    }

    /**
     * The version of a key that was live at a revision. Reads the disk; a {@link #view} answers the
     * same on another thread.
     *
     * @param revision at most {@link #revision()}
     */
    public Optional<Version> getAt(int keyspace, Bytes key, long revision) {
        try (KeyValueView view = view()) {
            return view.getAt(keyspace, key, revision);
        }
    }

    /** How many bytes the state takes on the disk, roughly. */
    public long storeBytes() {
        return store.bytes();
    }

    /** The state as it is now, to be read on any thread, and closed. */
    public KeyValueView view() {
        return new KeyValueView(store.view(), applied, revision, history.revision(), digest());
    }
}
