package io.quorate.cli.verify;

import io.quorate.client.Bytes;
import io.quorate.client.Compare;
import io.quorate.client.KeyValue;
import io.quorate.client.Keys;
import io.quorate.client.Kv;
import io.quorate.client.KvException;
import io.quorate.client.Txn;
import io.quorate.client.TxnResult;
import io.quorate.verify.Invocation;
import io.quorate.verify.Response;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads lists and appends to them as one: all are read at one revision, and what is appended is
 * written only if none has changed since, else all is done over. A list is the value of one key,
 * with commas between its elements. Thread-safe.
 */
final class ListTransactions {

    /** After so many times that another was quicker it is given up, with nothing done. */
    private static final int ATTEMPTS_MAX = 50;

    private final Function<String, Bytes> keys;
    private final long lease;

    ListTransactions(Function<String, Bytes> keys, long lease) {
        this.keys = keys;
        this.lease = lease;
    }

    /** The elements of a list that was found, or was not. */
    static List<String> elements(Optional<KeyValue> found) {
        return found.flatMap(kv -> kv.value().text())
                .map(value -> List.of(value.split(",")))
                .orElse(List.of());
    }

    /**
     * The steps are done.
     *
     * @param responses one for each step
     * @param revision the one that was made, or seen if nothing was appended
     */
    record Done(List<Response> responses, long revision) {}

    /**
     * Takes the steps, each a read of a list or an append.
     *
     * @return empty if it was given up: nothing is done, and never will be
     * @throws KvException if it is not known to be done
     */
    Optional<Done> take(Kv kv, List<Invocation> steps) {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            Attempt attempted = new Attempt(steps);
            Optional<Done> done = attempted.take(kv);
            if (done.isPresent() || attempted.isGivenUp()) return done;
        }
        return Optional.empty();
    }

    /** One try. */
    private final class Attempt {

        private final List<Invocation> steps;
        private final Map<String, List<String>> lists = new LinkedHashMap<>();
        private final Map<String, Long> revisions = new LinkedHashMap<>();
        private final Set<String> appendedTo = new LinkedHashSet<>();
        private boolean isGivenUp;

        Attempt(List<Invocation> steps) {
            this.steps = steps;
            for (Invocation step : steps) lists.put(step.onlyKey().orElseThrow(), List.of());
        }

        boolean isGivenUp() {
            return isGivenUp;
        }

        Optional<Done> take(Kv kv) {
            long seenAt;
            try {
                seenAt = read(kv);
            } catch (KvException _) {
                // To read changes nothing, even where it is not known whether it was done.
                isGivenUp = true;
                return Optional.empty();
            }
            List<Response> responses = steps.stream().map(this::step).toList();
            if (appendedTo.isEmpty()) return Optional.of(new Done(responses, seenAt));
            TxnResult written = kv.txn(writing());
            return written.succeeded()
                    ? Optional.of(new Done(responses, written.header().revision()))
                    : Optional.empty();
        }

        private long read(Kv kv) {
            List<Txn.Operation> reads = new ArrayList<>();
            for (String list : lists.keySet()) reads.add(Txn.read(Keys.of(keys.apply(list))));
            TxnResult result = kv.txn(new Txn(List.of(), reads, List.of()));
            int i = 0;
            for (String list : lists.keySet()) {
                var found = ((TxnResult.Read) result.results().get(i++)).kvs().stream().findFirst();
                lists.put(list, elements(found));
                revisions.put(list, found.map(KeyValue::modRevision).orElse(0L));
            }
            return result.header().revision();
        }

        private Response step(Invocation step) {
            String list = step.onlyKey().orElseThrow();
            if (!(step instanceof Invocation.Append append)) {
                return new Response.Elements(lists.get(list));
            }
            List<String> longer = new ArrayList<>(lists.get(list));
            longer.add(append.element());
            lists.put(list, longer);
            appendedTo.add(list);
            return new Response.Stored();
        }

        private Txn writing() {
            List<Compare> compares = new ArrayList<>();
            revisions.forEach(
                    (list, revision) ->
                            compares.add(Compare.unchangedSince(keys.apply(list), revision)));
            List<Txn.Operation> puts = new ArrayList<>();
            for (String list : appendedTo) {
                Bytes value = Bytes.utf8(String.join(",", lists.get(list)));
                puts.add(Txn.put(keys.apply(list), value, lease));
            }
            return new Txn(compares, puts, List.of());
        }
    }
}
