package io.quorate.core.state;

import io.quorate.core.Bytes;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.zip.CRC32C;

/**
 * The clients whose changes are done exactly once, and what those that they may still ask again
 * came to (Ongaro's thesis, section 6.3: linearizable semantics by a session for each client). All
 * of it is rows of the state, so it is the same on every replica and goes along in snapshots.
 *
 * <p>A client expires by the time of the log alone. One that is not in the table is refused and
 * never created: else a change that was done before it expired would be done again.
 */
final class ClientTable {

    /** How many outcomes of expired clients one entry removes, about: the rest waits. */
    private static final int EXPIRED_OUTCOMES_MAX = 4_096;

    /** What to do with a client's change. */
    sealed interface Verdict {

        /** It is new: do it, and say what came of it by {@link #did}. */
        record Do() implements Verdict {}

        /** It is not done: this is its outcome. */
        record Answer(Outcome outcome) implements Verdict {}
    }

    private final NavigableMap<Long, Client> clients = new TreeMap<>();
    private final Deadlines due = new Deadlines();
    private final Map<Long, Optional<Client>> changed = new LinkedHashMap<>();
    private final Map<Bytes, Optional<Bytes>> outcomes = new LinkedHashMap<>();
    private final Store store;
    private final LiveDigest digest;
    private int count;

    /** The table of a store, whose digest counts what it changes. */
    ClientTable(Store store, LiveDigest digest) {
        this.store = store;
        this.digest = digest;
        try (StoreView view = store.view();
                StoreCursor rows = view.cursor(Family.META, ClientRows.begin(), ClientRows.end())) {
            for (; rows.isValid(); rows.next()) {
                long id = ClientRows.client(rows.key());
                Client client = ClientRows.decode(rows.value());
                clients.put(id, client);
                due.add(id, client.deadline());
            }
        }
        count = clients.size();
    }

    /** A batch begins: what the last one changed and did not {@link #commit} never was. */
    void begin() {
        changed.forEach((id, client) -> moved(id, client, Optional.ofNullable(clients.get(id))));
        changed.clear();
        outcomes.clear();
        count = clients.size();
    }

    /** Entries see the deadlines as those before them left them, in whichever batch those were. */
    private void change(long id, Optional<Client> after) {
        moved(id, find(id), after);
        changed.put(id, after);
    }

    private void moved(long id, Optional<Client> before, Optional<Client> after) {
        before.ifPresent(client -> due.remove(id, client.deadline()));
        after.ifPresent(client -> due.add(id, client.deadline()));
    }

    /** When the first client expires; empty if there is none. */
    OptionalLong nextDeadline() {
        return due.next();
    }

    Outcome register(Command.RegisterClient command, long id, long now) {
        if (count >= Limits.CLIENTS_MAX) {
            return new Outcome.Refused(new Objection.TooManyClients(Limits.CLIENTS_MAX));
        }
        count++;
        change(id, Optional.of(Client.registered(command, now)));
        return new Outcome.Registered(id);
    }

    Outcome keep(long id, long now) {
        Optional<Client> client = find(id);
        if (client.isEmpty()) return new Outcome.Refused(new Objection.UnknownClient(id));
        change(id, Optional.of(client.get().heardOf(now)));
        return new Outcome.Nothing();
    }

    Outcome forget(long id) {
        Optional<Client> client = find(id);
        if (client.isEmpty()) return new Outcome.Refused(new Objection.UnknownClient(id));
        remove(id, client.get());
        return new Outcome.Nothing();
    }

    /** What to do with a client's change. The client is heard of, whatever comes of it. */
    Verdict judge(Command.Once once, long now) {
        Optional<Client> found = find(once.client());
        if (found.isEmpty()) return refused(new Objection.UnknownClient(once.client()));
        Client client = found.get().heardOf(now);
        change(once.client(), Optional.of(client));
        long sequence = once.sequence();
        if (sequence < client.lowest()) {
            return refused(new Objection.AlreadyAnswered(client.lowest()));
        }
        Optional<ClientRows.Kept> kept = kept(once.client(), sequence);
        if (kept.isPresent()) return again(once, kept.get());
        if (client.order() == Command.Order.BY_SEQUENCE && sequence != client.last() + 1) {
            return refused(new Objection.SequenceSkipped(client.last() + 1));
        }
        long lowest = Math.max(client.lowest(), once.lowestUnanswered());
        return sequence - lowest >= Limits.UNANSWERED_MAX
                ? refused(new Objection.TooManyUnanswered(Limits.UNANSWERED_MAX))
                : new Verdict.Do();
    }

