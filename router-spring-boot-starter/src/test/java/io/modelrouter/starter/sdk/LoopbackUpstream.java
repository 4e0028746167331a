package io.modelrouter.starter.sdk;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An upstream on this machine that says exactly what a test wants, byte for byte, remembers what it was sent, and knows how
 * many connections there are: an HTTP/1.1 server of one thread for each connection, over plain sockets.
 */
public final class LoopbackUpstream implements AutoCloseable {

    /**
     * What the upstream was sent.
     *
     * @param target path with query, as it came
     * @param headers names in lower case
     */
    public record Request(String method, String target, Map<String, String> headers, byte[] body) {

        public String header(String name) {
            return headers.getOrDefault(name, "");
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** Answers one request. */
    @FunctionalInterface
    public interface Handler {
        void answer(Request request, Wire wire) throws IOException;
    }

    /** The way back to the client of one request. */
    public static final class Wire {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private boolean chunked;

        private Wire(Socket socket, InputStream in) throws IOException {
            this.socket = socket;
            this.in = in;
            this.out = socket.getOutputStream();
        }

        /** A whole answer. */
        public void whole(int status, Map<String, String> headers, byte[] body) throws IOException {
            ByteArrayOutputStream all = new ByteArrayOutputStream(body.length + 512);
            all.writeBytes(head(status, headers, "content-length: " + body.length));
            all.writeBytes(body);
            all.writeTo(out);
        }

        /** Status and headers of a body whose length nobody knows yet. */
        public void begin(int status, Map<String, String> headers) throws IOException {
            chunked = true;
            out.write(head(status, headers, "transfer-encoding: chunked"));
        }

        public void write(byte[] piece) throws IOException {
            ByteArrayOutputStream chunk = new ByteArrayOutputStream(piece.length + 16);
            chunk.writeBytes(ascii(Integer.toHexString(piece.length) + "\r\n"));
            chunk.writeBytes(piece);
            chunk.writeBytes(ascii("\r\n"));
            chunk.writeTo(out);
        }

        /** Ends the body as it should end. */
        public void end() throws IOException {
            if (chunked) {
                out.write(ascii("0\r\n\r\n"));
            }
        }

        /** Breaks off: the connection is closed in the middle of the body. */
        public void cut() throws IOException {
            socket.close();
        }

        /** Breaks off with a reset; what was not read yet is lost. */
        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        /** Waits until the client closes or resets the connection; it has nothing more to send before that. */
        public void awaitClosed() {
            try {
                while (in.read() >= 0) {
                    continue;
                }
            } catch (IOException e) {
                // a reset is as good
            }
        }

        private static byte[] head(int status, Map<String, String> headers, String length) {
            StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(" Some Reason\r\n");
            headers.forEach((name, value) ->
                    head.append(name).append(": ").append(value).append("\r\n"));
            return ascii(head.append(length).append("\r\n\r\n").toString());
        }
    }

    private final ServerSocket server;
    private final Handler handler;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger requestCount = new AtomicInteger();
    private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
    private volatile boolean remembers = true;

    private LoopbackUpstream(ServerSocket server, Handler handler) {
        this.server = server;
        this.handler = handler;
    }

    public static LoopbackUpstream start(Handler handler) {
        try {
            LoopbackUpstream upstream =
                    new LoopbackUpstream(new ServerSocket(0, 4_096, InetAddress.getLoopbackAddress()), handler);
            thread(upstream::accept);
            return upstream;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Counts requests from now on, but keeps none of them. */
    public LoopbackUpstream forgetful() {
        remembers = false;
        return this;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    /** What came since the last {@link #forget}, in order. */
    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The one request that came since the last {@link #forget}. */
    public Request onlyRequest() {
        List<Request> all = requests();
        if (all.size() != 1) {
            throw new AssertionError("the upstream saw " + all.size() + " requests, not one");
        }
        return all.get(0);
    }

    public void forget() {
        requests.clear();
        requestCount.set(0);
    }

    public int requestCount() {
        return requestCount.get();
    }

    /** Connections that were ever made. */
    public int connectionsAccepted() {
        return accepted.get();
    }

    /** Connections that neither side has closed. */
    public int connectionsOpen() {
        return open.size();
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void thread(Runnable work) {
        Thread thread = new Thread(work, "test-upstream");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                accepted.incrementAndGet();
                open.add(socket);
                thread(() -> serve(socket));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream(), 16 << 10);
            Request request;
            while (!socket.isClosed() && (request = read(in)) != null) {
                requestCount.incrementAndGet();
                if (remembers) {
                    requests.add(request);
                }
                handler.answer(request, new Wire(socket, in));
            }
        } catch (IOException e) {
            // the client went away, which some tests are about
        } finally {
            open.remove(socket);
        }
    }

    private static Request read(InputStream in) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        Map<String, String> headers = new TreeMap<>();
        String line;
        while ((line = line(in)) != null && !line.isEmpty()) {
            int colon = line.indexOf(':');
            headers.merge(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip(),
                    (one, two) -> one + ", " + two);
        }
        byte[] body = headers.containsKey("transfer-encoding")
                ? chunked(in)
                : in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0")));
        String[] words = first.split(" ");
        return new Request(words[0], words[1], headers, body);
    }

    private static byte[] chunked(InputStream in) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        int size;
        do {
            String line = line(in);
            if (line == null) {
                throw new IOException("the request broke off");
            }
            size = Integer.parseInt(line, 16);
            body.writeBytes(in.readNBytes(size));
            line(in);
        } while (size > 0);
        return body.toByteArray();
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int c;
        while ((c = in.read()) >= 0 && c != '\n') {
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return c < 0 && line.isEmpty() ? null : line.toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
