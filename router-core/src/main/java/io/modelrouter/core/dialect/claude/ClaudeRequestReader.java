package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Tool;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * Reads a request for Messages into neutral words. The headers {@code anthropic-version} and {@code anthropic-beta}
 * speak to the vendor alone and are not read.
 */
final class ClaudeRequestReader {
    private ClaudeRequestReader() {}

    static ChatRequest read(RouterRequest request) {
        RawJson raw = request.json();
        JsonNode body = Objects.requireNonNull(JsonTree.read(raw.toBytes()));
        ChatRequest.Builder builder =
                ChatRequest.builder(Dialect.CLAUDE_MESSAGES, request.model()).stream(request.stream());
        ClaudeTurnReader turns = new ClaudeTurnReader();
        raw.get("system")
                .ifPresent(system -> turns.system(body.path("system"), system).ifPresent(builder::turn));
        List<RawJson> messages = raw.get("messages").map(RawJson::elements).orElse(List.of());
        for (int i = 0; i < messages.size(); i++) {
            builder.turn(turns.message(body.path("messages").path(i), messages.get(i), "messages." + i));
        }
        List<RawJson> tools = raw.get("tools").map(RawJson::elements).orElse(List.of());
        for (int i = 0; i < tools.size(); i++) {
            Tool tool = ClaudeToolReader.read(body.path("tools").path(i), tools.get(i), "tools." + i);
            builder.tool(tool);
        }
        new ClaudeSettingsReader(raw, builder).read(body);
        return builder.build();
    }
}
