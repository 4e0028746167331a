package io.modelrouter.starter.sdk;

import io.modelrouter.testkit.corpus.RecordedExchange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A recorded Claude message, a stream put together as simply as can be.
 *
 * @param blocks in order
 */
record RecordedMessage(List<JsonNode> blocks, String stopReason) {

    static RecordedMessage of(RecordedExchange exchange) {
        if (!exchange.stream()) {
            JsonNode message = Recordings.answer(exchange);
            List<JsonNode> blocks = new ArrayList<>();
            message.path("content").forEach(blocks::add);
            return new RecordedMessage(blocks, message.path("stop_reason").asString("none"));
        }
        Map<Integer, ObjectNode> blocks = new TreeMap<>();
        Map<Integer, String> inputs = new TreeMap<>();
        String stop = "none";
        for (JsonNode event : Recordings.events(exchange)) {
            int index = event.path("index").asInt(0);
            JsonNode delta = event.path("delta");
            switch (event.path("type").asString("")) {
                case "content_block_start":
                    blocks.put(index, (ObjectNode) event.path("content_block").deepCopy());
                    break;
                case "content_block_delta":
                    append(blocks.get(index), delta, "text");
                    append(blocks.get(index), delta, "thinking");
                    append(blocks.get(index), delta, "signature");
                    inputs.merge(index, delta.path("partial_json").asString(""), String::concat);
                    break;
                case "message_delta":
                    stop = delta.path("stop_reason").asString(stop);
                    break;
                default:
                    break;
            }
        }
        inputs.forEach((index, input) -> {
            if (!input.isEmpty()) {
                blocks.get(index).set("input", Recordings.json(input));
            }
        });
        return new RecordedMessage(new ArrayList<>(blocks.values()), stop);
    }

    private static void append(ObjectNode block, JsonNode delta, String member) {
        if (delta.has(member)) {
            block.put(
                    member, block.path(member).asString("") + delta.path(member).asString());
        }
    }

    /** A member of all blocks of a type. */
    List<String> texts(String type, String member) {
        return blocks.stream()
                .filter(block -> block.path("type").asString().equals(type))
                .map(block -> block.path(member).asString())
                .toList();
    }

    /** Id, name and arguments of each call. */
    List<List<Object>> calls() {
        List<List<Object>> calls = new ArrayList<>();
        for (JsonNode block : blocks) {
            if (block.path("type").asString().equals("tool_use")) {
                calls.add(
                        List.of(block.path("id").asString(), block.path("name").asString(), block.path("input")));
            }
        }
        return calls;
    }
}
