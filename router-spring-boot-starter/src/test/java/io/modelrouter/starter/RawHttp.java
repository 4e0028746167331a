package io.modelrouter.starter;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A client on a plain socket, for what a well-behaved client hides: framing, exact bytes, hanging up. */
public final class RawHttp implements AutoCloseable {
    private final Socket socket;
    private final InputStream in;

    public RawHttp(int port) throws IOException {
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        this.socket.setSoTimeout(20_000);
        this.socket.setTcpNoDelay(true);
        this.in = socket.getInputStream();
    }

    /** An answer; the body is decoded from its chunks. */
    public record Answer(int status, List<String> headerLines, byte[] body, List<String> chunks) {
        public Optional<String> header(String name) {
            String prefix = name.toLowerCase(Locale.ROOT) + ":";
            return headerLines.stream()
                    .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                    .map(line -> line.substring(prefix.length()).strip())
                    .findFirst();
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    public static String post(String path, String body, String... headerLines) {
        StringBuilder request = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        for (String line : headerLines) {
            request.append(line).append("\r\n");
        }
        return request.append("Content-Length: ")
                .append(body.getBytes(StandardCharsets.UTF_8).length)
                .append("\r\n\r\n")
                .append(body)
                .toString();
    }

    public RawHttp send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    public RawHttp send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return this;
    }

    /** Reads one whole answer. */
    public Answer read() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        List<String> headers = headers();
        Answer head = new Answer(status, headers, new byte[0], List.of());
        if (head.header("transfer-encoding").isPresent()) {
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            List<String> chunks = new ArrayList<>();
            for (byte[] chunk = chunk(); chunk.length > 0; chunk = chunk()) {
                body.write(chunk);
                chunks.add(new String(chunk, StandardCharsets.UTF_8));
            }
            return new Answer(status, headers, body.toByteArray(), chunks);
        }
        int length = head.header("content-length").map(Integer::parseInt).orElse(0);
        return new Answer(status, headers, bytes(length), List.of());
    }

    /** Reads the head of an answer; {@link #chunk} goes on from there. */
    public Answer readHead() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        return new Answer(status, headers(), new byte[0], List.of());
    }

    /** The next chunk; empty at the end. */
    public byte[] chunk() throws IOException {
        int length = Integer.parseInt(line().split(";")[0].strip(), 16);
        byte[] chunk = bytes(length);
        line();
        return chunk;
    }

    private List<String> headers() throws IOException {
        List<String> headers = new ArrayList<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            headers.add(line);
        }
        return headers;
    }

    private byte[] bytes(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the body ended after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the connection ended in a line: " + line);
            }
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /** Hangs up at once, with a reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
