package io.modelrouter.providers.http;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import okhttp3.Connection;
import okhttp3.Interceptor;
import okhttp3.Protocol;
import okhttp3.Response;

/**
 * Looks at a pooled HTTP/1.1 connection that has rested for a second before anything is written on it, because upstreams
 * close idle connections without asking (after 5 s and more). OkHttp does the same only after 10 s. A live one costs up to a
 * millisecond of waiting, a dead one nothing. HTTP/2 needs no look: its reader sees the end when it comes.
 *
 * <p>What was decided and why is in docs/decisions/0002-stale-connections.md.
 */
final class LivenessCheck implements Interceptor {
    static final Duration REST = Duration.ofSeconds(1);

    private final IdleTimes idleTimes;
    private final long restNanos;

    LivenessCheck(IdleTimes idleTimes, Duration rest) {
        this.idleTimes = idleTimes;
        this.restNanos = rest.toNanos();
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Connection connection = chain.connection();
        if (connection != null
                && connection.protocol() != Protocol.HTTP_2
                && idleTimes.restOf(connection) > restNanos
                && !isAlive(connection.socket())) {
            throw new DeadConnectionException();
        }
        return chain.proceed(chain.request());
    }

    /** Whether the other side still waits for a request: silence is life, an end or an unasked byte is not. */
    private static boolean isAlive(Socket socket) {
        try {
            int before = socket.getSoTimeout();
            socket.setSoTimeout(1);
            try {
                // The byte is lost, and so is the connection: nothing may come while nothing is asked.
                socket.getInputStream().read();
                return false;
            } catch (SocketTimeoutException silence) {
                return true;
            } finally {
                socket.setSoTimeout(before);
            }
        } catch (IOException e) {
            return false;
        }
    }

    /** A pooled connection was dead before anything was written on it. */
    static final class DeadConnectionException extends IOException {
        private static final long serialVersionUID = 1L;

        DeadConnectionException() {
            super("a pooled connection was closed by the other side");
        }
    }
}
