package io.modelrouter.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ProxySettings;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okhttp3.Connection;
import okhttp3.Protocol;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A connection")
@Timeout(60)
class ConnectionTest {
    private final MockWebServer server = new MockWebServer();
    private final List<Boolean> noDelay = new CopyOnWriteArrayList<>();
    private final List<Protocol> protocols = new CopyOnWriteArrayList<>();
    private final HttpTransport transport = new HttpTransport(
            Upstream.loopback()
                    .tls(TestTls.instance().socketFactory, TestTls.instance().trustManager)
                    .resolver(host -> List.of(InetAddress.getLoopbackAddress()))
                    .build(),
            Duration.ofSeconds(1),
            client -> client.addNetworkInterceptor(chain -> {
                Connection connection = chain.connection();
                if (connection == null) {
                    throw new IOException("no connection");
                }
                noDelay.add(connection.socket().getTcpNoDelay());
                protocols.add(connection.protocol());
                return chain.proceed(chain.request());
            }));
    private final Upstream.PlainClient client = new Upstream.PlainClient(transport);

    /** The ways a connection is made. */
    enum Way {
        PLAIN,
        TLS,
        HTTP_2,
        HTTP_PROXY,
        SOCKS
    }

    @BeforeEach
    void answer() {
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) {
                return new MockResponse.Builder()
                        .body("" + request.getBodySize())
                        .build();
            }
        });
    }

    @AfterEach
    void stop() {
        assertThat(transport.watchdog().watched()).isZero();
        transport.close();
        server.close();
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    @DisplayName("has TCP_NODELAY whichever way it is made, and carries bodies of 10 KB and 100 KB")
    void hasNoDelay(Way way) throws Exception {
        if (way != Way.PLAIN) {
            server.useHttps(TestTls.instance().socketFactory);
            server.setProtocols(
                    way == Way.HTTP_2 ? List.of(Protocol.HTTP_2, Protocol.HTTP_1_1) : List.of(Protocol.HTTP_1_1));
        }
        server.start();
        try (TestProxies.HttpProxy http = new TestProxies.HttpProxy(server.getPort(), null);
                TestProxies.SocksProxy socks = new TestProxies.SocksProxy(server.getPort(), false, 0)) {
            UnaryOperator<Channel.Builder> proxied = channel -> way == Way.HTTP_PROXY
                    ? channel.proxy(ProxySettings.parse("http://127.0.0.1:" + http.port()))
                    : way == Way.SOCKS
                            ? channel.proxy(ProxySettings.parse("socks5://127.0.0.1:" + socks.port()))
                            : channel;
            Channel channel = Upstream.channel(
                    (way == Way.PLAIN ? "http" : "https") + "://localhost:" + server.getPort(), proxied);
            for (int size : new int[] {10_000, 100_000}) {
                try (ProviderResponse response = client.newCall(Upstream.request(channel, false, new byte[size]))
                        .execute()) {
                    assertThat(Upstream.text(response)).isEqualTo("" + size);
                }
            }
        }
        assertThat(noDelay).containsExactly(true, true);
        assertThat(protocols).containsOnly(way == Way.HTTP_2 ? Protocol.HTTP_2 : Protocol.HTTP_1_1);
        server.takeRequest();
        assertThat(server.takeRequest().getExchangeIndex()).isEqualTo(1);
    }

    @Test
    @DisplayName("of HTTP/2 carries many calls, and cancelling one leaves the others alone")
    void http2() throws Exception {
        server.useHttps(TestTls.instance().socketFactory);
        CountDownLatch arrived = new CountDownLatch(2);
        CountDownLatch go = new CountDownLatch(1);
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                if (request.getBodySize() == 1) {
                    return new MockResponse.Builder().body("first").build();
                }
                arrived.countDown();
                go.await();
                return new MockResponse.Builder().body("later").build();
            }
        });
        server.start();
        Channel channel = Upstream.channel("https://localhost:" + server.getPort(), b -> b);
        try (ProviderResponse response =
                client.newCall(Upstream.request(channel, true, new byte[1])).execute()) {
            assertThat(Upstream.text(response)).isEqualTo("first");
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<ProviderCall> calls = new ArrayList<>();
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                ProviderCall call = client.newCall(Upstream.request(channel, true, new byte[2]));
                calls.add(call);
                answers.add(threads.submit(() -> {
                    try (ProviderResponse response = call.execute()) {
                        return Upstream.text(response);
                    }
                }));
            }
            arrived.await();

            calls.get(0).cancel();

            assertThatThrownBy(() -> answers.get(0).get(10, TimeUnit.SECONDS))
                    .cause()
                    .isInstanceOfSatisfying(
                            ProviderException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.ENDED));
            go.countDown();
            assertThat(answers.get(1).get(10, TimeUnit.SECONDS)).isEqualTo("later");
        } finally {
            go.countDown();
            threads.shutdownNow();
        }
        assertThat(transport.client().connectionPool().connectionCount()).isEqualTo(1);
    }

    @Test
    void toAHostTheCertificateIsNotForIsRefused() throws Exception {
        server.useHttps(TestTls.instance().socketFactory);
        server.start();
        Channel channel = Upstream.channel("https://other.test:" + server.getPort(), b -> b);

        assertThatThrownBy(
                        () -> client.newCall(Upstream.request(channel, false)).execute())
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CONNECTION))
                .hasMessage("other.test: TLS failed");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void thatIsIdleIsClosedByTheTransport() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawServer raw = new RawServer((socket, number) -> {
            try {
                RawServer.readRequest(socket);
                RawServer.answer(socket, "{}");
                RawServer.awaitClose(socket);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            closed.countDown();
        })) {
            try (ProviderResponse response = client.newCall(Upstream.request(Upstream.channel(raw.port()), false))
                    .execute()) {
                Upstream.readAll(response);
            }

            client.close();

            assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
        }
        server.start();
    }
}
