package io.modelrouter.starter.everykind;

import io.modelrouter.starter.load.TinyDialect;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** Every vendor at once: answers each path in the words that its API has, and refuses what names the model {@code fail}. */
final class PlayedKinds implements LoopbackUpstream.Handler {
    private static final Map<String, String> JSON = Map.of("content-type", "application/json");
    private static final Map<String, String> SSE = Map.of("content-type", "text/event-stream");
    private static final Map<String, String> FRAMES = Map.of("content-type", "application/vnd.amazon.eventstream");

    @Override
    public void answer(LoopbackUpstream.Request request, LoopbackUpstream.Wire wire) throws IOException {
        String path = request.target().replaceFirst("\\?.*", "");
        if (request.method().equals("GET")) {
            wire.whole(200, JSON, bytes(models(path)));
        } else if (request.text().contains("fail") || path.contains("fail")) {
            wire.whole(429, failed(), bytes(refusal(path)));
        } else if (path.endsWith("/embeddings")) {
            wire.whole(200, JSON, bytes(openAiEmbedding(request.text())));
        } else if (path.endsWith(":predict")) {
            wire.whole(
                    200,
                    JSON,
                    bytes("{\"predictions\":[{\"embeddings\":{\"values\":[0.5,-0.25],"
                            + "\"statistics\":{\"token_count\":10}}}]}"));
        } else if (path.endsWith(":embedContent")) {
            wire.whole(200, JSON, bytes("{\"embedding\":{\"values\":[0.5,-0.25]}}"));
        } else if (path.endsWith(":batchEmbedContents")) {
            wire.whole(200, JSON, bytes("{\"embeddings\":[{\"values\":[0.5,-0.25]}]}"));
        } else if (path.endsWith("/converse")) {
            wire.whole(
                    200,
                    JSON,
                    bytes("{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":[{\"text\":\"hello\"}]}},"
                            + "\"stopReason\":\"end_turn\",\"usage\":{\"inputTokens\":10,\"outputTokens\":5,\"totalTokens\":15},"
                            + "\"metrics\":{\"latencyMs\":1}}"));
        } else if (path.endsWith("/converse-stream")) {
            wire.whole(200, FRAMES, converseStream());
        } else if (path.endsWith("/invoke") && path.contains("titan")) {
            wire.whole(200, JSON, bytes("{\"embedding\":[0.5,-0.25],\"inputTextTokenCount\":10}"));
        } else if (path.endsWith("/invoke")) {
            wire.whole(200, JSON, TinyDialect.CLAUDE.answer(false));
        } else if (path.endsWith("/invoke-with-response-stream")) {
            wire.whole(200, FRAMES, claudeStream());
        } else {
            boolean stream = path.contains("stream") || request.text().contains("\"stream\":true");
            wire.whole(200, stream ? SSE : JSON, dialect(path).answer(stream));
        }
    }

    private static TinyDialect dialect(String path) {
        if (path.endsWith("/chat/completions")) {
            return TinyDialect.CHAT;
        }
        if (path.endsWith("/responses")) {
            return TinyDialect.RESPONSES;
        }
        if (path.endsWith("/messages") || path.contains("awPredict")) {
            return TinyDialect.CLAUDE;
        }
        if (path.contains("enerateContent")) {
            return TinyDialect.GEMINI;
        }
        throw new AssertionError("nobody asks for " + path);
    }

    private static String models(String path) {
        String data =
                "\"data\":[{\"id\":\"listed\",\"object\":\"model\",\"type\":\"model\",\"display_name\":\"listed\","
                        + "\"created_at\":\"2026-01-01T00:00:00Z\"}]";
        return "{\"object\":\"list\"," + data + ",\"has_more\":false,\"models\":[{\"name\":\"models/listed\"}]}";
    }

    private static Map<String, String> failed() {
        Map<String, String> headers = new LinkedHashMap<>(JSON);
        headers.put("retry-after", "7");
        headers.put("x-amzn-errortype", "ThrottlingException");
        return headers;
    }

    private static String refusal(String path) {
        if (path.contains("/converse") || path.contains("/invoke")) {
            return "{\"message\":\"Too many requests, please wait before trying again.\"}";
        }
        if (path.endsWith("/messages")) {
            return "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow down\"}}";
        }
        if (path.contains("enerateContent") || path.contains("awPredict")) {
            return "{\"error\":{\"code\":429,\"message\":\"slow down\",\"status\":\"RESOURCE_EXHAUSTED\"}}";
        }
        return "{\"error\":{\"message\":\"slow down\",\"type\":\"requests\",\"code\":\"rate_limit_exceeded\"}}";
    }

    private static String openAiEmbedding(String request) {
        // 0.5 and -0.25 as 32-bit floats, little-endian.
        String value = request.contains("base64") ? "\"AAAAPwAAgL4=\"" : "[0.5,-0.25]";
        return "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":" + value
                + "}],\"model\":\"m\",\"usage\":{\"prompt_tokens\":10,\"total_tokens\":10}}";
    }

    private static byte[] converseStream() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        frame(all, "messageStart", "{\"role\":\"assistant\"}");
        frame(all, "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"hello\"}}");
        frame(all, "contentBlockStop", "{\"contentBlockIndex\":0}");
        frame(all, "messageStop", "{\"stopReason\":\"end_turn\"}");
        frame(
                all,
                "metadata",
                "{\"usage\":{\"inputTokens\":10,\"outputTokens\":5,\"totalTokens\":15},\"metrics\":{\"latencyMs\":1}}");
        return all.toByteArray();
    }

    /** Claude's events, each in a chunk of its own. */
    private static byte[] claudeStream() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        new String(TinyDialect.CLAUDE.answer(true), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> line.startsWith("data: "))
                .map(line -> line.substring("data: ".length()))
                .forEach(json -> frame(
                        all, "chunk", "{\"bytes\":\"" + Base64.getEncoder().encodeToString(bytes(json)) + "\"}"));
        return all.toByteArray();
    }

    private static void frame(ByteArrayOutputStream out, String type, String payload) {
        new Message(
                        Map.of(
                                ":message-type", HeaderValue.fromString("event"),
                                ":event-type", HeaderValue.fromString(type),
                                ":content-type", HeaderValue.fromString("application/json")),
                        bytes(payload))
                .encode(out);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
