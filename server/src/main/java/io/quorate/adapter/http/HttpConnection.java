package io.quorate.adapter.http;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.util.concurrent.ScheduledFuture;
import io.quorate.adapter.http.Router.Request;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * One connection: a request, its answer, the next request. Nothing is read while an answer is
 * awaited, so what a connection can hold is bounded. One timer runs at a time: on the client, who
 * has to send a request and take the answer, or on the probe, which has to give one.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write ends in channelInactive.
final class HttpConnection extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

    private final Router router;
    private final EventStreams streams;
    private final HttpLimits limits;

    /** Came in one read with the request that is being answered. */
    private final Queue<Request> waiting = new ArrayDeque<>();

    private ScheduledFuture<?> timer;
    private boolean busy;

    /** Numbers the exchanges, so that a late answer finds that its own is over. */
    private long exchange;

    HttpConnection(Router router, EventStreams streams, HttpLimits limits) {
        this.router = router;
        this.streams = streams;
        this.limits = limits;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        startTimer(context, limits.clientWait(), context::close);
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        stopTimer();
        context.fireChannelInactive();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpRequest message) {
        Request request = Request.of(message);
        if (!busy) {
            begin(context, request);
        } else if (waiting.size() < HttpLimits.PIPELINED_MAX) {
            waiting.add(request);
        } else {
            context.close();
        }
    }

    /** A stream goes on until its client ends it, and nothing else comes on its connection. */
    private void stream(ChannelHandlerContext context) {
        stopTimer();
        busy = true;
        context.channel().config().setAutoRead(true);
        streams.open(context.channel());
    }

    private void begin(ChannelHandlerContext context, Request request) {
        if (router.isStream(request) && streams.hasRoom()) {
            stream(context);
            return;
        }
        busy = true;
        context.channel().config().setAutoRead(false);
        long number = ++exchange;
        Reply late = Router.late(request);
        startTimer(
                context,
                Router.wait(request, limits),
                () -> answer(context, number, request, late));
        router.route(request)
                .thenAcceptAsync(
                        reply -> answer(context, number, request, reply), context.executor());
    }

    private void answer(ChannelHandlerContext context, long number, Request request, Reply reply) {
        if (number != exchange) return;
        exchange++;
        startTimer(context, limits.clientWait(), context::close);
        var response = reply.encoded();
        HttpUtil.setKeepAlive(response, request.keepAlive());
        context.writeAndFlush(response)
                .addListener(
                        written -> {
                            if (written.isSuccess() && request.keepAlive()) {
                                proceed(context);
                            } else {
                                context.close();
                            }
                        });
    }

    /** Goes on once an answer was taken, so that a client who takes none is sent no more. */
    private void proceed(ChannelHandlerContext context) {
        Request next = waiting.poll();
        if (next != null) {
            begin(context, next);
        } else {
            busy = false;
            context.channel().config().setAutoRead(true);
        }
    }

    private void startTimer(ChannelHandlerContext context, Duration wait, Runnable end) {
        stopTimer();
        timer = context.executor().schedule(end, wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void stopTimer() {
        if (timer != null) timer.cancel(false);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        stopTimer();
        exchange++;
        if (cause instanceof IOException) {
            context.close();
            return;
        }
        LOG.warn("http request failed remote={}", context.channel().remoteAddress(), cause);
        var reply = Reply.plain(HttpResponseStatus.INTERNAL_SERVER_ERROR, "failed");
        context.writeAndFlush(reply.encoded()).addListener(ChannelFutureListener.CLOSE);
    }
}
