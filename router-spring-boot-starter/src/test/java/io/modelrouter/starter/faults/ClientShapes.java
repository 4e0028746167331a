package io.modelrouter.starter.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.error.RouterErrorCode;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** How clients see failures: the table of docs/errors.md and rule R4.2, checked on the bytes. */
final class ClientShapes {
    private ClientShapes() {}

    /** One row: a status and words for each of the three kinds of paths. */
    private record Words(
            int openAi, String type, String code, int claude, String claudeType, int gemini, String word) {}

    private static Words words(RouterErrorCode code) {
        switch (code) {
            case UPSTREAM_RATE_LIMITED:
                return new Words(
                        429, "requests", "rate_limit_exceeded", 429, "rate_limit_error", 429, "RESOURCE_EXHAUSTED");
            case UPSTREAM_FAILED:
                return new Words(502, "server_error", "upstream_failed", 500, "api_error", 503, "UNAVAILABLE");
            case UPSTREAM_OVERLOADED:
                return new Words(
                        502, "server_error", "server_is_overloaded", 529, "overloaded_error", 503, "UNAVAILABLE");
            case TRUNCATED:
                return new Words(502, "server_error", "stream_truncated", 500, "api_error", 503, "UNAVAILABLE");
            case ALL_COOLING:
                return new Words(
                        503,
                        "service_unavailable_error",
                        "server_is_overloaded",
                        529,
                        "overloaded_error",
                        503,
                        "UNAVAILABLE");
            case OVERLOADED:
                return words(RouterErrorCode.ALL_COOLING);
            case TIMEOUT:
                return new Words(504, "server_error", "timeout", 504, "timeout_error", 504, "DEADLINE_EXCEEDED");
            case MODEL_NOT_FOUND:
                return new Words(
                        404, "invalid_request_error", "model_not_found", 404, "not_found_error", 404, "NOT_FOUND");
            default:
                throw new AssertionError(code);
        }
    }

    /** Before commit: an HTTP error of the client's protocol. */
    static void checkError(Vendor client, Seen seen, RouterErrorCode code) {
        Words words = words(code);
        JsonNode body = json(seen.body());
        switch (client) {
            case CLAUDE:
                assertThat(seen.status()).as("status").isEqualTo(words.claude);
                checkClaude(body, words.claudeType);
                assertThat(body.path("request_id").asString()).isNotEmpty();
                break;
            case GEMINI:
                assertThat(seen.status()).as("status").isEqualTo(words.gemini);
                checkGemini(body, words.gemini, words.word);
                break;
            default:
                assertThat(seen.status()).as("status").isEqualTo(words.openAi);
                checkOpenAi(body, words.type, words.code);
        }
        checkHidesUpstream(seen.text());
    }

    /** An upstream's refusal that the caller can mend: its status, and its body if it is the client's own vendor. */
    static void checkRefusal(Vendor client, Vendor upstream, Seen seen, int status) {
        assertThat(seen.status()).as("status").isEqualTo(status);
        if (client.type.equals(upstream.type)) {
            assertThat(seen.text()).isEqualTo(Vendor.text(upstream.error(status)));
            return;
        }
        JsonNode body = json(seen.body());
        JsonNode error = body.path("error");
        assertThat(error.path("message").asString()).isEqualTo(Vendor.WORDS);
        switch (client) {
            case CLAUDE:
                assertThat(body.path("type").asString()).isEqualTo("error");
                assertThat(error.path("type").asString()).isNotEmpty();
                break;
            case GEMINI:
                assertThat(error.path("code").asInt()).isEqualTo(status);
                assertThat(error.path("status").asString()).isNotEmpty();
                break;
            default:
                assertThat(error.path("type").asString()).isNotEmpty();
                assertThat(error.has("code") && error.has("param")).isTrue();
        }
    }

