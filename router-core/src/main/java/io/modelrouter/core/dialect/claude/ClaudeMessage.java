package io.modelrouter.core.dialect.claude;

import io.modelrouter.core.dialect.JsonTree;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** One of the messages of a request while they are written. */
final class ClaudeMessage {
    final ObjectNode json;
    /** Whether the caller wrote it in this dialect, so that it stays as it is. */
    final boolean own;
    /** Whether reasoning or a signature of it could not be sent. */
    boolean reasoningDropped;

    ClaudeMessage(ObjectNode json, boolean own) {
        this.json = json;
        this.own = own;
    }

    String role() {
        return json.path("role").asString("");
    }

    ArrayNode content() {
        return json.withArray("content");
    }

    boolean callsTools() {
        for (JsonNode block : json.path("content")) {
            if ("tool_use".equals(JsonTree.text(block, "type"))) {
                return true;
            }
        }
        return false;
    }

    boolean beginsThinking() {
        String type = JsonTree.text(json.path("content").path(0), "type");
        return "thinking".equals(type) || "redacted_thinking".equals(type);
    }
}
