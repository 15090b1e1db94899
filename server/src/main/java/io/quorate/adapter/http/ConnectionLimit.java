package io.quorate.adapter.http;

import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/** Closes connections above a number. Shared by all of them, on their one thread. */
@Sharable
@SuppressWarnings("FutureReturnValueIgnored") // A channel that fails to close is closed.
final class ConnectionLimit extends ChannelInboundHandlerAdapter {

    private final int connectionsMax;
    private int open;

    ConnectionLimit(int connectionsMax) {
        this.connectionsMax = connectionsMax;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        open++;
        if (open > connectionsMax) {
            context.close();
        } else {
            context.fireChannelActive();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        open--;
        context.fireChannelInactive();
    }
}
