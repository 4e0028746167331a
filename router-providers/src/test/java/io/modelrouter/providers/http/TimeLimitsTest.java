package io.modelrouter.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Timeouts;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.provider.ProviderResponse;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A limit that passes ends the exchange as TIMEOUT, names itself and closes the connection")
@Timeout(60)
class TimeLimitsTest {
    private static final Duration SHORT = Duration.ofMillis(120);

    private final CountDownLatch closed = new CountDownLatch(1);
    private HttpTransport transport = new HttpTransport(Upstream.loopback().build());

    @AfterEach
    void stop() {
        assertThat(transport.watchdog().watched()).isZero();
        transport.close();
    }

    private ProviderResponse execute(String url, Timeouts timeouts, boolean stream) throws ProviderException {
        Channel channel = Upstream.channel(url, b -> b.timeouts(timeouts));
        return new Upstream.PlainClient(transport)
                .newCall(Upstream.request(channel, stream))
                .execute();
    }

    private static void assertTimesOut(ThrowingCallable action, String words) {
        ProviderException failure = catchThrowableOfType(ProviderException.class, action);
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
        assertThat(failure).hasMessageEndingWith(words).hasMessageStartingWith("127.0.0.1: ");
    }

    private RawServer silentAfterRequest(String start) throws Exception {
        return new RawServer((socket, number) -> {
            try {
                RawServer.readRequest(socket);
                RawServer.write(socket, start);
                RawServer.awaitClose(socket);
            } finally {
                // On a busy machine the limit may pass before the request was read.
                closed.countDown();
            }
        });
    }

    private void assertClosed() throws Exception {
        assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void connectCoversTheTlsHandshake() throws Exception {
        try (RawServer server = new RawServer((socket, number) -> {
            RawServer.awaitClose(socket);
            closed.countDown();
        })) {
            Timeouts timeouts = Upstream.timeouts(t -> t.connect = SHORT);
            assertTimesOut(
                    () -> execute("https://127.0.0.1:" + server.port(), timeouts, false),
                    "no connection within 120 ms (timeout connect)");
            assertClosed();
        }
    }

    @Test
    void connectCoversAHostThatDropsEverything() throws Exception {
        List<Socket> fillers = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            boolean isFull = false;
            for (int i = 0; i < 16 && !isFull; i++) {
                Socket filler = new Socket();
                fillers.add(filler);
                try {
                    filler.connect(full.getLocalSocketAddress(), 200);
                } catch (SocketTimeoutException e) {
                    isFull = true;
                }
            }
            assumeTrue(isFull, "this system queues connections without an end");
            Timeouts timeouts = Upstream.timeouts(t -> t.connect = SHORT);
            assertTimesOut(
                    () -> execute("http://127.0.0.1:" + full.getLocalPort(), timeouts, false),
                    "no connection within 120 ms (timeout connect)");
        } finally {
            for (Socket filler : fillers) {
                filler.close();
            }
        }
    }

    @Test
    void connectCoversTheNameLookup() {
        CountDownLatch never = new CountDownLatch(1);
        transport = new HttpTransport(Upstream.loopback()
                .resolver(host -> {
                    try {
                        never.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return List.of(InetAddress.getLoopbackAddress());
                })
                .build());
        Timeouts timeouts = Upstream.timeouts(t -> t.connect = SHORT);

        ProviderException failure = catchThrowableOfType(
                ProviderException.class, () -> execute("https://slow.upstream.test", timeouts, false));

        assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
        assertThat(failure).hasMessage("slow.upstream.test: no connection within 120 ms (timeout connect)");
    }

    @Test
    void writeIsAboutProgress() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (RawServer server = new RawServer((socket, number) -> done.await())) {
            Channel channel = Upstream.channel(
                    "http://127.0.0.1:" + server.port(), b -> b.timeouts(Upstream.timeouts(t -> t.write = SHORT)));
            ProviderRequest request = Upstream.request(channel, false, new byte[64 << 20]);
            assertTimesOut(
                    () -> new Upstream.PlainClient(transport).newCall(request).execute(),
                    "the request was not taken within 120 ms (timeout write)");
            done.countDown();
        }
    }

    @Test
    void firstByteOfAStream() throws Exception {
        try (RawServer server = silentAfterRequest("")) {
            Timeouts timeouts = Upstream.timeouts(t -> t.firstByte = SHORT);
            assertTimesOut(
                    () -> execute("http://127.0.0.1:" + server.port(), timeouts, true),
                    "no answer began within 120 ms (timeout first-byte)");
            assertClosed();
        }
    }

