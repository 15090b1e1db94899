package io.quorate.adapter.http;

import java.time.Duration;

/**
 * What HTTP clients may take.
 *
 * @param connectionsMax open connections; another is closed at once
 * @param probeWait how long a probe's answer is waited for
 * @param clientWait how long a client may take to send a request, or to take an answer, or to stay
 *     idle in between
 */
public record HttpLimits(int connectionsMax, Duration probeWait, Duration clientWait) {

    /** The longest request line, in bytes: the console asks for keys of 8 KiB, in base64. */
    static final int REQUEST_LINE_BYTES_MAX = 12 * 1024;

    /** The most bytes of headers: what browsers and proxies add fits easily. */
    static final int HEADER_BYTES_MAX = 8 * 1024;

    /** Requests of a connection that were sent before the answer to an earlier one. */
    static final int PIPELINED_MAX = 16;

    /** The largest body: a value that a person has typed. */
    static final int BODY_BYTES_MAX = 64 * 1024;

    /** Longer than what the console asks of the cluster for one answer may take. */
    static final Duration CONSOLE_WAIT = Duration.ofSeconds(10);

    /** Probes and scrapes need few connections; a second is what orchestrators wait for probes. */
    public static final HttpLimits USUAL =
            new HttpLimits(256, Duration.ofSeconds(1), Duration.ofSeconds(30));
}
