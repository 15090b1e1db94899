package io.quorate.cli;

import io.quorate.client.Batching;
import io.quorate.client.KvClient;
import io.quorate.client.RequestOptions;
import io.quorate.client.Transport;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where commands have their clients from. */
interface Clients {

    /**
     * A client for one command.
     *
     * @throws IllegalArgumentException if an endpoint is no address
     */
    KvClient open(
            List<String> endpoints, RequestOptions options, Transport transport, Batching batching);

    /** The command that has it is over. */
    void over(KvClient client);

    /** The command that has it is to end: so do its calls. From any thread. */
    void end(KvClient client);

    private static KvClient opened(
            List<String> endpoints,
            RequestOptions options,
            Transport transport,
            Batching batching) {
        return KvClient.builder()
                .endpoints(endpoints)
                .options(options)
                .transport(transport)
                .batching(batching)
                .build();
    }

    /** Each command has a client of its own: there is but one. */
    final class OfOneCommand implements Clients {

        @Override
        public KvClient open(
                List<String> endpoints,
                RequestOptions options,
                Transport transport,
                Batching batching) {
            return opened(endpoints, options, transport, batching);
        }

        @Override
        public void over(KvClient client) {
            client.close();
        }

        @Override
        public void end(KvClient client) {
            client.close();
        }
    }

    /** Clients stay open from one command to the next, with their connections. Thread-safe. */
    final class Kept implements Clients, AutoCloseable {

        /** More are closed, all of them: commands seldom name other endpoints. */
        private static final int OPEN_MAX = 8;

        private record Kind(List<String> endpoints, Transport transport, Batching batching) {}

        private final Map<Kind, KvClient> open = new LinkedHashMap<>();

        @Override
        public synchronized KvClient open(
                List<String> endpoints,
                RequestOptions options,
                Transport transport,
                Batching batching) {
            var kind = new Kind(List.copyOf(endpoints), transport, batching);
            if (!open.containsKey(kind) && open.size() == OPEN_MAX) close();
            return open.computeIfAbsent(kind, _ -> opened(endpoints, options, transport, batching))
                    .with(options);
        }

        @Override
        public void over(KvClient client) {}

        /** What is outstanding ends with its client; the next command opens another. */
        @Override
        public void end(KvClient client) {
            close();
        }

        @Override
        public synchronized void close() {
            open.values().forEach(KvClient::close);
            open.clear();
        }
    }
}
