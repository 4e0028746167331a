package io.modelrouter.starter.translate;

import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.dialect.ChatChannelCodec;
import io.modelrouter.core.dialect.ChatClientCodec;
import io.modelrouter.core.dialect.Dialects;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.core.stream.FrameSplitter;
import io.modelrouter.core.stream.JsonArraySplitter;
import io.modelrouter.core.stream.SseSplitter;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.GeminiGenerateRequest;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.testkit.corpus.EventStreamMessage;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The recorded exchanges that speak one of the four dialects, whoever answered them. */
final class Corpus {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern MODEL = Pattern.compile("/models/([^:?/]+):");
    private static final Dialects DIALECTS = ModelRouterBuilder.dialects(ErrorSettings.DEFAULT);

    private Corpus() {}

    static ChatClientCodec codec(Dialect dialect) {
        return DIALECTS.chat(dialect);
    }

    /** The codec of a dialect that channels speak; Bedrock Converse is one that clients do not. */
    static ChatChannelCodec channel(Dialect dialect) {
        return DIALECTS.chatOfChannels(dialect);
    }

    private static RecordedExchanges all() {
        return RecordedExchanges.assumePresent()
                .api("chat", "responses", "messages", "generate", "invoke", "invoke-with-response-stream");
    }

    /** Good answers in the dialects of clients, one in each file. */
    static RecordedExchanges answers() {
        return good(all());
    }

    /** As {@link #answers}, and those in dialects that channels alone speak. */
    static RecordedExchanges answersOfChannels() {
        return good(RecordedExchanges.assumePresent()
                .api(
                        "chat",
                        "responses",
                        "messages",
                        "generate",
                        "invoke",
                        "invoke-with-response-stream",
                        "converse",
                        "converse-stream"));
    }

    private static RecordedExchanges good(RecordedExchanges all) {
        return all.successful()
                .withoutTag("response-failed")
                .withoutTag("error-mid-stream")
                .withoutTag("error-in-200")
                .where("one answer in the file", exchange -> !isSpliced(exchange));
    }

    /** What was asked, where it was kept. */
    static RecordedExchanges requests() {
        return all().withRequest();
    }

    private static boolean isSpliced(RecordedExchange exchange) {
        String body = new String(exchange.responseBody(), StandardCharsets.ISO_8859_1);
        return body.indexOf("event: message_start") != body.lastIndexOf("event: message_start")
                || body.indexOf("event: response.created") != body.lastIndexOf("event: response.created")
                || body.indexOf("event: message_stop") != body.lastIndexOf("event: message_stop");
    }

    static Dialect dialect(RecordedExchange exchange) {
        switch (exchange.api()) {
            case "chat":
                return Dialect.OPENAI_CHAT;
            case "responses":
                return Dialect.OPENAI_RESPONSES;
            case "generate":
                return Dialect.GEMINI_GENERATE;
            case "converse":
            case "converse-stream":
                return Dialect.BEDROCK_CONVERSE;
            default:
                return Dialect.CLAUDE_MESSAGES;
        }
    }

    /** The recorded request as a client of the router would send it. */
    static RouterRequest request(RecordedExchange exchange) {
        Dialect dialect = dialect(exchange);
        RawJson body = RawJson.parse(exchange.requestBody().orElseGet(() -> stand(dialect)));
        if (dialect == Dialect.GEMINI_GENERATE) {
            return GeminiGenerateRequest.parse(
                    geminiModel(exchange), exchange.stream(), framing(exchange), body, Map.of());
        }
        // Its vendor may have the model in the path (Azure, Bedrock, Claude on Vertex) or nowhere (stored prompts).
        if (body.get("model").isEmpty()) {
            body = body.with("model", RawJson.of(exchange.model().orElse("m")));
        }
        if (exchange.api().equals("invoke-with-response-stream")
                || exchange.requestBody().isEmpty()) {
            body = body.with("stream", RawJson.of(exchange.stream()));
        }
        return parse(dialect, body);
    }

    /** A request of a dialect; Gemini's for some model, whole. */
    static RouterRequest parse(Dialect dialect, RawJson body) {
        byte[] bytes = body.toBytes();
        switch (dialect) {
            case OPENAI_CHAT:
                return OpenAiChatRequest.parse(bytes);
            case OPENAI_RESPONSES:
                return OpenAiResponsesRequest.parse(bytes);
            case CLAUDE_MESSAGES:
                return ClaudeMessagesRequest.parse(bytes);
            default:
                return GeminiGenerateRequest.parse("gemini-any", bytes);
        }
    }

