package io.modelrouter.testkit.bank;

import io.modelrouter.quota.QuotaLedger;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A store that every process on this machine can reach: a ledger in this one behind a socket. One operation at a time. */
final class SocketLedgerServer implements AutoCloseable {
    static final Map<Integer, SocketLedgerServer> HERE = new ConcurrentHashMap<>();

    private final ServerSocket socket;
    private final QuotaLedger ledger;
    private volatile boolean mute;

    SocketLedgerServer(QuotaLedger ledger) throws IOException {
        this.ledger = ledger;
        this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        HERE.put(port(), this);
        Thread thread = new Thread(this::serve, "socket-ledger");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    QuotaLedger ledger() {
        return ledger;
    }

    /** From now on operations are made, or not, and never answered. */
    void mute(boolean now) {
        mute = now;
    }

    private void serve() {
        for (int i = 0; !socket.isClosed(); i++) {
            try (Socket client = socket.accept()) {
                client.setSoTimeout(10_000);
                String line = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.UTF_8))
                        .readLine();
                if (line == null || mute && i % 2 == 0) {
                    continue;
                }
                String answer = BankOperation.parse(line).apply(ledger);
                if (!mute) {
                    client.getOutputStream().write((answer + "\n").getBytes(StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // The client was killed.
            }
        }
    }

    @Override
    public void close() {
        HERE.remove(port());
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
