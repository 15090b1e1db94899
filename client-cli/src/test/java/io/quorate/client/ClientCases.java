package io.quorate.client;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.quorate.client.core.Outcome;
import io.quorate.fake.FakeCluster;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What the client's tests share: three members that are not Quorate, and clients of theirs. */
abstract class ClientCases {

    /** gRPC writes a page of log about a name that does not resolve. */
    private static final Logger GRPC = Logger.getLogger("io.grpc");

    static final Bytes KEY = Bytes.utf8("key");
    static final Bytes VALUE = Bytes.utf8("value");

    @BeforeAll
    static void silenceGrpc() {
        GRPC.setLevel(Level.OFF);
    }

    final FakeCluster cluster = new FakeCluster(3);
    final List<KvClient> opened = new ArrayList<>();

    @AfterEach
    void stop() {
        opened.forEach(KvClient::close);
        cluster.close();
    }

    KvClient client() {
        return client(Duration.ofSeconds(20), cluster.addresses());
    }

    KvClient client(Duration timeout, List<String> endpoints) {
        var client =
                KvClient.builder()
                        .endpoints(endpoints)
                        .options(RequestOptions.defaults().withTimeout(timeout))
                        .build();
        opened.add(client);
        return client;
    }

    static Outcome outcomeOf(CompletableFuture<?> future) throws InterruptedException {
        try {
            future.get();
            return Outcome.DONE;
        } catch (ExecutionException failed) {
            return assertInstanceOf(KvException.class, failed.getCause()).outcome();
        }
    }
}
