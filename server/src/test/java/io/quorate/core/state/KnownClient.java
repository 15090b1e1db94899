package io.quorate.core.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A client as the rows of a state tell of it.
 *
 * @param kept the sequences whose outcomes are kept, ascending
 */
public record KnownClient(
        Command.Order order,
        long ttlNanos,
        long deadline,
        long last,
        long lowest,
        List<Long> kept) {

    /** All that a store knows. */
    public static Map<Long, KnownClient> in(Store store) {
        Map<Long, KnownClient> all = new TreeMap<>();
        try (StoreView view = store.view();
                StoreCursor rows = view.cursor(Family.META, ClientRows.begin(), ClientRows.end())) {
            for (; rows.isValid(); rows.next()) {
                long id = ClientRows.client(rows.key());
                Client client = ClientRows.decode(rows.value());
                all.put(
                        id,
                        new KnownClient(
                                client.order(),
                                client.ttlNanos(),
                                client.deadline(),
                                client.last(),
                                client.lowest(),
                                kept(store, id, client)));
            }
        }
        return all;
    }

    private static List<Long> kept(Store store, long id, Client client) {
        List<Long> kept = new ArrayList<>();
        for (long sequence = client.lowest(); sequence <= client.last(); sequence++) {
            if (store.get(Family.META, ClientRows.outcomeKey(id, sequence)).isPresent()) {
                kept.add(sequence);
            }
        }
        return kept;
    }
}
