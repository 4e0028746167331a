package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.modelrouter.CallContext;
import io.modelrouter.ChatEventStream;
import io.modelrouter.ModelRouter;
import io.modelrouter.WireAnswer;
import io.modelrouter.channel.Channel;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.EventGrammar;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.GeminiGenerateRequest;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Recorded exchanges pass through")
class PassThroughCorpusTest {
    private static final String CHAT = "openai-chat";
    private static final String RESPONSES = "openai-responses";
    private static final String CLAUDE = "anthropic-messages";
    private static final String GEMINI = "gemini-generate";
    /** Speaks the first two. */
    private static final String AZURE = "azure-openai";

    private static RecordedExchanges exchanges(String protocol) {
        return RecordedExchanges.assumePresent()
                .protocol(protocol)
                .api("chat", "responses", "messages", "generate")
                .successful()
                .withoutTag("response-failed")
                .withoutTag("error-mid-stream")
                .withoutTag("error-in-200")
                .where("one answer in the file", PassThroughCorpusTest::holdsOneAnswer);
    }

    private static boolean holdsOneAnswer(RecordedExchange exchange) {
        String body = text(exchange.responseBody());
        return !inOrder(body, "\"message_stop\"", "message_start")
                && !inOrder(body, "\"response.completed\"", "\"response.created\"");
    }

    private static boolean inOrder(String body, String first, String second) {
        int at = body.indexOf(first);
        return at >= 0 && body.indexOf(second, at) >= 0;
    }

    private static String spoken(RecordedExchange exchange) {
        return exchange.protocol().equals(AZURE) ? "openai-" + exchange.api() : exchange.protocol();
    }

    /** What one exchange became. */
    private record Result(byte[] sent, byte[] received, CallRecord record) {}

    private static RouterRequest request(RecordedExchange exchange) {
        byte[] body = body(exchange);
        switch (spoken(exchange)) {
            case CHAT:
                return OpenAiChatRequest.parse(body);
            case RESPONSES:
                return OpenAiResponsesRequest.parse(body);
            case CLAUDE:
                return ClaudeMessagesRequest.parse(body);
            default:
                boolean array = exchange.hasTag("json-array-stream");
                return GeminiGenerateRequest.parse(
                        "gemini-any",
                        exchange.stream(),
                        array ? GeminiGenerateRequest.Framing.JSON_ARRAY : GeminiGenerateRequest.Framing.SSE,
                        RawJson.parse(body),
                        Map.of());
        }
    }

    /** The recorded request; with a model where its vendor has that in the path (Azure, Claude on Vertex, stored prompts). */
    private static byte[] body(RecordedExchange exchange) {
        byte[] body = exchange.requestBody().orElseGet(() -> stand(exchange));
        RawJson json = RawJson.parse(body);
        boolean complete = spoken(exchange).equals(GEMINI)
                || json.get("model").flatMap(RawJson::asString).isPresent();
        return complete ? body : json.with("model", RawJson.of("m")).toBytes();
    }

    /** A request for recordings that kept only the answer. */
    private static byte[] stand(RecordedExchange exchange) {
        String stream = exchange.stream() ? ",\"stream\":true" : "";
        switch (spoken(exchange)) {
            case RESPONSES:
                return ("{\"model\":\"m\",\"input\":\"hi\"" + stream + "}").getBytes(StandardCharsets.UTF_8);
            case GEMINI:
                return "{\"contents\":[]}".getBytes(StandardCharsets.UTF_8);
            default:
                return ("{\"model\":\"m\",\"messages\":[]" + stream + "}").getBytes(StandardCharsets.UTF_8);
        }
    }

    private static Result pass(RecordedExchange exchange, UnaryOperator<ReplayProvider.Answer> shape)
            throws IOException {
        ReplayProvider.Answer answer = shape.apply(
                ReplayProvider.Answer.of(exchange.status(), exchange.responseHeaders(), exchange.responseBody()));
        ReplayProvider upstream = new ReplayProvider("replay", request -> answer);
        AtomicReference<CallRecord> record = new AtomicReference<>();
        InMemoryQuotaLedger ledger = new InMemoryQuotaLedger(System::nanoTime);
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        try (ModelRouter router = ModelRouterBuilder.create(
                        Channel.builder("only", "replay").models("*").build())
                .provider(upstream)
                .ledger(ledger)
                .listener(new RouterListener() {
                    @Override
                    public void callEnded(CallRecord ended) {
                        record.set(ended);
                    }
                })
                .build()) {
            try (WireAnswer wire =
                    router.newCall(request(exchange), CallContext.anonymous()).wire()) {
                assertThat(wire.headers().first("content-type"))
                        .isEqualTo(exchange.responseHeaders().first("content-type"));
                wire.writeTo(received);
                if (!wire.streaming()) {
                    assertThat(wire.contentLength()).isEqualTo(received.size());
                }
            }
        }
        assertThat(ledger.balance(new AccountId("token:anonymous"))
                        .orElseThrow()
                        .held())
                .isZero();
        return new Result(upstream.requests.get(0).body().toBytes(), received.toByteArray(), record.get());
    }

