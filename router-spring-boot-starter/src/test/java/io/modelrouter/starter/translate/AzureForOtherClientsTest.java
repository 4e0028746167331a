package io.modelrouter.starter.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.error.RouterException;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.request.InvalidRequestException;
import io.modelrouter.starter.azure.AzureRecordings;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.PlainClient;
import io.modelrouter.starter.sdk.RecordedAnswer;
import io.modelrouter.starter.sdk.RunningGateway;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * The client asks in its own dialect what was asked of Azure; Azure answers as it did. The SDK of the client's vendor reads
 * what comes out.
 */
@DisplayName("What was recorded of Azure, through the starter, for a client of")
class AzureForOtherClientsTest {
    private static final String DEPLOYMENT = "gpt-5";

    /** So many answers of Azure were recorded, by what it spoke; fewer would mean that this test looks away. */
    private static final Map<Dialect, Integer> AT_LEAST = Map.of(Dialect.OPENAI_CHAT, 38, Dialect.OPENAI_RESPONSES, 28);

    private static RecordedExchange next;
    private static LoopbackUpstream upstream;
    private static RunningGateway gateway;
    private static PlainClient client;

    @BeforeAll
    static void start() {
        upstream = LoopbackUpstream.start((request, wire) -> RecordedAnswer.play(next, wire));
        gateway = AzureRecordings.gatewayOfOneDialectEach(upstream);
        client = new PlainClient();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        upstream.close();
    }

    private static String path(Dialect dialect, boolean stream) {
        switch (dialect) {
            case OPENAI_CHAT:
                return "/v1/chat/completions";
            case OPENAI_RESPONSES:
                return "/v1/responses";
            case CLAUDE_MESSAGES:
                return "/v1/messages";
            default:
                return "/v1beta/models/" + DEPLOYMENT
                        + (stream ? ":streamGenerateContent?alt=sse" : ":generateContent");
        }
    }

    /** What was asked, as a client of that dialect says it; a greeting where it cannot, or where nobody kept it. */
    private static byte[] question(RecordedExchange exchange, Dialect dialect) {
        RawJson body = RawJson.parse(Corpus.stand(dialect));
        if (exchange.requestBody().isPresent()) {
            try {
                ChatRequest asked = Corpus.codec(Corpus.dialect(exchange))
                        .readRequest(
                                Corpus.parse(Corpus.dialect(exchange), RawJson.parse(AzureRecordings.body(exchange))),
                                StoredItems.NONE);
                WrittenRequest written = TranslatedRequestsTest.write(asked, dialect);
                body = written.isUsable() ? RawJson.parse(written.body().toBytes()) : body;
            } catch (RouterException | InvalidRequestException e) {
                // it goes on from an answer that nobody here has seen
            }
        }
        if (dialect == Dialect.GEMINI_GENERATE) {
            return body.toBytes();
        }
        body = body.with("model", RawJson.of(DEPLOYMENT)).with("stream", RawJson.of(exchange.stream()));
        return (dialect == Dialect.OPENAI_CHAT && exchange.stream()
                        ? body.with("stream_options", RawJson.parse("{\"include_usage\":true}"))
                        : body)
                .toBytes();
    }

    private static HttpResponse<byte[]> ask(RecordedExchange exchange, Dialect dialect) {
        next = exchange;
        upstream.forget();
        gateway.calls().forget();
        String key = RunningGateway.KEY + "#" + Corpus.dialect(exchange).id();
        return client.post(gateway, path(dialect, exchange.stream()), key, question(exchange, dialect));
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
    @Tag("R1.14")
    void saysTheSameAndIsCountedTheSame(Dialect dialect) throws Exception {
        Defects defects = new Defects("azure-for-" + dialect);
        Tally tally = new Tally();
        for (RecordedExchange exchange :
                AzureRecordings.chats().successful().withoutTag("error-in-200").list()) {
            Dialect channel = Corpus.dialect(exchange);
            if (channel == dialect) {
                continue;
            }
            HttpResponse<byte[]> received = ask(exchange, dialect);
            String text = new String(received.body(), StandardCharsets.UTF_8);
            assertThat(received.statusCode()).as("%s: %s", exchange, text).isEqualTo(200);

            Sdks.checkRequest(channel, upstream.onlyRequest().body());
            JsonNode read = exchange.stream()
                    ? Sdks.streamed(dialect, received.body(), false)
                    : Sdks.whole(dialect, received.body());
            List<String> found = AnswerComparer.differences(
                    AnswerMeaning.of(Corpus.events(exchange)), AnswerMeaning.of(dialect, read), dialect);
            found.forEach(difference -> defects.add(exchange.id() + " " + difference));
            checkRecord(exchange, defects);
            tally.count("azure " + channel + " -> " + dialect, found.isEmpty() ? "exact" : "different");
        }
        tally.print("answers of Azure for " + dialect);
        defects.assertNone();
        AT_LEAST.forEach((channel, count) -> assertThat(tally.of("azure " + channel + " -> " + dialect))
                .as("answers of Azure in %s", channel)
                .isGreaterThanOrEqualTo(channel == dialect ? 0 : count));
    }

    private static void checkRecord(RecordedExchange exchange, Defects defects) {
        CallRecord record = gateway.calls().onlyRecord();
        Usage told = AzureRecordings.usage(exchange);
        if (told == null) {
            return;
        }
        Usage seen = record.usage();
        List<Long> expected = List.of(told.input(), told.cacheRead(), told.output(), told.reasoning());
        List<Long> counted = List.of(seen.input(), seen.cacheRead(), seen.output(), seen.reasoning());
        if (!expected.equals(counted)) {
            defects.add(exchange.id() + " is counted as " + counted + " instead of " + expected);
        }
    }
}
