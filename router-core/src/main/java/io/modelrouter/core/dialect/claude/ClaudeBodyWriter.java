package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.ObjectArguments;
import io.modelrouter.event.ChatEvent;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes a whole message: the blocks of its stream, put together as a client of the stream would. */
final class ClaudeBodyWriter implements ClaudeAnswerSink {
    private final ObjectNode message = JsonNodeFactory.instance.objectNode();
    private final ArrayNode content = JsonNodeFactory.instance.arrayNode();
    private final StringBuilder text = new StringBuilder();
    private ObjectNode block = message;

    private ClaudeBodyWriter() {}

    static byte[] write(List<ChatEvent> events, AnswerContext context) {
        ClaudeBodyWriter writer = new ClaudeBodyWriter();
        ClaudeAnswerWriter answer = new ClaudeAnswerWriter(context, writer);
        events.forEach(event -> event.accept(answer));
        return JsonTree.bytes(writer.message);
    }

    /** The members with which every message begins. */
    static ObjectNode message(ObjectNode message, String id, String model) {
        return message.put("id", id)
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model);
    }

    @Override
    public void start(String id, String model, Usage usage) {
        message(message, id, model).set("content", content);
    }

    @Override
    public void open(ObjectNode opened) {
        block = opened;
        text.setLength(0);
    }

    @Override
    public void delta(ObjectNode delta) {
        switch (Objects.requireNonNullElse(JsonTree.text(delta, "type"), "")) {
            case "text_delta":
                text.append(JsonTree.text(delta, "text"));
                break;
            case "thinking_delta":
                text.append(JsonTree.text(delta, "thinking"));
                break;
            case "input_json_delta":
                text.append(JsonTree.text(delta, "partial_json"));
                break;
            case "signature_delta":
                block.set("signature", delta.path("signature"));
                break;
            default:
                JsonNode citation = delta.path("citation");
                block.withArray("citations").add(citation);
        }
    }

    @Override
    public void close() {
        switch (Objects.requireNonNullElse(JsonTree.text(block, "type"), "")) {
            case "text":
                block.put("text", text.toString());
                break;
            case "thinking":
                block.put("thinking", text.toString());
                break;
            default:
                if (!text.isEmpty()) {
                    block.set("input", ObjectArguments.object(text.toString()));
                }
        }
        content.add(block);
    }

    @Override
    public void end(ClaudeEnding ending, Usage usage) {
        ending.addTo(message, message);
        message.set("usage", ClaudeUsageWriter.last(usage));
    }
}