    private static boolean asksUsage(RecordedExchange exchange) {
        return !spoken(exchange).equals(CHAT) || !exchange.stream() || exchange.hasTag("include-usage");
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, RESPONSES, CLAUDE, GEMINI, AZURE})
    void byteByByteInBothDirections(String protocol) throws IOException {
        int streamed = 0;
        List<RecordedExchange> all = exchanges(protocol).list();
        for (RecordedExchange exchange : all) {
            Result result = pass(exchange, UnaryOperator.identity());

            if (asksUsage(exchange)) {
                assertThat(result.sent).as("request of %s", exchange).isEqualTo(body(exchange));
            }
            assertThat(text(result.received)).as("answer of %s", exchange).isEqualTo(expected(exchange));
            assertThat(result.record.succeeded()).as("record of %s", exchange).isTrue();
            streamed += exchange.stream() ? 1 : 0;
        }
        System.out.printf("%s: %d exchanges (%d streamed) pass byte by byte%n", protocol, all.size(), streamed);
    }

    /** The recorded answer; without the usage chunk where the client had not asked for one. */
    private static String expected(RecordedExchange exchange) {
        String body = text(exchange.responseBody());
        if (asksUsage(exchange)) {
            return body;
        }
        StringBuilder kept = new StringBuilder();
        for (String frame : body.split("(?<=\n\n)")) {
            if (!frame.contains("\"choices\":[]") || !frame.contains("\"usage\":{")) {
                kept.append(frame);
            }
        }
        return kept.toString();
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, RESPONSES, CLAUDE, GEMINI, AZURE})
    @Tag("R4.6")
    void whereverTheReadsCutThem(String protocol) throws IOException {
        List<RecordedExchange> streams = exchanges(protocol).streamed().list();
        for (RecordedExchange exchange : streams) {
            Result result = pass(exchange, answer -> answer.inPiecesOf(7));
            assertThat(text(result.received)).as("%s", exchange).isEqualTo(expected(exchange));
        }
        RecordedExchange shortest = streams.stream()
                .filter(exchange -> exchange.responseBody().length > 600)
                .min(java.util.Comparator.comparingInt(exchange -> exchange.responseBody().length))
                .orElseThrow();
        Usage usage = pass(shortest, UnaryOperator.identity()).record.usage();
        for (int cut = 0; cut <= shortest.responseBody().length; cut++) {
            int offset = cut;
            Result result = pass(shortest, answer -> answer.cutAt(offset));
            assertThat(text(result.received)).as("%s cut at %d", shortest, cut).isEqualTo(expected(shortest));
            assertThat(result.record.usage()).as("%s cut at %d", shortest, cut).isEqualTo(usage);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, RESPONSES, CLAUDE, GEMINI, AZURE})
    @Tag("R1.14")
    void andYieldALegalEventSequenceWithTheSameUsage(String protocol) throws IOException {
        for (RecordedExchange exchange : exchanges(protocol).list()) {
            Result result = pass(exchange, UnaryOperator.identity());
            List<ChatEvent> events = events(exchange);
            EventGrammar grammar = new EventGrammar();
            for (ChatEvent event : events) {
                try {
                    grammar.accept(event);
                } catch (IllegalStateException e) {
                    fail(exchange + ": " + e.getMessage());
                }
            }
            assertThat(grammar.isFinished()).as("%s", exchange).isTrue();
            ChatEvent.Finished finished = (ChatEvent.Finished) events.get(events.size() - 1);
            if (result.record.source() == UsageSource.REPORTED) {
                assertThat(finished.usage()).as("%s", exchange).isEqualTo(result.record.usage());
            }
        }
    }

    private static List<ChatEvent> events(RecordedExchange exchange) {
        ReplayProvider upstream = new ReplayProvider(
                "replay",
                request -> ReplayProvider.Answer.of(
                        exchange.status(), exchange.responseHeaders(), exchange.responseBody()));
        List<ChatEvent> events = new ArrayList<>();
        if (!exchange.stream()) {
            return ModelRouterBuilder.dialects(io.modelrouter.core.dialect.ErrorSettings.DEFAULT)
                    .chat(request(exchange).dialect())
                    .readBody(exchange.responseBody());
        }
        try (ModelRouter router = ModelRouterBuilder.create(
                                Channel.builder("only", "replay").models("*").build())
                        .provider(upstream)
                        .build();
                ChatEventStream stream = router.newCall(request(exchange), CallContext.anonymous()).stream()) {
            stream.forEach(events::add);
        }
        return events;
    }
}
