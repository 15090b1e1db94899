package io.quorate.adapter.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.Future;

import java.util.ArrayList;
import java.util.List;

/**
 * Copies the small buffers that are written between two flushes into one. HTTP/2 writes five
 * buffers for one small answer; a flush of thirty answers would hand the kernel a list of 150
 * pieces, and keep an entry and a promise for each.
 *
 * <p>A write's promise is kept when the buffer that it was copied into has been written.
 */
final class Gathering extends ChannelOutboundHandlerAdapter {

    /** A buffer larger than this is handed on as it is. */
    private static final int SMALL_BYTES_MAX = 4 << 10;

    /** What is gathered into one buffer at most. */
    private static final int GATHERED_BYTES_MAX = 32 << 10;

    private ByteBuf gathered;
    private List<ChannelPromise> promises = new ArrayList<>();

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf bytes) || bytes.readableBytes() > SMALL_BYTES_MAX) {
            handOn(ctx);
            ctx.write(message, promise);
            return;
        }
        if (gathered != null && gathered.writableBytes() < bytes.readableBytes()) handOn(ctx);
        if (gathered == null) gathered = ctx.alloc().directBuffer(GATHERED_BYTES_MAX);
        gathered.writeBytes(bytes);
        bytes.release();
        if (!promise.isVoid()) promises.add(promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        handOn(ctx);
        ctx.flush();
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        handOn(ctx);
        ctx.close(promise);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        handOn(ctx);
    }

    private void handOn(ChannelHandlerContext ctx) {
        if (gathered == null) return;
        ByteBuf whole = gathered;
        List<ChannelPromise> kept = promises;
        gathered = null;
        promises = new ArrayList<>();
        ctx.write(whole).addListener(written -> settle(kept, written));
    }

    private static void settle(List<ChannelPromise> kept, Future<?> written) {
        for (ChannelPromise promise : kept) {
            if (written.isSuccess()) promise.trySuccess();
            else promise.tryFailure(written.cause());
        }
    }
}
