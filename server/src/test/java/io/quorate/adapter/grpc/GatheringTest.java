package io.quorate.adapter.grpc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

final class GatheringTest {

    private static final int LARGE = 5_000;

    private final EmbeddedChannel channel = new EmbeddedChannel(new Gathering());

    @Test
    void smallWritesLeaveAsOneBufferAtTheFlush() {
        ByteBuf first = text("one ");
        channel.write(first);
        channel.write(text("two "));
        channel.write(text("three"));

        assertNull(channel.readOutbound());
        channel.flush();

        assertEquals("one two three", read());
        assertNull(channel.readOutbound());
        assertEquals(0, first.refCnt());
    }

    @Test
    void aLargeBufferIsHandedOnUncopiedAndInItsPlace() {
        ByteBuf large = Unpooled.wrappedBuffer(new byte[LARGE]);
        channel.write(text("before"));
        channel.write(large);
        channel.write(text("after"));
        channel.flush();

        assertEquals("before", read());
        assertSame(large, channel.readOutbound());
        large.release();
        assertEquals("after", read());
    }

    @Test
    void moreThanOneBufferHoldsGoesIntoSeveralInOrder() {
        var all = new StringBuilder();
        for (int i = 0; i < 30_000; i++) {
            String piece = i + ",";
            all.append(piece);
            channel.write(text(piece));
        }
        channel.flush();

        var seen = new StringBuilder();
        int buffers = 0;
        while (!channel.outboundMessages().isEmpty()) {
            seen.append(read());
            buffers++;
        }
        assertEquals(all.toString(), seen.toString());
        assertTrue(buffers > 1 && buffers < 10, buffers + " buffers");
    }

    @Test
    void aPromiseIsKeptWhenItsBytesWereWrittenAndNotBefore() {
        ChannelFuture written = channel.write(text("bytes"));

        assertFalse(written.isDone());
        channel.flush();

        assertTrue(written.isSuccess());
        assertEquals("bytes", read());
    }

    @Test
    void everyWriteOfABufferThatFailedFails() {
        var cause = new IOException("connection reset");
        var failing =
                new EmbeddedChannel(
                        new ChannelOutboundHandlerAdapter() {
                            @Override
                            public void write(
                                    ChannelHandlerContext ctx, Object message, ChannelPromise p) {
                                ((ByteBuf) message).release();
                                p.setFailure(cause);
                            }
                        },
                        new Gathering());
        ChannelFuture first = failing.write(text("one"));
        ChannelFuture second = failing.write(text("two"));
        failing.flush();

        assertSame(cause, first.cause());
        assertSame(cause, second.cause());
    }

    @Test
    void whatWasWrittenBeforeACloseLeavesBeforeIt() {
        ChannelFuture last = channel.write(text("farewell"));
        channel.close();

        assertTrue(last.isDone());
        channel.checkException();
    }

    private static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    private String read() {
        ByteBuf buffer = channel.readOutbound();
        try {
            return buffer.toString(StandardCharsets.US_ASCII);
        } finally {
            buffer.release();
        }
    }
}
