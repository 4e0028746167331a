package io.modelrouter.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.channel.Channel;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.provider.ProviderResponse;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import okio.GzipSink;
import okio.Okio;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("One exchange")
class ExchangeTest {
    private final MockWebServer server = new MockWebServer();
    private final HttpTransport transport =
            new HttpTransport(Upstream.loopback().build());
    private final Upstream.PlainClient client = new Upstream.PlainClient(transport);

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        assertThat(transport.watchdog().watched()).isZero();
        transport.close();
        server.close();
    }

    private ProviderResponse execute(boolean stream) throws ProviderException {
        return client.newCall(Upstream.request(Upstream.channel(server.getPort()), stream))
                .execute();
    }

    private static MockResponse ok(String body) {
        return new MockResponse.Builder().body(body).build();
    }

    @Test
    void sendsTheBodyAsItIsWithItsLength() throws Exception {
        server.enqueue(ok("{\"ok\":true}"));
        byte[] body = "{ \"a\": 1.0,\t\"b\":\"é\" }".getBytes(StandardCharsets.UTF_8);
        WireBody sliced = WireBody.builder()
                .add(body, 0, 3)
                .add(body, 3, 4)
                .add(body, 4, body.length)
                .build();
        ProviderRequest plain = Upstream.request(Upstream.channel(server.getPort()), false);
        ProviderRequest request = new ProviderRequest(
                plain.channel(),
                plain.key(),
                plain.dialect(),
                plain.model(),
                false,
                true,
                sliced,
                Map.of(),
                plain.deadline());

        try (ProviderResponse response = client.newCall(request).execute()) {
            assertThat(response.status()).isEqualTo(200);
            assertThat(Upstream.text(response)).isEqualTo("{\"ok\":true}");
        }

        RecordedRequest recorded = server.takeRequest();
        assertThat(recorded.getRequestLine()).isEqualTo("POST /v1/chat HTTP/1.1");
        assertThat(recorded.getBody().toByteArray()).isEqualTo(body);
        assertThat(recorded.getHeaders().get("content-length")).isEqualTo("" + body.length);
        assertThat(recorded.getChunkSizes()).isNullOrEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 8191, 8192, 8193, 100_000, 3_000_000})
    void sendsAndReadsBodiesOfAnySize(int size) throws Exception {
        byte[] body = new byte[size];
        for (int i = 0; i < size; i++) {
            body[i] = (byte) ('a' + i % 26);
        }
        server.enqueue(new MockResponse.Builder().body(new Buffer().write(body)).build());

        ProviderRequest request = Upstream.request(Upstream.channel(server.getPort()), false, body);
        try (ProviderResponse response = client.newCall(request).execute()) {
            assertThat(Upstream.readAll(response)).isEqualTo(body);
        }

        assertThat(server.takeRequest().getBody().toByteArray()).isEqualTo(body);
    }

    @Test
    void sendsItsOwnTheCallersAndTheChannelsHeaders() throws Exception {
        server.enqueue(ok("{}"));
        Channel channel = Upstream.channel(
                "http://127.0.0.1:" + server.getPort(),
                b -> b.header("X-Team", "search").header("x-both", "channel"));
        ProviderRequest request = new ProviderRequest(
                channel,
                Upstream.request(channel, false).key(),
                Dialect.OPENAI_CHAT,
                "m",
                false,
                true,
                WireBody.of(new byte[] {'{', '}'}),
                Map.of("x-router-hops", "1", "x-both", "caller", "Authorization", "Bearer stolen", "cookie", "a=b"),
                Duration.ofSeconds(30));

        client.newCall(request).execute().close();

        RecordedRequest recorded = server.takeRequest();
        Set<String> names = new HashSet<>(recorded.getHeaders().toMultimap().keySet());
        assertThat(names)
                .containsExactlyInAnyOrder(
                        "content-type",
                        "accept",
                        "user-agent",
                        "authorization",
                        "x-router-hops",
                        "x-both",
                        "x-team",
                        "host",
                        "content-length",
                        "connection",
                        "accept-encoding");
        assertThat(recorded.getHeaders().get("content-type")).isEqualTo("application/json");
        assertThat(recorded.getHeaders().get("accept")).isEqualTo("application/json");
        assertThat(recorded.getHeaders().get("user-agent")).isEqualTo("modelrouter/0.1");
        assertThat(recorded.getHeaders().values("authorization")).containsExactly("Bearer sk-canary-0123456789");
        assertThat(recorded.getHeaders().get("x-router-hops")).isEqualTo("1");
        assertThat(recorded.getHeaders().values("x-both")).containsExactly("channel");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nx-evil: 1", "a\nb", "a\0b", "a\u007fb", "snow\u2603"})
    void refusesAHeaderValueThatCouldSplitTheRequest(String value) {
        Channel channel = Upstream.channel(server.getPort());
        ProviderRequest request = new ProviderRequest(
                channel,
                null,
                Dialect.OPENAI_CHAT,
                "m",
                false,
                true,
                WireBody.of(new byte[0]),
                Map.of("x-router-hops", value),
                Duration.ofSeconds(30));

        ProviderCall call = client.newCall(request);

        assertThatThrownBy(call::execute)
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CALLER))
                .hasMessage("the header x-router-hops has a character no header can carry");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void sendsNoAuthorizationWithoutAKey() throws Exception {
        server.enqueue(ok("{}"));
        ProviderRequest keyed = Upstream.request(Upstream.channel(server.getPort()), false);
        ProviderRequest request = new ProviderRequest(
                keyed.channel(), null, keyed.dialect(), "m", false, true, keyed.body(), Map.of(), keyed.deadline());

        client.newCall(request).execute().close();

        assertThat(server.takeRequest().getHeaders().get("authorization")).isNull();
    }

    @Test
    @Tag("R5.1")
    void takesGzipForWholeAnswersAndUndoesIt() throws Exception {
        server.enqueue(gzipped("{\"text\":\"hello\"}"));

        try (ProviderResponse response = execute(false)) {
            assertThat(Upstream.text(response)).isEqualTo("{\"text\":\"hello\"}");
            assertThat(response.headers().first("content-encoding")).isEmpty();
            assertThat(response.headers().first("content-length")).isEmpty();
            assertThat(response.headers().first("x-kept")).contains("yes");
        }

        assertThat(server.takeRequest().getHeaders().get("accept-encoding")).isEqualTo("gzip");
    }

    @Test
    @Tag("R5.1")
    void asksForStreamsUncompressed() throws Exception {
        server.enqueue(ok("data: {}\n\n"));

        try (ProviderResponse response = execute(true)) {
            assertThat(Upstream.text(response)).isEqualTo("data: {}\n\n");
        }

        RecordedRequest recorded = server.takeRequest();
        assertThat(recorded.getHeaders().values("accept-encoding")).containsExactly("identity");
        assertThat(recorded.getHeaders().get("accept")).isEqualTo("text/event-stream");
    }

    @Test
    void undoesGzipOfAStreamThatWasCompressedAllTheSame() throws Exception {
        server.enqueue(gzipped("data: {}\n\n"));

        try (ProviderResponse response = execute(true)) {
            assertThat(Upstream.text(response)).isEqualTo("data: {}\n\n");
            assertThat(response.headers().first("content-encoding")).isEmpty();
        }
    }

    @Test
    void refusesACodingItCannotUndo() {
        server.enqueue(new MockResponse.Builder()
                .body("zzz")
                .setHeader("content-encoding", "zstd")
                .build());

        assertThatThrownBy(() -> execute(true))
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.TRANSIENT));
    }

    private static MockResponse gzipped(String text) throws Exception {
        Buffer body = new Buffer();
        try (var gzip = Okio.buffer(new GzipSink(body))) {
            gzip.writeUtf8(text);
        }
        return new MockResponse.Builder()
                .body(body)
                .setHeader("content-encoding", "gzip")
                .setHeader("x-kept", "yes")
                .build();
    }

    @ParameterizedTest
    @Tag("R5.2")
    @CsvSource({
        "503, retry-after, 0",
        "408, x-none, x",
        "401, www-authenticate, Basic realm=x",
        "421, x-none, x",
        "500, x-none, x",
        "429, retry-after, 0"
    })
    void repeatsNothing(int status, String header, String value) throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .setHeader(header, value)
                .body("{\"error\":{}}")
                .build());

        try (ProviderResponse response = execute(false)) {
            assertThat(response.status()).isEqualTo(status);
            assertThat(Upstream.text(response)).isEqualTo("{\"error\":{}}");
        }

        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @Tag("R5.2")
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void followsNoRedirect(int status) throws Exception {
        server.enqueue(new MockResponse.Builder()
                .code(status)
                .setHeader("location", server.url("/elsewhere").toString())
                .build());

        try (ProviderResponse response = execute(false)) {
            assertThat(response.status()).isEqualTo(status);
        }

        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void keepsNoCookies() throws Exception {
        server.enqueue(new MockResponse.Builder()
                .setHeader("set-cookie", "a=b; path=/")
                .body("{}")
                .build());
        server.enqueue(ok("{}"));

        Upstream.text(execute(false));
        Upstream.text(execute(false));

        server.takeRequest();
        assertThat(server.takeRequest().getHeaders().get("cookie")).isNull();
    }

    @Test
    void meetsAnOverlongRetryAfterWithAPlainFailure() {
        server.enqueue(new MockResponse.Builder()
                .code(503)
                .setHeader("retry-after", "99999999999999999999")
                .build());

        assertThatThrownBy(() -> execute(false))
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.TRANSIENT));
    }

    @Test
    void isUsedOnce() throws Exception {
        server.enqueue(ok("{}"));
        ProviderCall call = client.newCall(Upstream.request(Upstream.channel(server.getPort()), false));
        call.execute().close();

        assertThatThrownBy(call::execute).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void answersAfterTheEndWithTheEnd() throws Exception {
        server.enqueue(ok("abc"));
        try (ProviderResponse response = execute(false)) {
            assertThat(Upstream.text(response)).isEqualTo("abc");
            assertThat(response.read(new byte[8], 0, 8)).isEqualTo(-1);
            assertThat(response.read(new byte[8], 8, 0)).isZero();
            response.close();
            assertThatThrownBy(() -> response.read(new byte[8], 0, 8))
                    .isInstanceOfSatisfying(
                            ProviderException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.ENDED));
        }
    }

    @Test
    @Tag("R5.2")
    void runsSixtyFourAtOnceAndUsesTheirConnectionsAgain() throws Exception {
        int calls = 64;
        CountDownLatch[] allIn = {new CountDownLatch(calls), new CountDownLatch(calls)};
        server.setDispatcher(new Dispatcher() {
            @Override
            public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
                int wave = Integer.parseInt(request.getHeaders().get("x-router-hops"));
                allIn[wave].countDown();
                if (!allIn[wave].await(30, TimeUnit.SECONDS)) {
                    return new MockResponse.Builder().code(500).build();
                }
                return new MockResponse.Builder().chunkedBody("{\"ok\":1}", 3).build();
            }
        });
        Channel channel = Upstream.channel(server.getPort());
        ExecutorService threads = Executors.newFixedThreadPool(calls);
        try {
            for (int wave = 0; wave < 2; wave++) {
                String number = "" + wave;
                List<Future<Integer>> statuses = new ArrayList<>();
                for (int i = 0; i < calls; i++) {
                    statuses.add(threads.submit(() -> {
                        ProviderRequest plain = Upstream.request(channel, false);
                        ProviderRequest request = new ProviderRequest(
                                channel,
                                plain.key(),
                                plain.dialect(),
                                "m",
                                false,
                                true,
                                plain.body(),
                                Map.of("x-router-hops", number),
                                plain.deadline());
                        try (ProviderResponse response = client.newCall(request).execute()) {
                            Upstream.readAll(response);
                            return response.status();
                        }
                    }));
                }
                for (Future<Integer> status : statuses) {
                    assertThat(status.get(60, TimeUnit.SECONDS)).isEqualTo(200);
                }
            }
        } finally {
            threads.shutdownNow();
        }
        Set<Integer> connections = new HashSet<>();
        for (int i = 0; i < 2 * calls; i++) {
            connections.add(server.takeRequest().getConnectionIndex());
        }
        assertThat(connections).hasSize(calls);
        assertThat(transport.client().connectionPool().connectionCount()).isEqualTo(calls);
    }
}
