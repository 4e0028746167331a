package io.modelrouter.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.provider.ProviderResponse;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A connection that breaks")
@Tag("R2.2")
@Timeout(60)
class BrokenConnectionTest {
    private HttpTransport transport = new HttpTransport(Upstream.loopback().build());

    @AfterEach
    void stop() {
        assertThat(transport.watchdog().watched()).isZero();
        transport.close();
    }

    private ProviderResponse execute(int port) throws ProviderException {
        return new Upstream.PlainClient(transport)
                .newCall(Upstream.request(Upstream.channel(port), false))
                .execute();
    }

    private ProviderException failureOf(int port) {
        ProviderException failure = catchThrowableOfType(
                ProviderException.class, () -> execute(port).close());
        assertThat(failure).isNotNull();
        return failure;
    }

    private static void reset(Socket socket) throws Exception {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Test
    void refusedIsAConnectionFailure() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }

        ProviderException failure = failureOf(port);

        assertThat(failure.kind()).isEqualTo(FailureKind.CONNECTION);
        assertThat(failure).hasMessage("127.0.0.1: the connection was refused or found no way");
    }

    @Test
    void anUnknownNameIsAConnectionFailure() {
        transport = new HttpTransport(Upstream.loopback()
                .resolver(host -> {
                    throw new UnknownHostException(host);
                })
                .build());

        ProviderException failure = catchThrowableOfType(
                ProviderException.class,
                () -> new Upstream.PlainClient(transport)
                        .newCall(Upstream.request(Upstream.channel("https://gone.upstream.test", b -> b), false))
                        .execute());

        assertThat(failure.kind()).isEqualTo(FailureKind.CONNECTION);
        assertThat(failure).hasMessage("gone.upstream.test: the name was not found");
    }

    @Test
    void tlsThatIsNoneIsAConnectionFailure() throws Exception {
        try (RawServer server =
                new RawServer((socket, number) -> RawServer.write(socket, "HTTP/1.1 400 Bad Request\r\n\r\n"))) {
            ProviderException failure = catchThrowableOfType(
                    ProviderException.class,
                    () -> new Upstream.PlainClient(transport)
                            .newCall(Upstream.request(
                                    Upstream.channel("https://127.0.0.1:" + server.port(), b -> b), false))
                            .execute());

            assertThat(failure.kind()).isEqualTo(FailureKind.CONNECTION);
            assertThat(failure).hasMessage("127.0.0.1: TLS failed");
        }
    }

    @Test
    void aResetBeforeHeadersIsToldApartAndTheRequestIsSentOnce() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (RawServer server = new RawServer((socket, number) -> {
            RawServer.readRequest(socket);
            requests.incrementAndGet();
            reset(socket);
        })) {
            ProviderException failure = failureOf(server.port());

            assertThat(failure.kind()).isEqualTo(FailureKind.RESET);
            assertThat(failure).hasMessage("127.0.0.1: the connection was closed before an answer came");
            assertThat(requests).hasValue(1);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "HTTP/1.1 200 OK\r\nContent-Le"})
    void aCloseBeforeTheHeadersEndIsAResetAsWell(String start) throws Exception {
        try (RawServer server = new RawServer((socket, number) -> {
            RawServer.readRequest(socket);
            RawServer.write(socket, start);
        })) {
            assertThat(failureOf(server.port()).kind()).isEqualTo(FailureKind.RESET);
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aHalfCloseAfterTheRequestIsOneAsWell() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (RawServer server = new RawServer((socket, number) -> {
            RawServer.readRequest(socket);
            socket.shutdownOutput();
            done.await();
        })) {
            assertThat(failureOf(server.port()).kind()).isEqualTo(FailureKind.RESET);
            done.countDown();
        }
    }

    @Test
    void anAnswerThatIsNoHttpIsTransientAndNotRepeatedInTheMessage() throws Exception {
        try (RawServer server = new RawServer((socket, number) -> {
            RawServer.readRequest(socket);
            RawServer.write(socket, "SSH-2.0-canary_banner\r\n\r\n");
        })) {
            ProviderException failure = failureOf(server.port());

            assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
            assertThat(failure)
                    .hasMessage("127.0.0.1: the answer was not valid HTTP")
                    .hasNoCause();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 10\r\n\r\nhello",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\ncanary",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n-5\r\n"
            })
    void aBodyThatBreaksOffIsTransientAfterWhatCame(String rest) throws Exception {
        try (RawServer server = new RawServer((socket, number) -> {
            RawServer.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\n" + rest);
        })) {
            try (ProviderResponse response = execute(server.port())) {
                byte[] buffer = new byte[5];
                int count = response.read(buffer, 0, 5);
                assertThat(new String(buffer, 0, count)).isEqualTo("hello");

                ProviderException failure =
                        catchThrowableOfType(ProviderException.class, () -> response.read(new byte[16], 0, 16));

                assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
                assertThat(failure)
                        .hasMessage("127.0.0.1: the answer broke off")
                        .hasNoCause();
            }
        }
    }

    @Test
    void aResetInsideTheBodyIsTransient() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        try (RawServer server = new RawServer((socket, number) -> {
            RawServer.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
            read.await();
            reset(socket);
        })) {
            try (ProviderResponse response = execute(server.port())) {
                assertThat(response.read(new byte[5], 0, 5)).isEqualTo(5);
                read.countDown();

                ProviderException failure =
                        catchThrowableOfType(ProviderException.class, () -> response.read(new byte[16], 0, 16));

                assertThat(failure.kind()).isEqualTo(FailureKind.TRANSIENT);
            }
        }
    }

    @Test
    void anAnswerWithoutLengthEndsWithTheConnection() throws Exception {
        try (RawServer server = new RawServer((socket, number) -> {
            RawServer.readRequest(socket);
            RawServer.write(socket, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
        })) {
            try (ProviderResponse response = execute(server.port())) {
                assertThat(Upstream.text(response)).isEqualTo("hello");
            }
        }
    }

    @Test
    void aRefusalBeforeTheWholeBodyIsSentIsRead() throws Exception {
        CountDownLatch done = new CountDownLatch(1);
        try (RawServer server = new RawServer((socket, number) -> {
            RawServer.readHead(socket.getInputStream());
            RawServer.write(socket, "HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}");
            socket.shutdownInput();
            socket.shutdownOutput();
            done.await();
        })) {
            ProviderRequest request = Upstream.request(Upstream.channel(server.port()), false, new byte[200_000]);
            try (ProviderResponse response =
                    new Upstream.PlainClient(transport).newCall(request).execute()) {
                assertThat(response.status()).isEqualTo(413);
                assertThat(Upstream.text(response)).isEqualTo("{}");
            }
            done.countDown();
        }
    }

    @Test
    @DisplayName(
            "that the upstream closed while it rested is found before anything is written, and another one is taken")
    @Tag("R5.2")
    void deadPooledConnectionsAreNotUsed() throws Exception {
        transport = new HttpTransport(Upstream.loopback().build(), Duration.ZERO, client -> {});
        AtomicInteger requests = new AtomicInteger();
        CountDownLatch closed = new CountDownLatch(1);
        try (RawServer server = new RawServer((socket, number) -> {
            do {
                RawServer.readRequest(socket);
                requests.incrementAndGet();
                RawServer.answer(socket, "{}");
            } while (number > 0);
            socket.shutdownOutput();
            closed.countDown();
            RawServer.awaitClose(socket);
        })) {
            try (ProviderResponse response = execute(server.port())) {
                Upstream.readAll(response);
            }
            closed.await();

            for (int i = 0; i < 3; i++) {
                try (ProviderResponse response = execute(server.port())) {
                    assertThat(Upstream.text(response)).isEqualTo("{}");
                }
            }

            assertThat(requests).hasValue(4);
            assertThat(server.connections()).isEqualTo(2);
        }
    }

    @Test
    @DisplayName("in the moment a request is written on it again is a connection failure for the router to judge")
    @Tag("R5.2")
    void aPooledConnectionThatDiesUnderTheRequestIsNotRepeated() throws Exception {
        AtomicInteger requests = new AtomicInteger();
        try (RawServer server = new RawServer((socket, number) -> {
            RawServer.readRequest(socket);
            requests.incrementAndGet();
            RawServer.answer(socket, "{}");
            RawServer.readRequest(socket);
            requests.incrementAndGet();
        })) {
            try (ProviderResponse response = execute(server.port())) {
                Upstream.readAll(response);
            }

            assertThat(failureOf(server.port()).kind()).isEqualTo(FailureKind.RESET);
            assertThat(requests).hasValue(2);
            assertThat(server.connections()).isEqualTo(1);
        }
    }
}
