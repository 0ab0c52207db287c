package com.example.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.nio.charset.StandardCharsets;

/** Sends requests' bodies back, or says over what channel an empty one came, and answers messages of a WebSocket. */
final class Answers extends SimpleChannelInboundHandler<Object> {
    @Override
    protected void channelRead0(ChannelHandlerContext context, Object message) {
        if (message instanceof FullHttpRequest request) {
            answer(context, request);
        } else if (message instanceof TextWebSocketFrame text) {
            context.writeAndFlush(new TextWebSocketFrame("You said " + text.text()));
        } else if (message instanceof WebSocketFrame frame) {
            context.writeAndFlush(new BinaryWebSocketFrame(frame.content().retain()));
        }
    }

    private static void answer(ChannelHandlerContext context, FullHttpRequest request) {
        ByteBuf body = request.content().isReadable()
                ? request.content().retain()
                : Unpooled.copiedBuffer(
                        context.channel().getClass().getSimpleName() + "\n", StandardCharsets.US_ASCII);
        FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
        response.headers().setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        boolean more = HttpUtil.isKeepAlive(request);
        HttpUtil.setKeepAlive(response, more);
        var written = context.writeAndFlush(response);
        if (!more) {
            written.addListener(ChannelFutureListener.CLOSE);
        }
    }
}
