package io.quorate.deploy;

import io.quorate.client.Consistency;
import io.quorate.client.KvClient;
import io.quorate.client.RequestOptions;

import java.time.Duration;
import java.util.List;

/** Clients that outwait elections. Their reads see all that was acknowledged, if not told else. */
public final class PatientClient {

    /** Far more than elections take, also where a machine has much else to do. */
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);

    private PatientClient() {}

    /** A client of these endpoints, with commas between. */
    public static KvClient of(String endpoints) {
        return of(endpoints, Consistency.LINEARIZABLE);
    }

    /** The same with reads of a level. */
    public static KvClient of(String endpoints, Consistency level) {
        var options = RequestOptions.defaults().withTimeout(CALL_TIMEOUT).withConsistency(level);
        return KvClient.builder()
                .endpoints(List.of(endpoints.split(",", -1)))
                .options(options)
                .build();
    }
}
