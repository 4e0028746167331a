package io.modelrouter.providers.http;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Small real proxies. Whatever target they are asked for, they connect to one port of this machine. */
final class TestProxies {
    private TestProxies() {}

    /** An HTTP proxy that knows {@code CONNECT}, and answers whole requests itself. */
    static final class HttpProxy implements AutoCloseable {
        final List<String> heads = new CopyOnWriteArrayList<>();
        final RawServer server;

        /**
         * @param credentials what it wants in {@code Proxy-Authorization}, or null for nothing
         */
        HttpProxy(int targetPort, @Nullable String credentials) throws IOException {
            server = new RawServer((socket, number) -> {
                while (true) {
                    String head = RawServer.readHead(socket.getInputStream());
                    heads.add(head);
                    if (credentials != null
                            && !head.toLowerCase(Locale.ROOT)
                                    .contains("proxy-authorization: " + credentials.toLowerCase(Locale.ROOT))) {
                        RawServer.write(
                                socket,
                                "HTTP/1.1 407 Proxy Authentication Required\r\n"
                                        + "Proxy-Authenticate: Basic realm=p\r\nContent-Length: 0\r\n\r\n");
                    } else if (head.startsWith("CONNECT ")) {
                        RawServer.write(socket, "HTTP/1.1 200 Connection established\r\n\r\n");
                        tunnel(socket, targetPort);
                        return;
                    } else {
                        RawServer.answer(socket, "by proxy");
                        return;
                    }
                }
            });
        }

        int port() {
            return server.port();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    /** A SOCKS5 proxy that notes who came and where to. */
    static final class SocksProxy implements AutoCloseable {
        final List<String> seen = new CopyOnWriteArrayList<>();
        final RawServer server;

        /**
         * @param reply the reply code to each connect request; 0 lets it through
         */
        SocksProxy(int targetPort, boolean wantsUser, int reply) throws IOException {
            server = new RawServer((socket, number) -> {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                OutputStream out = socket.getOutputStream();
                require(in.readUnsignedByte() == 5);
                byte[] methods = in.readNBytes(in.readUnsignedByte());
                String user = "-";
                if (wantsUser) {
                    boolean offered = new String(methods, StandardCharsets.ISO_8859_1).indexOf(2) >= 0;
                    out.write(new byte[] {5, (byte) (offered ? 2 : 0xff)});
                    if (!offered) {
                        return;
                    }
                    require(in.readUnsignedByte() == 1);
                    String name = text(in);
                    String password = text(in);
                    user = name + "/" + password;
                    boolean good = password.startsWith("good");
                    out.write(new byte[] {1, (byte) (good ? 0 : 1)});
                    if (!good) {
                        return;
                    }
                } else {
                    out.write(new byte[] {5, 0});
                }
                require(in.readUnsignedByte() == 5 && in.readUnsignedByte() == 1 && in.readUnsignedByte() == 0);
                int type = in.readUnsignedByte();
                String host = type == 3
                        ? "name:" + text(in)
                        : "address:"
                                + InetAddress.getByAddress(in.readNBytes(type == 1 ? 4 : 16))
                                        .getHostAddress();
                seen.add(user + " " + host + " " + in.readUnsignedShort());
                out.write(new byte[] {5, (byte) reply, 0, 1, 0, 0, 0, 0, 0, 0});
                if (reply == 0) {
                    tunnel(socket, targetPort);
                }
            });
        }

        private static String text(DataInputStream in) throws IOException {
            return new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
        }

        private static void require(boolean condition) throws IOException {
            if (!condition) {
                throw new IOException("not SOCKS5");
            }
        }

        int port() {
            return server.port();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    private static void tunnel(Socket client, int targetPort) throws Exception {
        try (Socket target = new Socket(InetAddress.getLoopbackAddress(), targetPort)) {
            Thread back = new Thread(() -> copy(target, client));
            back.setDaemon(true);
            back.start();
            copy(client, target);
            back.join();
        }
    }

    private static void copy(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            byte[] buffer = new byte[8192];
            int count;
            while ((count = in.read(buffer)) >= 0) {
                to.getOutputStream().write(buffer, 0, count);
                to.getOutputStream().flush();
            }
            to.shutdownOutput();
        } catch (IOException e) {
            try {
                from.close();
                to.close();
            } catch (IOException ignored) {
                // Both are gone.
            }
        }
    }
}