    private static Verdict refused(Objection objection) {
        return new Verdict.Answer(new Outcome.Refused(objection));
    }

    private static Verdict again(Command.Once once, ClientRows.Kept kept) {
        return kept.fingerprint() == fingerprint(once.change())
                ? new Verdict.Answer(OutcomeCodec.decode(kept.outcome()))
                : refused(new Objection.OtherChange(once.sequence()));
    }

    /** A client's change was done, or refused for what it asked. */
    void did(Command.Once once, Outcome outcome) {
        Client before = find(once.client()).orElseThrow();
        Client after = before.did(once.sequence(), once.lowestUnanswered());
        for (long sequence = before.lowest(); sequence < after.lowest(); sequence++) {
            outcomes.put(ClientRows.outcomeKey(once.client(), sequence), Optional.empty());
        }
        var kept = new ClientRows.Kept(fingerprint(once.change()), keptForm(outcome));
        outcomes.put(
                ClientRows.outcomeKey(once.client(), once.sequence()),
                Optional.of(ClientRows.encode(kept)));
        change(once.client(), Optional.of(after));
    }

    private static Bytes keptForm(Outcome outcome) {
        Bytes encoded = OutcomeCodec.encode(outcome);
        return encoded.size() <= Limits.OUTCOME_BYTES_MAX
                ? encoded
                : OutcomeCodec.encode(new Outcome.Refused(new Objection.AnswerNotKept()));
    }

    /** Tells one change of a client from another under the same sequence. */
    private static long fingerprint(Bytes change) {
        var crc = new CRC32C();
        crc.update(change.array(), change.arrayOffset(), change.size());
        return crc.getValue() << Integer.SIZE | change.size();
    }

    /** Takes clients out whose time has come: some, if they are many. */
    void expire(long now) {
        int removed = 0;
        while (removed <= EXPIRED_OUTCOMES_MAX) {
            Optional<Deadlines.Due> next = due.first(now);
            if (next.isEmpty()) return;
            long id = next.get().id();
            removed += 1 + remove(id, find(id).orElseThrow());
        }
    }

    /** How many outcomes went with it, at most. */
    private int remove(long id, Client client) {
        for (long sequence = client.lowest(); sequence <= client.last(); sequence++) {
            outcomes.put(ClientRows.outcomeKey(id, sequence), Optional.empty());
        }
        change(id, Optional.empty());
        count--;
        return (int) (client.last() - client.lowest() + 1);
    }

    private Optional<Client> find(long id) {
        Optional<Client> inBatch = changed.get(id);
        return inBatch == null ? Optional.ofNullable(clients.get(id)) : inBatch;
    }

    private Optional<ClientRows.Kept> kept(long id, long sequence) {
        Bytes key = ClientRows.outcomeKey(id, sequence);
        Optional<Bytes> inBatch = outcomes.get(key);
        return (inBatch == null ? store.get(Family.META, key) : inBatch)
                .map(ClientRows::decodeKept);
    }

    /** Writes what the batch changed: a row a client, however often it was heard of. */
    void write(StoreBatch batch) {
        changed.forEach(
                (id, client) -> {
                    Bytes key = ClientRows.key(id);
                    Optional<Bytes> before =
                            Optional.ofNullable(clients.get(id)).map(ClientRows::encode);
                    Optional<Bytes> after = client.map(ClientRows::encode);
                    if (after.isEmpty()) batch.delete(Family.META, key);
                    else batch.put(Family.META, key, after.get());
                    digest.replaced(key, before, after);
                });
        outcomes.forEach(
                (key, kept) -> {
                    if (kept.isEmpty()) {
                        digest.replaced(key, store.get(Family.META, key), kept);
                        batch.delete(Family.META, key);
                    } else {
                        digest.replaced(key, Optional.empty(), kept);
                        batch.put(Family.META, key, kept.get());
                    }
                });
    }

    /** The store has the batch. */
    void commit() {
        changed.forEach(
                (id, client) -> {
                    if (client.isEmpty()) clients.remove(id);
                    else clients.put(id, client.get());
                });
        begin();
    }
}