    /** As {@link #parse(Dialect, RawJson)}, streamed or not as the other was. */
    static RouterRequest parse(Dialect dialect, RawJson body, String model, boolean stream) {
        return dialect == Dialect.GEMINI_GENERATE
                ? GeminiGenerateRequest.parse(model, stream, GeminiGenerateRequest.Framing.SSE, body, Map.of())
                : parse(dialect, body);
    }

    private static GeminiGenerateRequest.Framing framing(RecordedExchange exchange) {
        return exchange.hasTag("json-array-stream")
                ? GeminiGenerateRequest.Framing.JSON_ARRAY
                : GeminiGenerateRequest.Framing.SSE;
    }

    private static String geminiModel(RecordedExchange exchange) {
        Matcher matcher = MODEL.matcher(exchange.path());
        return matcher.find() ? matcher.group(1) : "gemini-any";
    }

    /** For recordings that kept only the answer. */
    static byte[] stand(Dialect dialect) {
        String body;
        switch (dialect) {
            case OPENAI_RESPONSES:
                body = "{\"model\":\"m\",\"input\":\"hi\"}";
                break;
            case GEMINI_GENERATE:
                body = "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}";
                break;
            default:
                body = "{\"model\":\"m\",\"max_tokens\":64,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
                break;
        }
        return body.getBytes(StandardCharsets.UTF_8);
    }

    /** The recorded answer as the codec of its dialect reads it. */
    static List<ChatEvent> events(RecordedExchange exchange) {
        Dialect dialect = dialect(exchange);
        if (exchange.bodyKind() == RecordedExchange.BodyKind.JSON && !isArray(exchange)) {
            return channel(dialect).readBody(exchange.responseBody());
        }
        return events(dialect, frames(exchange));
    }

    private static boolean isArray(RecordedExchange exchange) {
        return new String(exchange.responseBody(), StandardCharsets.ISO_8859_1)
                .stripLeading()
                .startsWith("[");
    }

    static List<ChatEvent> events(Dialect dialect, List<WireFrame> frames) {
        List<ChatEvent> events = new ArrayList<>();
        StreamReader reader = channel(dialect).newStreamReader();
        frames.forEach(frame -> reader.read(frame, events::add));
        reader.end(events::add);
        return events;
    }

    private static List<WireFrame> frames(RecordedExchange exchange) {
        if (dialect(exchange) == Dialect.BEDROCK_CONVERSE) {
            byte[] stream = exchange.eventStream().orElseThrow();
            return frames(EventStreamMessage.toServerSentEvents(stream), false);
        }
        if (exchange.eventStream().isPresent()) {
            return eventStream(exchange.eventStream().orElseThrow());
        }
        return frames(exchange.responseBody(), isArray(exchange));
    }

    /** The frames of a stream, each in a buffer of its own. */
    static List<WireFrame> frames(byte[] body, boolean array) {
        FrameSplitter splitter = array ? new JsonArraySplitter() : new SseSplitter();
        splitter.ensureWritable(body.length);
        System.arraycopy(body, 0, splitter.buffer(), splitter.writePosition(), body.length);
        splitter.advance(body.length);
        List<WireFrame> frames = new ArrayList<>();
        for (WireFrame frame = splitter.next(); frame != null; frame = splitter.next()) {
            frames.add(WireFrame.of(frame.event(), frame.dataText()));
        }
        WireFrame last = splitter.last();
        if (last != null) {
            frames.add(WireFrame.of(last.event(), last.dataText()));
        }
        return frames;
    }

    /** AWS frames: total length, header length, checksum, headers, payload, checksum; the payload wraps Claude's event. */
    private static List<WireFrame> eventStream(byte[] body) {
        List<WireFrame> frames = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.wrap(body);
        int at = 0;
        while (at < body.length) {
            int total = buffer.getInt(at);
            int headers = buffer.getInt(at + 4);
            String payload = new String(body, at + 12 + headers, total - headers - 16, StandardCharsets.UTF_8);
            String chunk = JSON.readTree(payload).path("bytes").asString("");
            frames.add(WireFrame.of(null, new String(Base64.getDecoder().decode(chunk), StandardCharsets.UTF_8)));
            at += total;
        }
        return frames;
    }

    static JsonNode json(String text) {
        return JSON.readTree(text);
    }

    static JsonNode json(byte[] text) {
        return JSON.readTree(text);
    }
}
