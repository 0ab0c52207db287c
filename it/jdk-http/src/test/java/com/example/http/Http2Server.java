package com.example.http;

import java.nio.ByteBuffer;
import java.util.Random;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** A server on this computer, on free ports of its loopback interface. */
final class Http2Server implements AutoCloseable {
    static final byte[] BODY = new byte[3_000_000];

    private final Server server = new Server();
    private final ServerConnector secure;
    private final ServerConnector clear;
    private final ServerConnector old;
    private final ServerConnector oldSecure;

    Http2Server() throws Exception {
        new Random(2).nextBytes(BODY);
        HttpConfiguration http = new HttpConfiguration();
        HttpConfiguration https = new HttpConfiguration();
        https.addCustomizer(new SecureRequestCustomizer());
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setSslContext(Tls.context());
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol("http/1.1");
        secure = connector(
                new SslConnectionFactory(tls, alpn.getProtocol()),
                alpn,
                new HTTP2ServerConnectionFactory(https),
                new HttpConnectionFactory(https));
        clear = connector(new HttpConnectionFactory(http), new HTTP2CServerConnectionFactory(http));
        old = connector(new HttpConnectionFactory(http));
        oldSecure = connector(new SslConnectionFactory(tls, "http/1.1"), new HttpConnectionFactory(https));
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.write(true, ByteBuffer.wrap(BODY), callback);
                return true;
            }
        });
        server.start();
    }

    private ServerConnector connector(ConnectionFactory... factories) {
        ServerConnector connector = new ServerConnector(server, 1, 1, factories);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        return connector;
    }

    /** Of HTTP/2 by ALPN. */
    int securePort() {
        return secure.getLocalPort();
    }

    /** Of HTTP/2 by an upgrade. */
    int clearPort() {
        return clear.getLocalPort();
    }

    /** Of HTTP/1.1. */
    int oldPort() {
        return old.getLocalPort();
    }

    /** Of HTTP/1.1 over TLS, without ALPN. */
    int oldSecurePort() {
        return oldSecure.getLocalPort();
    }

    @Override
    public void close() throws Exception {
        server.stop();
    }
}
