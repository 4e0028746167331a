package io.modelrouter.core.dialect.claude;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.core.stream.ResponseAssembler;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.wire.WireFrame;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("A recorded whole Claude message")
class RecordedClaudeMessagesTest {
    private static final String WHOLES = "io.modelrouter.core.dialect.claude.ClaudeRecordings#wholes";

    private final ClaudeCodec codec = new ClaudeCodec();

    @ParameterizedTest
    @MethodSource(WHOLES)
    @Tag("R1.14")
    void is_metered_and_read_with_the_usage_it_tells(RecordedExchange exchange) {
        byte[] body = exchange.json().orElseThrow();
        JsonNode usage = ClaudeRecordings.json(body).path("usage");
        BodyTally tally = codec.meterBody(body);

        assertThat(tally.error()).isNull();
        assertThat(tally.usageReported()).isTrue();
        assertThat(tally.usageSuspect()).isFalse();
        assertThat(tally.usage().input()).isEqualTo(usage.path("input_tokens").asLong(0));
        assertThat(tally.usage().output()).isEqualTo(usage.path("output_tokens").asLong(0));
        assertThat(tally.usage().cacheRead())
                .isEqualTo(usage.path("cache_read_input_tokens").asLong(0));
        assertThat(tally.usage().cacheWrite())
                .isEqualTo(usage.path("cache_creation_input_tokens").asLong(0));
        assertThat(tally.usage().cacheWriteLong())
                .isEqualTo(usage.path("cache_creation")
                        .path("ephemeral_1h_input_tokens")
                        .asLong(0));
        assertThat(read(body).usage()).isEqualTo(tally.usage());
    }

    @ParameterizedTest
    @MethodSource(WHOLES)
    void keeps_its_text_thinking_calls_and_finish_reason(RecordedExchange exchange) {
        byte[] body = exchange.json().orElseThrow();
        JsonNode message = ClaudeRecordings.json(body);
        ChatResponse response = read(body);

        assertThat(response.text()).isEqualTo(members(message, "text", "text"));
        assertThat(response.reasoning()).isEqualTo(members(message, "thinking", "thinking"));
        assertThat(response.finishReason().raw())
                .isEqualTo(message.path("stop_reason").asString(null));
        assertThat(response.toolCalls().stream().map(ContentBlock.ToolCall::name))
                .isEqualTo(blocks(message, "tool_use")
                        .map(block -> block.path("name").asString(""))
                        .toList());
        assertThat(response.toolCalls().stream().map(call -> ClaudeRecordings.json(call.arguments())))
                .isEqualTo(blocks(message, "tool_use")
                        .map(block -> block.path("input"))
                        .toList());
        long signatures = blocks(message, "thinking").count()
                + blocks(message, "redacted_thinking").count();
        assertThat(response.blocks().stream()
                        .filter(ContentBlock.Reasoning.class::isInstance)
                        .filter(block -> ((ContentBlock.Reasoning) block).signature() != null))
                .hasSize((int) signatures);
    }

    @ParameterizedTest
    @MethodSource(WHOLES)
    void gives_the_same_answer_as_its_stream_would(RecordedExchange exchange) {
        byte[] body = exchange.json().orElseThrow();
        ResponseAssembler assembler = new ResponseAssembler();
        StreamReader reader = codec.newStreamReader();
        asStream(ClaudeRecordings.json(body)).forEach(frame -> reader.read(frame, assembler));

        assertThat(assembler.response()).isEqualTo(read(body));
    }

    @ParameterizedTest
    @MethodSource(WHOLES)
    void is_malformed_when_cut_anywhere(RecordedExchange exchange) {
        byte[] body = exchange.json().orElseThrow();
        for (int length = 0; length < body.length; length += 1 + body.length / 50) {
            byte[] cut = Arrays.copyOf(body, length);
            assertThatThrownBy(() -> codec.meterBody(cut)).isInstanceOf(MalformedAnswerException.class);
            assertThatThrownBy(() -> codec.readBody(cut)).isInstanceOf(MalformedAnswerException.class);
        }
    }