    /** After commit: one honest error at the end, and nothing terminal made up. */
    static void checkBrokenStream(Vendor client, Seen seen, RouterErrorCode code, boolean upstreamsOwn) {
        Words words = words(code);
        assertThat(seen.status()).isEqualTo(200);
        String text = seen.text();
        assertThat(text).as("content").contains("hello");
        // Google ends its lines with both characters
        assertThat(text.replace("\r\n", "\n")).as("end of the last event").endsWith("\n\n");
        List<JsonNode> events = events(text);
        JsonNode last = events.get(events.size() - 1);
        switch (client) {
            case CLAUDE:
                assertThat(text).doesNotContain("message_stop").containsOnlyOnce("event: error");
                checkClaude(last, words.claudeType);
                break;
            case GEMINI:
                assertThat(text).doesNotContain("finishReason");
                // the upstream's own words go on as they came
                checkGemini(last, words.gemini, words.word);
                break;
            case RESPONSES:
                assertThat(text).doesNotContain("response.completed").doesNotContain("[DONE]");
                assertThat(text).containsOnlyOnce("event: response.failed");
                assertThat(last.path("type").asString()).isEqualTo("response.failed");
                assertThat(last.path("response").path("status").asString()).isEqualTo("failed");
                assertThat(last.path("response").path("error").path("code").asString())
                        .isNotEmpty();
                assertThat(last.path("response").path("error").path("message").asString())
                        .isNotEmpty();
                break;
            default:
                assertThat(text).doesNotContain("[DONE]").doesNotContain("\"finish_reason\":\"");
                checkOpenAi(last, words.type, words.code);
        }
        long errors = events.stream()
                .filter(event -> event.path("error").isObject()
                        || "response.failed".equals(event.path("type").asString()))
                .count();
        assertThat(errors).as("errors in the stream").isEqualTo(1);
        if (!upstreamsOwn) {
            checkHidesUpstream(text);
        }
    }

    /** A whole answer, or a stream with its own end mark. */
    static void checkGood(Vendor client, Vendor upstream, Seen seen, boolean stream) {
        assertThat(seen.status()).isEqualTo(200);
        String text = seen.text();
        if (client == upstream) {
            assertThat(text).isEqualTo(Vendor.text(client.talk.answer(stream)));
            return;
        }
        assertThat(text).contains("hello");
        if (stream) {
            assertThat(text)
                    .contains(
                            client == Vendor.CHAT
                                    ? "data: [DONE]"
                                    : client == Vendor.RESPONSES
                                            ? "event: response.completed"
                                            : client == Vendor.CLAUDE
                                                    ? "event: message_stop"
                                                    : "\"finishReason\":\"STOP\"");
            assertThat(text).doesNotContain("\"error\":{");
        } else {
            JsonNode body = json(seen.body());
            String member = client == Vendor.CHAT
                    ? "choices"
                    : client == Vendor.RESPONSES ? "output" : client == Vendor.CLAUDE ? "content" : "candidates";
            assertThat(body.path(member).isArray()).as(member).isTrue();
        }
    }

    private static void checkHidesUpstream(String text) {
        assertThat(text).doesNotContain(Vendor.WORDS).doesNotContain(FaultyWorld.UPSTREAM_KEY);
    }

    private static void checkOpenAi(JsonNode body, String type, String code) {
        JsonNode error = body.path("error");
        assertThat(error.propertyNames()).contains("message", "type", "param", "code");
        assertThat(error.path("type").asString()).isEqualTo(type);
        assertThat(error.path("code").asString()).isEqualTo(code);
    }

    private static void checkClaude(JsonNode body, String type) {
        assertThat(body.path("type").asString()).isEqualTo("error");
        assertThat(body.path("error").path("type").asString()).isEqualTo(type);
        assertThat(body.path("error").path("message").asString()).isNotEmpty();
    }

    private static void checkGemini(JsonNode body, int code, String word) {
        assertThat(body.path("error").path("code").asInt()).isEqualTo(code);
        assertThat(body.path("error").path("status").asString()).isEqualTo(word);
        assertThat(body.path("error").path("message").asString()).isNotEmpty();
    }

    /** The data of all events of a stream. */
    private static List<JsonNode> events(String text) {
        List<JsonNode> events = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (line.startsWith("data: ")) {
                events.add(json(Vendor.bytes(line.substring(6))));
            }
        }
        return events;
    }

    private static JsonNode json(byte[] bytes) {
        JsonNode node = JsonTree.read(bytes);
        if (node == null) {
            throw new AssertionError("no JSON: " + Vendor.text(bytes));
        }
        return node;
    }
}
