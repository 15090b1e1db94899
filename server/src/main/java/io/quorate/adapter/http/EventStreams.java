package io.quorate.adapter.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.concurrent.ScheduledFuture;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Those who watch the console, by server-sent events: all are sent the same, once a second, and
 * while nobody watches nothing is asked for. On the one thread of the server.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write ends in channelInactive.
final class EventStreams {

    /** Who may watch at once: people, and not many of them. */
    static final int STREAMS_MAX = 32;

    private static final long PERIOD_MILLIS = 1_000;

    private final Console console;
    private final Set<Channel> open = new LinkedHashSet<>();
    private Optional<ScheduledFuture<?>> timer = Optional.empty();
    private boolean isAsking;

    EventStreams(Console console) {
        this.console = console;
    }

    boolean hasRoom() {
        return open.size() < STREAMS_MAX;
    }

    /** Begins to send to a connection that asked for it, for as long as it lasts. */
    void open(Channel channel) {
        open.add(channel);
        channel.closeFuture().addListener(_ -> closed(channel));
        channel.writeAndFlush(head());
        if (timer.isEmpty()) {
            timer =
                    Optional.of(
                            channel.eventLoop()
                                    .scheduleAtFixedRate(
                                            () -> ask(channel.eventLoop()),
                                            PERIOD_MILLIS,
                                            PERIOD_MILLIS,
                                            TimeUnit.MILLISECONDS));
        }
        ask(channel.eventLoop());
    }

    private static DefaultHttpResponse head() {
        var response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/event-stream; charset=utf-8")
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED)
                .set("x-content-type-options", "nosniff");
        return response;
    }

    private void closed(Channel channel) {
        open.remove(channel);
        if (!open.isEmpty()) return;
        timer.ifPresent(running -> running.cancel(false));
        timer = Optional.empty();
    }

    private void ask(EventLoop loop) {
        if (isAsking || open.isEmpty()) return;
        isAsking = true;
        console.moment()
                .whenCompleteAsync(
                        (json, failure) -> {
                            isAsking = false;
                            if (failure == null) send(json);
                        },
                        loop);
    }

    /** Whoever has not taken the last ones is not there any more. */
    private void send(String json) {
        byte[] event = ("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
        for (Channel channel : List.copyOf(open)) {
            if (channel.isWritable()) {
                channel.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(event)));
            } else {
                channel.close();
            }
        }
    }
}
