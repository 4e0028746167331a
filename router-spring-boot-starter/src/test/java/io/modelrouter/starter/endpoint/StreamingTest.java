package io.modelrouter.starter.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.starter.RawHttp;
import io.modelrouter.starter.Samples;
import io.modelrouter.starter.TestHost;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Over a real Tomcat and plain sockets, on platform threads and, where the JDK has them, on virtual ones. */
@DisplayName("Over the wire")
class StreamingTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String KEY = "Authorization: Bearer sk-all";

    /** {@code spring.threads.virtual.enabled}, where there are such threads and nothing pins them. */
    static Stream<Boolean> threads() {
        return Runtime.version().feature() >= 24 ? Stream.of(false, true) : Stream.of(false);
    }

    private static TestHost host(boolean virtual, FakeProvider upstream, String... more) {
        List<String> settings = new ArrayList<>(List.of(more));
        settings.add("spring.threads.virtual.enabled=" + virtual);
        return TestHost.start(upstream, settings.toArray(String[]::new));
    }

    @ParameterizedTest(name = "virtual threads: {0}")
    @MethodSource("threads")
    void a_whole_answer_has_the_upstreams_bytes_and_its_length(boolean virtual) throws Exception {
        FakeAnswer answer = FakeAnswer.json(200, Samples.CLAUDE_ANSWER)
                .header("set-cookie", "a=b")
                .header("server", "them")
                .header("anthropic-ratelimit-requests-limit", "50");
        try (TestHost host = host(virtual, FakeProvider.answering(answer));
                RawHttp client = new RawHttp(host.port())) {
            RawHttp.Answer seen = client.send(RawHttp.post("/claude/v1/messages?beta=true", Samples.CLAUDE, KEY))
                    .read();

            assertThat(seen.status()).isEqualTo(200);
            assertThat(seen.text()).isEqualTo(Samples.CLAUDE_ANSWER);
            assertThat(seen.header("content-length")).contains(Integer.toString(Samples.CLAUDE_ANSWER.length()));
            assertThat(seen.header("content-type")).contains("application/json");
            assertThat(seen.header("x-router-channel")).contains("fake");
            assertThat(seen.header("x-router-attempts")).contains("1");
            assertThat(seen.header("anthropic-ratelimit-requests-limit")).contains("50");
            assertThat(seen.header("set-cookie")).isEmpty();
            assertThat(seen.header("server")).isEmpty();
            assertThat(seen.headerLines().stream().filter(line -> line.startsWith("x-request-id")))
                    .hasSize(1);
            assertThat(host.upstream.openResponses()).isZero();
        }
    }

    @ParameterizedTest(name = "virtual threads: {0}")
    @MethodSource("threads")
    void a_stream_has_the_upstreams_bytes_in_chunks_and_no_length(boolean virtual) throws Exception {
        try (TestHost host = host(virtual, FakeProvider.answering(Samples.chatStream()));
                RawHttp client = new RawHttp(host.port())) {
            for (int i = 0; i < 3; i++) {
                RawHttp.Answer seen = client.send(RawHttp.post("/v1/chat/completions", Samples.CHAT_STREAM, KEY))
                        .read();

                assertThat(seen.status()).isEqualTo(200);
                assertThat(seen.text()).isEqualTo(Samples.FIRST + Samples.HELLO + Samples.LAST + Samples.DONE);
                assertThat(seen.chunks()).hasSizeGreaterThan(1);
                assertThat(seen.header("content-type")).contains("text/event-stream");
                assertThat(seen.header("content-length")).isEmpty();
                assertThat(seen.header("cache-control")).contains("no-cache");
                assertThat(seen.header("x-accel-buffering")).contains("no");
                host.calls.awaitEnded(SOON);
            }
            assertThat(host.held("all")).isZero();
            assertThat(host.upstream.openResponses()).isZero();
        }
    }

    @ParameterizedTest(name = "virtual threads: {0}")
    @MethodSource("threads")
    void a_gemini_stream_is_an_array_unless_events_are_asked_for(boolean virtual) throws Exception {
        String array = "[" + Samples.GEMINI_ANSWER + "\n,\r\n" + Samples.GEMINI_ANSWER + "]\n";
        FakeAnswer body = FakeAnswer.json(200, array).inPiecesOf(100);
        FakeAnswer events = FakeAnswer.sse("data: " + Samples.GEMINI_ANSWER + "\r\n\r\n");
        try (TestHost host = host(virtual, FakeProvider.answering(body, events));
                RawHttp client = new RawHttp(host.port())) {
            String path = "/gemini/v1beta/models/gemini-x:streamGenerateContent";

            RawHttp.Answer first =
                    client.send(RawHttp.post(path, Samples.GEMINI, KEY)).read();
            assertThat(first.text()).isEqualTo(array);
            assertThat(first.header("content-type")).contains("application/json");
            assertThat(host.upstream.lastRequest().sseFraming()).isFalse();

            RawHttp.Answer second = client.send(RawHttp.post(path + "?alt=sse", Samples.GEMINI, KEY))
                    .read();
            assertThat(second.text()).isEqualTo("data: " + Samples.GEMINI_ANSWER + "\r\n\r\n");
            assertThat(host.upstream.lastRequest().sseFraming()).isTrue();
        }
    }

    @ParameterizedTest(name = "virtual threads: {0}")
    @MethodSource("threads")
    @Tag("R4.2")
    void a_stream_that_fails_before_its_first_content_is_an_error_with_a_status(boolean virtual) throws Exception {
        try (TestHost host = host(virtual, FakeProvider.answering(FakeAnswer.failing(FailureKind.CONNECTION)));
                RawHttp client = new RawHttp(host.port())) {
            RawHttp.Answer seen = client.send(RawHttp.post("/v1/chat/completions", Samples.CHAT_STREAM, KEY))
                    .read();

            assertThat(seen.status()).isEqualTo(502);
            assertThat(seen.header("content-type")).contains("application/json");
            assertThat(seen.text()).startsWith("{\"error\":{\"message\":");
        }
    }

    @ParameterizedTest(name = "virtual threads: {0}")
    @MethodSource("threads")
    @Tag("R4.2")
    void a_stream_that_breaks_off_ends_with_an_error_and_without_done(boolean virtual) throws Exception {
        FakeAnswer broken = FakeAnswer.sse(Samples.FIRST, Samples.HELLO).thenFailing(FailureKind.CONNECTION);
        try (TestHost host = host(virtual, FakeProvider.answering(broken));
                RawHttp client = new RawHttp(host.port())) {
            RawHttp.Answer seen = client.send(RawHttp.post("/v1/chat/completions", Samples.CHAT_STREAM, KEY))
                    .read();

            assertThat(seen.status()).isEqualTo(200);
            assertThat(seen.text())
                    .startsWith(Samples.FIRST + Samples.HELLO)
                    .contains("data: {\"error\":")
                    .doesNotContain("[DONE]");
        }
    }

    @ParameterizedTest(name = "virtual threads: {0}")
    @MethodSource("threads")
    @Tag("R4.4")
    @Tag("R1.7")
    void a_client_that_hangs_up_in_a_stream_ends_the_upstream_call_and_the_hold(boolean virtual) throws Exception {
        FakeAnswer endless = FakeAnswer.sse(Samples.FIRST, Samples.HELLO).thenSilent();
        try (TestHost host = host(virtual, FakeProvider.answering(endless), "model-router.heartbeat=100ms")) {
            RawHttp client = new RawHttp(host.port());
            client.send(RawHttp.post("/v1/chat/completions", Samples.CHAT_STREAM, KEY))
                    .readHead();
            client.chunk();
            client.reset();

            host.upstream.awaitCancelled(SOON);
            host.calls.awaitEnded(SOON);
            assertThat(host.calls.record().error()).isEqualTo(RouterErrorCode.CANCELLED);
            assertThat(host.held("all")).isZero();
        }
    }

    @ParameterizedTest(name = "virtual threads: {0}")
    @MethodSource("threads")
    @Tag("R4.5")
    void a_silent_stream_gets_heartbeats(boolean virtual) throws Exception {
        FakeAnswer silent = FakeAnswer.sse(Samples.FIRST, Samples.HELLO).thenSilent();
        try (TestHost host = host(virtual, FakeProvider.answering(silent), "model-router.heartbeat=100ms");
                RawHttp client = new RawHttp(host.port())) {
            client.send(RawHttp.post("/v1/chat/completions", Samples.CHAT_STREAM, KEY))
                    .readHead();
            StringBuilder seen = new StringBuilder();
            while (!seen.toString().matches("(?s).*\n:[^\n]*\n\n:[^\n]*\n\n")) {
                byte[] chunk = client.chunk();
                assertThat(chunk).isNotEmpty();
                seen.append(new String(chunk, StandardCharsets.UTF_8));
            }
            assertThat(seen.toString()).startsWith(Samples.FIRST + Samples.HELLO + ":");
        }
    }

    @Test
    void what_goes_on_is_the_clients_own_body_and_the_protocols_own_headers() throws Exception {
        String body =
                "{ \"model\" : \"claude-x\",\"max_tokens\":9, \"unknown\":[0.10,null,\"\\u00e9\"],\"messages\":[]}\n";
        try (TestHost host = TestHost.start(FakeProvider.answering(FakeAnswer.json(200, Samples.CLAUDE_ANSWER)));
                RawHttp client = new RawHttp(host.port())) {
            client.send(RawHttp.post(
                            "/v1/messages",
                            body,
                            "x-api-key: sk-all",
                            "Anthropic-Version: 2023-06-01",
                            "anthropic-beta: one,two",
                            "anthropic-beta: three",
                            "anthropic-dangerous-direct-browser-access: true",
                            "Cookie: a=b",
                            "User-Agent: me",
                            "x-forwarded-for: 1.2.3.4",
                            "openai-beta: no"))
                    .read();

            var request = host.upstream.lastRequest();
            assertThat(new String(request.body().toBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(body);
            assertThat(request.dialect()).isEqualTo(Dialect.CLAUDE_MESSAGES);
            assertThat(request.headers())
                    .containsEntry("anthropic-version", "2023-06-01")
                    .containsEntry("anthropic-beta", "one,two,three")
                    .doesNotContainKeys(
                            "x-api-key",
                            "cookie",
                            "user-agent",
                            "x-forwarded-for",
                            "openai-beta",
                            "anthropic-dangerous-direct-browser-access");
        }
    }
}