    @Test
    void aWholeAnswerHasItsTotalForTheFirstByte() throws Exception {
        try (RawServer server = silentAfterRequest("")) {
            Timeouts timeouts = Upstream.timeouts(t -> {
                t.firstByte = Duration.ofMillis(1);
                t.idle = Duration.ofMillis(1);
                t.total = SHORT;
            });
            assertTimesOut(
                    () -> execute("http://127.0.0.1:" + server.port(), timeouts, false),
                    "the answer was not complete within 120 ms (timeout total)");
            assertClosed();
        }
    }

    @Test
    void idleIsSilenceBetweenTheBytesOfAStream() throws Exception {
        try (RawServer server =
                silentAfterRequest("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")) {
            Timeouts timeouts = Upstream.timeouts(t -> t.idle = SHORT);
            try (ProviderResponse response = execute("http://127.0.0.1:" + server.port(), timeouts, true)) {
                assertThat(response.read(new byte[16], 0, 16)).isEqualTo(5);
                assertTimesOut(
                        () -> response.read(new byte[16], 0, 16),
                        "the stream went silent, nothing came within 120 ms (timeout idle)");
                assertClosed();
            }
        }
    }

    @Test
    void totalOfAWholeAnswerCoversItsBody() throws Exception {
        try (RawServer server = silentAfterRequest("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello")) {
            Timeouts timeouts = Upstream.timeouts(t -> t.total = SHORT);
            try (ProviderResponse response = execute("http://127.0.0.1:" + server.port(), timeouts, false)) {
                assertTimesOut(
                        () -> Upstream.readAll(response), "the answer was not complete within 120 ms (timeout total)");
                assertClosed();
            }
        }
    }

    @Test
    void streamTotalEndsAStreamThatNeverStops() throws Exception {
        try (RawServer server = new RawServer((socket, number) -> {
            RawServer.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            try {
                while (true) {
                    RawServer.write(socket, "5\r\nhello\r\n");
                }
            } finally {
                closed.countDown();
            }
        })) {
            Timeouts timeouts = Upstream.timeouts(t -> t.streamTotal = SHORT);
            try (ProviderResponse response = execute("http://127.0.0.1:" + server.port(), timeouts, true)) {
                assertTimesOut(
                        () -> {
                            byte[] buffer = new byte[8192];
                            while (response.read(buffer, 0, buffer.length) >= 0) {
                                // On and on.
                            }
                        },
                        "the stream did not end within 120 ms (timeout stream-total)");
                assertClosed();
            }
        }
    }

    @Test
    @Tag("R2.6")
    void theCallsDeadlineBoundsThemAll() throws Exception {
        try (RawServer server = silentAfterRequest("")) {
            ProviderRequest plain = Upstream.request(Upstream.channel(server.port()), true);
            assertTimesOut(
                    () -> new Upstream.PlainClient(transport)
                            .newCall(withDeadline(plain, SHORT))
                            .execute(),
                    "the call's deadline passed");
            assertClosed();
        }
    }

    @Test
    @Tag("R2.6")
    void aDeadlineThatHasPassedSendsNothing() throws Exception {
        try (RawServer server = silentAfterRequest("")) {
            ProviderRequest plain = Upstream.request(Upstream.channel(server.port()), true);
            assertTimesOut(
                    () -> new Upstream.PlainClient(transport)
                            .newCall(withDeadline(plain, Duration.ofSeconds(-1)))
                            .execute(),
                    "the call's deadline passed");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void aDeadlineOfAThousandYearsIsNone() throws Exception {
        try (RawServer server = new RawServer((socket, number) -> {
            RawServer.readRequest(socket);
            RawServer.answer(socket, "{}");
        })) {
            ProviderRequest request =
                    withDeadline(Upstream.request(Upstream.channel(server.port()), false), Duration.ofDays(365_000));
            try (ProviderResponse response =
                    new Upstream.PlainClient(transport).newCall(request).execute()) {
                assertThat(Upstream.text(response)).isEqualTo("{}");
            }
        }
    }

    private static ProviderRequest withDeadline(ProviderRequest request, Duration deadline) {
        return new ProviderRequest(
                request.channel(),
                request.key(),
                request.dialect(),
                request.model(),
                request.stream(),
                request.sseFraming(),
                request.body(),
                Map.of(),
                deadline);
    }
}
