package io.modelrouter.starter.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.InvalidRequestException;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.PlainClient;
import io.modelrouter.starter.sdk.RecordedAnswer;
import io.modelrouter.starter.sdk.RunningGateway;
import io.modelrouter.starter.vertex.VertexRecordings;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * The client asks in its own dialect what was asked of Vertex; Vertex answers as it did. The SDK of the client's vendor reads
 * what comes out.
 */
@DisplayName("What was recorded of Vertex, through the starter, for a client of")
class VertexForOtherClientsTest {
    /** So many answers of Vertex are worth it, by what it spoke; fewer would mean that this test looks away. */
    private static final Map<Dialect, Integer> AT_LEAST =
            Map.of(Dialect.CLAUDE_MESSAGES, 4, Dialect.GEMINI_GENERATE, 18);

    private static RecordedExchange next;
    private static LoopbackUpstream upstream;
    private static RunningGateway gateway;
    private static PlainClient client;

    @BeforeAll
    static void start() {
        upstream = LoopbackUpstream.start((request, wire) -> RecordedAnswer.play(next, wire));
        gateway = VertexRecordings.gateway(upstream);
        client = new PlainClient();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    private static String path(Dialect dialect, RecordedExchange exchange) {
        switch (dialect) {
            case OPENAI_CHAT:
                return "/v1/chat/completions";
            case OPENAI_RESPONSES:
                return "/v1/responses";
            case CLAUDE_MESSAGES:
                return "/v1/messages";
            default:
                return "/v1beta/models/" + VertexRecordings.model(exchange)
                        + (exchange.stream() ? ":streamGenerateContent?alt=sse" : ":generateContent");
        }
    }

    /** What was asked, as a client of that dialect says it; a greeting where it cannot. */
    private static byte[] question(RecordedExchange exchange, Dialect dialect) {
        RawJson body = RawJson.parse(Corpus.stand(dialect));
        try {
            ChatRequest asked =
                    Corpus.codec(Corpus.dialect(exchange)).readRequest(Corpus.request(exchange), StoredItems.NONE);
            WrittenRequest written = TranslatedRequestsTest.write(asked, dialect);
            body = written.isUsable() ? RawJson.parse(written.body().toBytes()) : body;
        } catch (RouterException | InvalidRequestException e) {
            // the recorded client asked for something that the router refuses
        }
        if (dialect == Dialect.GEMINI_GENERATE) {
            return body.toBytes();
        }
        return body.with("model", RawJson.of(VertexRecordings.model(exchange)))
                .with("stream", RawJson.of(exchange.stream()))
                .toBytes();
    }

    /** All answers are translated by {@link TranslatedAnswersTest}; here go those that show the way there and back. */
    private static boolean isWorthIt(RecordedExchange exchange) {
        // An answer that failed in a way it called finished has no word in other dialects, and SDKs throw.
        return !TranslatedAnswersTest.failed(AnswerMeaning.of(Corpus.events(exchange))) && isTelling(exchange);
    }

    private static boolean isTelling(RecordedExchange exchange) {
        return VertexRecordings.isClaude(exchange) || exchange.stream() || exchange.hasTag("reasoning-signature");
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
    void saysTheSame(Dialect dialect) throws Exception {
        Defects defects = new Defects("vertex-for-" + dialect);
        Tally tally = new Tally();
        for (RecordedExchange exchange : VertexRecordings.chats()
                .successful()
                .withoutTag("json-array-stream")
                .list()) {
            Dialect channel = Corpus.dialect(exchange);
            if (channel == dialect || !isWorthIt(exchange)) {
                continue;
            }
            next = exchange;
            upstream.forget();
            HttpResponse<byte[]> received = client.post(
                    gateway, path(dialect, exchange), VertexRecordings.key(exchange), question(exchange, dialect));
            String text = new String(received.body(), StandardCharsets.UTF_8);
            assertThat(received.statusCode()).as("%s: %s", exchange, text).isEqualTo(200);

            String sent = upstream.onlyRequest().target();
            assertThat(sent).contains("/models/" + VertexRecordings.model(exchange) + ":");
            if (channel == Dialect.CLAUDE_MESSAGES) {
                RawJson body = RawJson.parse(upstream.onlyRequest().body());
                assertThat(body.get("anthropic_version").flatMap(RawJson::asString))
                        .contains("vertex-2023-10-16");
                assertThat(body.get("model")).isEmpty();
            }
            JsonNode read = exchange.stream()
                    ? Sdks.streamed(dialect, received.body(), false)
                    : Sdks.whole(dialect, received.body());
            List<String> found = AnswerComparer.differences(
                    AnswerMeaning.of(Corpus.events(exchange)), AnswerMeaning.of(dialect, read), dialect);
            found.forEach(difference -> defects.add(exchange.id() + " " + difference));
            tally.count("vertex " + channel + " -> " + dialect, found.isEmpty() ? "exact" : "different");
        }
        tally.print("answers of Vertex for " + dialect);
        defects.assertNone();
        AT_LEAST.forEach((channel, count) -> assertThat(tally.of("vertex " + channel + " -> " + dialect))
                .as("answers of Vertex in %s", channel)
                .isGreaterThanOrEqualTo(channel == dialect ? 0 : count));
    }
}
