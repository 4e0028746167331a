package io.modelrouter.starter.load;

import io.modelrouter.starter.sdk.RunningGateway;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** A client that is nothing but a socket, to behave as badly as a test wants. */
public final class RawCaller implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket = new Socket();

    RawCaller(RunningGateway gateway) throws IOException {
        this(gateway, 0);
    }

    /**
     * @param receiveBuffer bytes that may wait unread on this side; 0 for the system's choice
     */
    RawCaller(RunningGateway gateway, int receiveBuffer) throws IOException {
        this(gateway.port(), receiveBuffer);
    }

    /** Of a server on this port of this machine. */
    public RawCaller(int port) throws IOException {
        this(port, 0);
    }

    private RawCaller(int port, int receiveBuffer) throws IOException {
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MILLIS);
    }

    /** Sends a whole request of this dialect. */
    RawCaller ask(TinyDialect dialect, boolean stream) throws IOException {
        byte[] body = dialect.request(stream);
        return send(head(dialect, stream, body.length), body);
    }

    /** Sends a request that ends in the middle of its body. */
    RawCaller askHalf(TinyDialect dialect, boolean stream) throws IOException {
        byte[] body = dialect.request(stream);
        return send(head(dialect, stream, body.length), java.util.Arrays.copyOf(body, body.length / 2));
    }

    /** Sends a whole request. */
    public RawCaller ask(String path, String key, byte[] body) throws IOException {
        return send(head(path, key, body.length), body);
    }

    private static byte[] head(TinyDialect dialect, boolean stream, int length) {
        return head(dialect.path(stream), RunningGateway.KEY, length);
    }

    private static byte[] head(String path, String key, int length) {
        return ("POST " + path + " HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer " + key
                        + "\r\ncontent-type: application/json\r\nconnection: close\r\n" + "content-length: " + length
                        + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private RawCaller send(byte[] head, byte[] body) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head);
        all.writeBytes(body);
        all.writeTo(socket.getOutputStream());
        return this;
    }

    /** Reads until this has been seen. */
    public RawCaller readUntil(String text) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder seen = new StringBuilder();
        int c;
        while (seen.indexOf(text, seen.length() - text.length()) < 0) {
            if ((c = in.read()) < 0) {
                throw new IOException("the answer ended with " + seen);
            }
            seen.append((char) c);
        }
        return this;
    }

    /** Reads so many bytes, or what there is; whether more may follow. */
    public boolean read(int bytes) throws IOException {
        return socket.getInputStream().readNBytes(bytes).length == bytes;
    }

    /** Everything up to the end. */
    public String readAll() throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** Says that nothing more will be sent, and goes on listening. */
    RawCaller halfClose() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Leaves without a word: what is under way is answered with a reset. */
    public void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    /** Leaves in good order. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
