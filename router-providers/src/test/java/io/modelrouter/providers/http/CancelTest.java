package io.modelrouter.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderResponse;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("Cancelling from another thread ends the call and closes the connection at once")
@Tag("R4.4")
@Timeout(60)
class CancelTest {
    /** The rule says 100 ms; a loaded machine is given more, a drained or waited-for connection would take for ever. */
    private static final long SOON_MILLIS = 2_000;

    private final ExecutorService caller = Executors.newCachedThreadPool();
    private final CountDownLatch arrived = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpTransport transport =
            new HttpTransport(Upstream.loopback().build());

    @AfterEach
    void stop() {
        caller.shutdownNow();
        assertThat(transport.watchdog().watched()).isZero();
        transport.close();
    }

    private RawServer serverThatSays(String start) throws Exception {
        return new RawServer((socket, number) -> {
            RawServer.readRequest(socket);
            RawServer.write(socket, start);
            arrived.countDown();
            RawServer.awaitClose(socket);
            closed.countDown();
        });
    }

    private ProviderCall call(RawServer server) {
        return new Upstream.PlainClient(transport).newCall(Upstream.request(Upstream.channel(server.port()), true));
    }

    private <T> void assertEndedSoon(Future<T> running) {
        assertThatThrownBy(() -> running.get(SOON_MILLIS, TimeUnit.MILLISECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.ENDED));
    }

    @Test
    void whileItWaitsForHeaders() throws Exception {
        try (RawServer server = serverThatSays("")) {
            ProviderCall call = call(server);
            Future<ProviderResponse> running = caller.submit(call::execute);
            arrived.await();

            call.cancel();

            assertEndedSoon(running);
            assertThat(closed.await(SOON_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
        }
    }

    @Test
    void whileItReadsTheBody() throws Exception {
        try (RawServer server = serverThatSays("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")) {
            ProviderCall call = call(server);
            ProviderResponse response = call.execute();
            assertThat(response.read(new byte[16], 0, 16)).isEqualTo(5);
            Future<Integer> running = reading(response);

            call.cancel();

            assertEndedSoon(running);
            assertThat(closed.await(SOON_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
            response.close();
        }
    }

    @Test
    void byClosingTheAnswerWhileItIsRead() throws Exception {
        try (RawServer server = serverThatSays("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")) {
            ProviderResponse response = call(server).execute();
            assertThat(response.read(new byte[16], 0, 16)).isEqualTo(5);
            Future<Integer> running = reading(response);

            response.close();
            response.close();

            assertEndedSoon(running);
            assertThat(closed.await(SOON_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
        }
    }

    /** Reads on another thread, and returns when that thread waits for the socket. */
    private Future<Integer> reading(ProviderResponse response) {
        AtomicReference<Thread> reader = new AtomicReference<>();
        Future<Integer> running = caller.submit(() -> {
            reader.set(Thread.currentThread());
            return response.read(new byte[16], 0, 16);
        });
        while (true) {
            Thread thread = reader.get();
            if (thread != null
                    && Arrays.stream(thread.getStackTrace())
                            .anyMatch(frame -> frame.getClassName().startsWith("sun.nio.ch."))) {
                return running;
            }
            Thread.onSpinWait();
        }
    }

    @Test
    void whileTheNameIsLookedUp() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        HttpTransport slow = new HttpTransport(Upstream.loopback()
                .resolver(host -> {
                    arrived.countDown();
                    while (true) {
                        try {
                            never.await();
                            return List.of(InetAddress.getLoopbackAddress());
                        } catch (InterruptedException e) {
                            // Like the JDK's resolver, which nobody can interrupt.
                        }
                    }
                })
                .build());
        ProviderCall call = new Upstream.PlainClient(slow)
                .newCall(Upstream.request(Upstream.channel("https://a.upstream.test", b -> b), true));
        Future<ProviderResponse> running = caller.submit(call::execute);
        arrived.await();

        call.cancel();

        assertEndedSoon(running);
        never.countDown();
    }

    @Test
    @DisplayName("interrupting the calling thread while a name is looked up ends the call as well")
    void interruptedLookup() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        HttpTransport slow = new HttpTransport(Upstream.loopback()
                .resolver(host -> {
                    arrived.countDown();
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return List.of(InetAddress.getLoopbackAddress());
                })
                .build());
        ProviderCall call = new Upstream.PlainClient(slow)
                .newCall(Upstream.request(Upstream.channel("https://a.upstream.test", b -> b), true));
        AtomicReference<Exception> failure = new AtomicReference<>();
        Thread thread = new Thread(() -> {
            try {
                call.execute();
            } catch (Exception e) {
                failure.set(e);
            }
        });
        thread.start();
        arrived.await();

        thread.interrupt();

        thread.join(SOON_MILLIS);
        never.countDown();
        assertThat(failure.get())
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.ENDED));
    }

    @Test
    void whileTlsIsNegotiated() throws Exception {
        try (RawServer server = new RawServer((socket, number) -> {
            socket.getInputStream().read();
            arrived.countDown();
            RawServer.awaitClose(socket);
            closed.countDown();
        })) {
            ProviderCall call = new Upstream.PlainClient(transport)
                    .newCall(Upstream.request(Upstream.channel("https://127.0.0.1:" + server.port(), b -> b), true));
            Future<ProviderResponse> running = caller.submit(call::execute);
            arrived.await();

            call.cancel();

            assertEndedSoon(running);
            assertThat(closed.await(SOON_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
        }
    }

    @Test
    void beforeItRuns() throws Exception {
        try (RawServer server = serverThatSays("")) {
            ProviderCall call = call(server);
            call.cancel();
            call.cancel();

            assertThatThrownBy(call::execute)
                    .isInstanceOfSatisfying(
                            ProviderException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.ENDED));
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void notAfterTheLastByte() throws Exception {
        try (RawServer server = new RawServer((socket, number) -> {
            while (true) {
                RawServer.readRequest(socket);
                RawServer.answer(socket, "{}");
            }
        })) {
            ProviderCall first = call(server);
            try (ProviderResponse response = first.execute()) {
                Upstream.readAll(response);
            }
            first.cancel();

            try (ProviderResponse response = call(server).execute()) {
                assertThat(Upstream.text(response)).isEqualTo("{}");
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    @DisplayName("closing an answer before its end closes the connection instead of reading on")
    void closingEarlyDrainsNothing() throws Exception {
        try (RawServer server = new RawServer((socket, number) -> {
            while (true) {
                RawServer.readRequest(socket);
                RawServer.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nwhole\r\n0\r\n\r\n");
            }
        })) {
            ProviderResponse response = call(server).execute();
            assertThat(response.read(new byte[1], 0, 1)).isEqualTo(1);
            response.close();

            try (ProviderResponse next = call(server).execute()) {
                assertThat(Upstream.text(next)).isEqualTo("whole");
            }
            assertThat(server.connections()).isEqualTo(2);
        }
    }
}
