package io.modelrouter.core.dialect.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.wire.WireFrame;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What a Claude stream must look like, from the vendor's page on streaming and the recordings, written without a look
 * at the writer: one start, blocks one at a time with rising positions, each delta in a block of its kind, one end.
 */
final class ClaudeGrammar {
    private static final Map<String, Set<String>> DELTAS = Map.of(
            "text", Set.of("text_delta", "citations_delta"),
            "thinking", Set.of("thinking_delta", "signature_delta"),
            "redacted_thinking", Set.of(),
            "tool_use", Set.of("input_json_delta"),
            "server_tool_use", Set.of("input_json_delta"),
            "mcp_tool_use", Set.of("input_json_delta"));

    private String state = "new";
    private int index = -1;
    private String block = "";
    private boolean signed;
    private int written;
    private final StringBuilder input = new StringBuilder();

    /** Checks a stream that ended well. */
    static void checkWhole(byte[] stream) {
        ClaudeGrammar grammar = new ClaudeGrammar();
        ClaudeRecordings.sse(stream).forEach(grammar::accept);
        assertThat(grammar.state).isEqualTo("stopped");
    }

    /** Checks a stream that ended in an error. */
    static void checkFailed(byte[] stream) {
        ClaudeGrammar grammar = new ClaudeGrammar();
        ClaudeRecordings.sse(stream).forEach(grammar::accept);
        assertThat(grammar.state).isEqualTo("failed");
    }

    static List<WireFrame> frames(byte[] stream) {
        return ClaudeRecordings.sse(stream);
    }

    void accept(WireFrame frame) {
        if (frame.dataLength() == 0) {
            return;
        }
        JsonNode event = ClaudeRecordings.json(frame);
        String type = event.path("type").asString("");
        assertThat(frame.event()).isEqualTo(type);
        assertThat(state).as("before " + type).isNotIn("stopped", "failed");
        switch (type) {
            case "ping":
                assertThat(state).isNotEqualTo("new");
                break;
            case "message_start":
                start(event.path("message"));
                break;
            case "content_block_start":
                open(event);
                break;
            case "content_block_delta":
                delta(event);
                break;
            case "content_block_stop":
                close(event);
                break;
            case "message_delta":
                ending(event);
                break;
            case "message_stop":
                assertThat(state).isEqualTo("ending");
                state = "stopped";
                break;
            case "error":
                assertThat(state).isNotEqualTo("open");
                assertThat(event.path("error").path("type").isString()).isTrue();
                assertThat(event.path("error").path("message").isString()).isTrue();
                state = "failed";
                break;
            default:
                throw new AssertionError("no such event: " + type);
        }
    }

    private void start(JsonNode message) {
        assertThat(state).isEqualTo("new");
        assertThat(message.path("id").asString("")).startsWith("msg_");
        assertThat(message.path("type").asString("")).isEqualTo("message");
        assertThat(message.path("role").asString("")).isEqualTo("assistant");
        assertThat(message.path("model").isString()).isTrue();
        assertThat(message.path("content").isArray()).isTrue();
        assertThat(message.path("content")).isEmpty();
        assertThat(message.path("stop_reason").isNull()).isTrue();
        assertThat(message.path("stop_sequence").isNull()).isTrue();
        checkUsage(message.path("usage"));
        assertThat(message.path("usage").path("output_tokens").asInt()).isBetween(0, 1);
        state = "started";
    }

    private static void checkUsage(JsonNode usage) {
        for (String name :
                List.of("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens")) {
            assertThat(usage.path(name).isIntegralNumber()).as(name).isTrue();
            assertThat(usage.path(name).asLong()).isNotNegative();
        }
    }

    private void open(JsonNode event) {
        assertThat(state).isEqualTo("started");
        assertThat(event.path("index").asInt(-9)).isEqualTo(++index);
        JsonNode opened = event.path("content_block");
        block = opened.path("type").asString("");
        written = 0;
        signed = false;
        input.setLength(0);
        switch (block) {
            case "text":
                assertThat(opened.path("text").asString(null)).isEmpty();
                break;
            case "thinking":
                assertThat(opened.path("thinking").asString(null)).isEmpty();
                assertThat(opened.path("signature").asString(null)).isEmpty();
                break;
            case "redacted_thinking":
                assertThat(opened.path("data").asString(null)).isNotEmpty();
                break;
            case "tool_use":
                assertThat(opened.path("id").asString("")).matches("[a-zA-Z0-9_-]{1,64}");
                assertThat(opened.path("name").asString(null)).isNotNull();
                assertThat(opened.path("input").isObject()).isTrue();
                assertThat(opened.path("input")).isEmpty();
                break;
            default:
                assertThat(block).isNotEmpty();
        }
        state = "open";
    }

    private void delta(JsonNode event) {
        assertThat(state).isEqualTo("open");
        assertThat(event.path("index").asInt(-9)).isEqualTo(index);
        JsonNode delta = event.path("delta");
        String type = delta.path("type").asString("");
        assertThat(DELTAS.getOrDefault(block, Set.of())).as(block).contains(type);
        assertThat(signed).as("nothing after the signature").isFalse();
        written++;
        switch (type) {
            case "text_delta":
                assertThat(delta.path("text").asString("")).isNotEmpty();
                break;
            case "thinking_delta":
                assertThat(delta.path("thinking").asString("")).isNotEmpty();
                break;
            case "signature_delta":
                assertThat(delta.path("signature").isString()).isTrue();
                signed = true;
                break;
            case "input_json_delta":
                input.append(delta.path("partial_json").asString(null));
                break;
            default:
                assertThat(delta.path("citation").path("type").isString()).isTrue();
        }
    }

    private void close(JsonNode event) {
        assertThat(state).isEqualTo("open");
        assertThat(event.path("index").asInt(-9)).isEqualTo(index);
        if (block.equals("text")) {
            assertThat(written).as("no empty text").isPositive();
        }
        if (block.endsWith("tool_use") && !input.isEmpty()) {
            assertThat(input.toString().stripLeading()).startsWith("{");
        }
        state = "started";
    }

    private void ending(JsonNode event) {
        assertThat(state).isEqualTo("started");
        JsonNode delta = event.path("delta");
        assertThat(delta.path("stop_reason").isString()).isTrue();
        assertThat(delta.has("stop_sequence")).isTrue();
        checkUsage(event.path("usage"));
        state = "ending";
    }
}
