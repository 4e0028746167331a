package io.modelrouter.starter.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.starter.bedrock.BedrockGateway;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.PlainClient;
import io.modelrouter.starter.sdk.RunningGateway;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The client asks in its own dialect what was asked of Converse; Bedrock answers as it did, byte for byte. The SDK of the
 * client's vendor reads what comes out.
 */
@DisplayName("What was recorded of Bedrock's Converse, through the starter, for a client of")
class ConverseForOtherClientsTest {
    /** Every whole answer for every client, not for one of the four; for a longer run. */
    private static final boolean ALL = Boolean.getBoolean("modelrouter.converse.all");

    /** So many were recorded; fewer would mean that this test looks away. */
    private static final int WHOLE = ALL ? 100 : 25;

    private static final int STREAMED = 28;
    private static final int ERRORS = 5;

    private static BedrockGateway bedrock;
    private static PlainClient client;

    @BeforeAll
    static void start() {
        bedrock = BedrockGateway.ofConverse();
        client = new PlainClient();
    }

    @AfterAll
    static void stop() {
        bedrock.close();
    }

    private static RecordedExchanges recorded() {
        return RecordedExchanges.assumePresent().protocol("bedrock-converse");
    }

    /**
     * All streams, and of the whole answers every fourth, so that each has its client; {@link TranslatedAnswersTest}
     * translates each for everybody.
     */
    private static List<RecordedExchange> answersFor(Dialect dialect) {
        List<RecordedExchange> all =
                new ArrayList<>(recorded().successful().streamed().list());
        List<RecordedExchange> whole = recorded().successful().notStreamed().list();
        for (int i = ALL ? 0 : dialect.ordinal(); i < whole.size(); i += ALL ? 1 : 4) {
            all.add(whole.get(i));
        }
        return all;
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
                // Tomcat as it comes refuses an encoded slash, and ARNs have one.
                return "/v1beta/models/"
                        + URLEncoder.encode(BedrockGateway.model(exchange), StandardCharsets.UTF_8)
                                .replace("%2F", "/")
                        + (exchange.stream() ? ":streamGenerateContent?alt=sse" : ":generateContent");
        }
    }

    private static JsonNode asked(RecordedExchange exchange) {
        return Corpus.json(exchange.requestBody().orElseGet(() -> "{}".getBytes(StandardCharsets.UTF_8)));
    }

    /** The texts of the system and the first that the user said, in order; a greeting where nobody kept them. */
    private static List<String> said(JsonNode converse) {
        List<String> all = new ArrayList<>();
        converse.path("system").forEach(block -> all.add(block.path("text").asString("")));
        converse.path("messages")
                .path(0)
                .path("content")
                .forEach(block -> all.add(block.path("text").asString("")));
        all.removeIf(String::isBlank);
        return all.isEmpty() ? List.of("hi") : all;
    }

    private static List<String> tools(JsonNode converse) {
        List<String> names = new ArrayList<>();
        for (JsonNode tool : converse.path("toolConfig").path("tools")) {
            if (tool.has("toolSpec")) {
                names.add(tool.path("toolSpec").path("name").asString());
            }
        }
        return names;
    }

    /** What was said and which tools there were, as a client of that dialect says it. */
    private static byte[] question(RecordedExchange exchange, Dialect dialect) {
        JsonNode converse = asked(exchange);
        ObjectNode chat = JsonNodeFactory.instance.objectNode();
        chat.put("model", "m");
        ArrayNode content =
                chat.putArray("messages").addObject().put("role", "user").putArray("content");
        said(converse).forEach(text -> content.addObject().put("type", "text").put("text", text));
        if (!tools(converse).isEmpty()) {
            ArrayNode tools = chat.putArray("tools");
            for (JsonNode tool : converse.path("toolConfig").path("tools")) {
                JsonNode spec = tool.path("toolSpec");
                if (spec.isObject()) {
                    ObjectNode function =
                            tools.addObject().put("type", "function").putObject("function");
                    function.put("name", spec.path("name").asString());
                    function.put("description", spec.path("description").asString("does what it is called"));
                    function.set("parameters", spec.path("inputSchema").path("json"));
                }
            }
        }
        RawJson body = RawJson.parse(chat.toString());
        if (dialect != Dialect.OPENAI_CHAT) {
            ChatRequest request = Corpus.codec(Dialect.OPENAI_CHAT)
                    .readRequest(Corpus.parse(Dialect.OPENAI_CHAT, body), StoredItems.NONE);
            body = RawJson.parse(
                    TranslatedRequestsTest.write(request, dialect).body().toBytes());
        }
        if (dialect == Dialect.GEMINI_GENERATE) {
            return body.toBytes();
        }
        body = body.with("model", RawJson.of(BedrockGateway.model(exchange)))
                .with("stream", RawJson.of(exchange.stream()));
        return (dialect == Dialect.OPENAI_CHAT && exchange.stream()
                        ? body.with("stream_options", RawJson.parse("{\"include_usage\":true}"))
                        : body)
                .toBytes();
    }

    private static HttpResponse<byte[]> ask(RecordedExchange exchange, Dialect dialect) {
        bedrock.plays(exchange);
        return client.post(bedrock.gateway, path(dialect, exchange), RunningGateway.KEY, question(exchange, dialect));
    }

    /** At the recorded place, in words that Amazon's own SDK knows. */
    private static void checkSent(RecordedExchange exchange) throws ReflectiveOperationException {
        LoopbackUpstream.Request sent = bedrock.upstream.onlyRequest();
        // Some of the recorded clients left the colon as it is; both are accepted.
        assertThat(URLDecoder.decode(sent.target(), StandardCharsets.UTF_8))
                .as("%s", exchange)
                .isEqualTo(URLDecoder.decode(exchange.path(), StandardCharsets.UTF_8))
                .isEqualTo("/model/" + BedrockGateway.model(exchange)
                        + (exchange.stream() ? "/converse-stream" : "/converse"));
        assertThat(sent.target()).as("%s", exchange).matches("/model/[^/:]+/converse(-stream)?");
        SdkConverse.request(sent.body());
        JsonNode body = Corpus.json(sent.body());
        assertThat(said(body)).as("%s", exchange).isEqualTo(said(asked(exchange)));
        assertThat(tools(body)).as("%s", exchange).isEqualTo(tools(asked(exchange)));
    }

    private static void checkRecord(RecordedExchange exchange, AnswerMeaning original) {
        CallRecord record = bedrock.gateway.calls().onlyRecord();
        assertThat(record.succeeded()).as("%s", exchange).isTrue();
        assertThat(record.channelDialect()).as("%s", exchange).isEqualTo(Dialect.BEDROCK_CONVERSE);
        assertThat(record.upstreamRequestId())
                .as("%s", exchange)
                .isEqualTo(exchange.responseHeaders().first("x-amzn-requestid").orElse(null));
        if (original.prompt() + original.output() > 0) {
            Usage counted = record.usage();
            assertThat(List.of(counted.prompt(), counted.cacheRead(), counted.cacheWrite(), counted.output()))
                    .as("%s", exchange)
                    .isEqualTo(
                            List.of(original.prompt(), original.cacheRead(), original.cacheWrite(), original.output()));
        }
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
    @Tag("R1.14")
    void saysTheSameAndIsCountedTheSame(Dialect dialect) throws Exception {
        Defects defects = new Defects("converse-for-" + dialect);
        Tally tally = new Tally();
        for (RecordedExchange exchange : answersFor(dialect)) {
            AnswerMeaning original = AnswerMeaning.of(Corpus.events(exchange));
            if (TranslatedAnswersTest.failed(original)) {
                continue; // no other dialect has a word for it, and SDKs throw
            }
            HttpResponse<byte[]> received = ask(exchange, dialect);
            String text = new String(received.body(), StandardCharsets.UTF_8);
            assertThat(received.statusCode()).as("%s: %s", exchange, text).isEqualTo(200);

            checkSent(exchange);
            checkRecord(exchange, original);
            JsonNode read = exchange.stream()
                    ? Sdks.streamed(dialect, received.body(), false)
                    : Sdks.whole(dialect, received.body());
            List<String> found = AnswerComparer.differences(original, AnswerMeaning.of(dialect, read), dialect);
            found.forEach(difference -> defects.add(exchange.id() + " " + difference));
            tally.count(exchange.api() + " -> " + dialect, found.isEmpty() ? "exact" : "different");
        }
        tally.print("answers of Converse for " + dialect);
        defects.assertNone();
        assertThat(tally.of("converse -> " + dialect)).isGreaterThanOrEqualTo(WHOLE);
        assertThat(tally.of("converse-stream -> " + dialect)).isGreaterThanOrEqualTo(STREAMED);
    }

    /** What is the caller's fault stays it; what is wrong with the channel's key is not the caller's. */
    private static int expected(RecordedExchange exchange, Dialect dialect) {
        if (exchange.status() == 403) {
            return dialect == Dialect.CLAUDE_MESSAGES ? 500 : dialect == Dialect.GEMINI_GENERATE ? 503 : 502;
        }
        return BedrockGateway.model(exchange).equals("does-not-exist") ? 404 : exchange.status();
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
    void toldAsAnErrorOfTheClientsKind(Dialect dialect) {
        List<RecordedExchange> errors = recorded()
                .where("refused", exchange -> exchange.status() != 200)
                .list();
        assertThat(errors).hasSizeGreaterThanOrEqualTo(ERRORS);
        for (RecordedExchange exchange : errors) {
            HttpResponse<byte[]> received = ask(exchange, dialect);

            assertThat(received.statusCode())
                    .as("%s: %s", exchange, new String(received.body(), StandardCharsets.UTF_8))
                    .isEqualTo(expected(exchange, dialect));
            JsonNode told = Corpus.json(received.body());
            assertThat(told.path("error").path("message").asString(""))
                    .as("%s", exchange)
                    .isNotBlank();
            assertThat(told.path("type").asString("")).isEqualTo(dialect == Dialect.CLAUDE_MESSAGES ? "error" : "");
            assertThat(bedrock.gateway.calls().onlyRecord().succeeded())
                    .as("%s", exchange)
                    .isFalse();
        }
    }
}