    private ChatResponse read(byte[] body) {
        ResponseAssembler assembler = new ResponseAssembler();
        codec.readBody(body).forEach(assembler);
        return assembler.response();
    }

    private static Stream<JsonNode> blocks(JsonNode message, String type) {
        return message.path("content")
                .valueStream()
                .filter(block -> block.path("type").asString("").equals(type));
    }

    private static String members(JsonNode message, String type, String name) {
        return String.join(
                "",
                blocks(message, type)
                        .map(block -> block.path(name).asString(""))
                        .toList());
    }

    /** The message as the vendor would have streamed it: blocks open empty and are filled by two deltas. */
    private static Stream<WireFrame> asStream(JsonNode message) {
        Stream.Builder<WireFrame> frames = Stream.builder();
        ObjectNode start = (ObjectNode) message.deepCopy();
        start.putArray("content");
        start.putNull("stop_reason");
        start.remove("container");
        frames.add(frame(event("message_start").set("message", start)));
        int index = 0;
        for (JsonNode block : message.path("content")) {
            block(frames, index, (ObjectNode) block.deepCopy());
            index++;
        }
        ObjectNode end = event("message_delta");
        ObjectNode delta = end.putObject("delta");
        for (String name : new String[] {"stop_reason", "stop_sequence", "stop_details", "container"}) {
            if (message.has(name)) {
                delta.set(name, message.get(name));
            }
        }
        if (message.has("context_management")) {
            end.set("context_management", message.get("context_management"));
        }
        frames.add(frame(end.set("usage", message.path("usage"))));
        return frames.add(frame(event("message_stop"))).build();
    }

    private static void block(Stream.Builder<WireFrame> frames, int index, ObjectNode block) {
        String text = block.path("text").asString(block.path("thinking").asString(""));
        String signature = block.path("signature").asString(null);
        String json = block.path("input").toString();
        JsonNode citations = block.path("citations");
        String type = block.path("type").asString("");
        if (type.equals("text")) {
            block.put("text", "");
            block.remove("citations");
        } else if (type.equals("thinking")) {
            block.put("thinking", "");
            block.put("signature", "");
        } else if (type.endsWith("tool_use")) {
            block.putObject("input");
        }
        frames.add(frame(at(event("content_block_start"), index).set("content_block", block)));
        frames.add(frame(event("ping")));
        for (JsonNode citation : citations) {
            ObjectNode delta = JsonNodeFactory.instance.objectNode().put("type", "citations_delta");
            frames.add(delta(index, delta.set("citation", citation)));
        }
        String content = type.endsWith("tool_use") ? json : text;
        String member = type.equals("text") ? "text" : type.equals("thinking") ? "thinking" : "partial_json";
        if (type.equals("text") || type.equals("thinking") || type.endsWith("tool_use")) {
            String kind = member.equals("partial_json") ? "input_json_delta" : member + "_delta";
            int middle = content.length() / 2;
            for (String half : new String[] {content.substring(0, middle), content.substring(middle)}) {
                frames.add(delta(
                        index,
                        JsonNodeFactory.instance.objectNode().put("type", kind).put(member, half)));
            }
        }
        if (signature != null) {
            frames.add(delta(
                    index,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("type", "signature_delta")
                            .put("signature", signature)));
        }
        frames.add(frame(at(event("content_block_stop"), index)));
    }

    private static ObjectNode event(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    private static ObjectNode at(ObjectNode event, int index) {
        return event.put("index", index);
    }

    private static WireFrame delta(int index, JsonNode delta) {
        return frame(at(event("content_block_delta"), index).set("delta", delta));
    }

    private static WireFrame frame(JsonNode event) {
        return WireFrame.of(event.path("type").asString(""), event.toString());
    }
}
