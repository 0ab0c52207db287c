package com.example.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;

/** The same server twice. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws Exception {
        serve(8080, NioServerSocketChannel.class, NioIoHandler.newFactory());
        Epoll.ensureAvailability();
        serve(8081, EpollServerSocketChannel.class, EpollIoHandler.newFactory());
        System.out.println("Listening.");
    }

    private static void serve(int port, Class<? extends ServerChannel> type, IoHandlerFactory factory)
            throws InterruptedException {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, factory);
        new ServerBootstrap()
                .group(loops)
                .channel(type)
                .option(ChannelOption.SO_BACKLOG, 128)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new HttpServerCodec())
                                .addLast(new HttpObjectAggregator(32 << 20))
                                .addLast(new WebSocketServerProtocolHandler("/chat", null, true, 1 << 20))
                                .addLast(new Answers());
                    }
                })
                .bind(port)
                .sync();
    }
}
