package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.core.dialect.JsonTree;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Whole chat answers for tests. */
final class ChatAnswers {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private ChatAnswers() {}

    /** The body that says the same in one piece. */
    static byte[] whole(ChatResponse answer) {
        ArrayNode choices = JSON.arrayNode();
        for (int i = 0; i < answer.choices().size(); i++) {
            ChatResponse.Choice choice = answer.choices().get(i);
            StringBuilder text = new StringBuilder();
            ObjectNode message = JSON.objectNode().put("role", "assistant");
            for (ContentBlock block : choice.blocks()) {
                if (block instanceof ContentBlock.Text words) {
                    text.append(words.text());
                } else if (block instanceof ContentBlock.ToolCall call) {
                    ObjectNode entry = JSON.objectNode().put("id", call.id()).put("type", "function");
                    entry.set(
                            "function",
                            JSON.objectNode().put("name", call.name()).put("arguments", call.arguments()));
                    message.withArrayProperty("tool_calls").add(entry);
                }
            }
            message.put("content", text.toString());
            ObjectNode entry = JSON.objectNode().put("index", i);
            entry.set("message", message);
            choices.add(entry.put("finish_reason", choice.finishReason().raw()));
        }
        ObjectNode whole = JSON.objectNode().put("id", answer.id()).put("model", answer.model());
        whole.set("choices", choices);
        return JsonTree.bytes(whole);
    }
}
