package io.modelrouter.core.dialect.openai;

import io.modelrouter.core.dialect.JsonTree;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The message that deltas add up to. */
final class OpenAiChatWholeMessage {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final StringBuilder content = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final ArrayNode details = JSON.arrayNode();
    private final ArrayNode annotations = JSON.arrayNode();
    private final ArrayNode images = JSON.arrayNode();
    private final List<Call> calls = new ArrayList<>();
    private final ByteArrayOutputStream sound = new ByteArrayOutputStream();
    private @Nullable ObjectNode audio;
    private @Nullable Call functionCall;

    /** A call and what it says so far. */
    private record Call(ObjectNode head, String kind, StringBuilder words) {}

    void add(ObjectNode delta) {
        append(delta, "content", content);
        append(delta, "refusal", refusal);
        append(delta, "reasoning_content", reasoning);
        delta.path("reasoning_details").forEach(details::add);
        delta.path("annotations").forEach(annotations::add);
        delta.path("images").forEach(images::add);
        delta.path("tool_calls").forEach(this::call);
        if (delta.get("function_call") instanceof ObjectNode call) {
            functionCall(call);
        }
        if (delta.get("audio") instanceof ObjectNode told) {
            sound(told);
        }
    }

    private static void append(ObjectNode delta, String member, StringBuilder text) {
        String more = JsonTree.text(delta, member);
        if (more != null) {
            text.append(more);
        }
    }

    private void call(JsonNode entry) {
        String kind = entry.has("custom") ? "custom" : "function";
        ObjectNode body = (ObjectNode) entry.path(kind);
        int index = entry.path("index").intValue();
        if (index == calls.size()) {
            ObjectNode head = ((ObjectNode) entry).deepCopy();
            head.remove("index");
            calls.add(new Call(head, kind, new StringBuilder()));
        }
        append(body, words(kind), calls.get(index).words);
    }

    private static String words(String kind) {
        return kind.equals("custom") ? "input" : "arguments";
    }

    private void functionCall(ObjectNode call) {
        if (functionCall == null) {
            functionCall = new Call(call.deepCopy(), "function", new StringBuilder());
        }
        append(call, "arguments", functionCall.words);
    }

    /** Pieces may have padding of their own, so they are put together as bytes. */
    private void sound(ObjectNode told) {
        if (audio == null) {
            audio = JSON.objectNode();
        }
        for (var member : told.properties()) {
            if (!member.getKey().equals("data")) {
                audio.set(member.getKey(), member.getValue());
            }
        }
        String data = JsonTree.text(told, "data");
        if (data != null) {
            try {
                sound.writeBytes(Base64.getMimeDecoder().decode(data));
            } catch (IllegalArgumentException e) {
                audio.put("data", data);
            }
        }
    }

    ObjectNode toJson() {
        ObjectNode message = JSON.objectNode().put("role", "assistant");
        boolean silent =
                content.isEmpty() && (!calls.isEmpty() || functionCall != null || !refusal.isEmpty() || audio != null);
        message.put("content", silent ? null : content.toString());
        message.put("refusal", refusal.isEmpty() ? null : refusal.toString());
        if (!reasoning.isEmpty()) {
            message.put("reasoning_content", reasoning.toString());
        }
        if (!details.isEmpty()) {
            message.set("reasoning_details", details);
        }
        if (!annotations.isEmpty()) {
            message.set("annotations", annotations);
        }
        if (!images.isEmpty()) {
            message.set("images", images);
        }
        if (audio != null) {
            if (sound.size() > 0) {
                audio.put("data", Base64.getEncoder().encodeToString(sound.toByteArray()));
            }
            message.set("audio", audio);
        }
        if (!calls.isEmpty()) {
            ArrayNode list = message.putArray("tool_calls");
            for (Call call : calls) {
                ((ObjectNode) call.head.path(call.kind)).put(words(call.kind), call.words.toString());
                list.add(call.head);
            }
        }
        if (functionCall != null) {
            message.set("function_call", functionCall.head.put("arguments", functionCall.words.toString()));
        }
        return message;
    }
}
