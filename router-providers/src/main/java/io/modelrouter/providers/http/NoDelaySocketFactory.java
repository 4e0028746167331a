package io.modelrouter.providers.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.SocketFactory;

/**
 * Sockets with {@code TCP_NODELAY}. OkHttp leaves Nagle's algorithm on and writes a body in pieces of 8 KB, so that each
 * request over one piece would wait for a delayed acknowledgement, some 40 ms. TLS and proxies are layered over these.
 */
class NoDelaySocketFactory extends SocketFactory {

    @Override
    public Socket createSocket() throws IOException {
        return prepared(new Socket());
    }

    static <S extends Socket> S prepared(S socket) throws IOException {
        socket.setTcpNoDelay(true);
        return socket;
    }

    // OkHttp makes sockets unconnected; the rest is here because the type asks for it. It is refused and not handed to
    // the
    // system's factory, because a connection made here would go round the proxy of Socks5SocketFactory.

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw new UnsupportedOperationException();
    }
}
