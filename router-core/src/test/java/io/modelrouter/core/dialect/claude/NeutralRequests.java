package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Tool;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.Arrays;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Requests of an OpenAI client in neutral words, and what becomes of them in Claude's. */
final class NeutralRequests {
    private static final ClaudeCodec CODEC = new ClaudeCodec();

    private NeutralRequests() {}

    static Source at(String path) {
        return Source.of(Dialect.OPENAI_CHAT, path);
    }

    static ChatRequest.Builder empty() {
        return ChatRequest.builder(Dialect.OPENAI_CHAT, "m");
    }

    /** One turn of the user's. */
    static ChatRequest.Builder asking() {
        return empty().turn(turn(Turn.Role.USER, text("Hi")));
    }

    static Turn turn(Turn.Role role, PromptBlock... blocks) {
        return new Turn(role, Arrays.asList(blocks), at("messages.9"));
    }

    static PromptBlock.Text text(String text) {
        return new PromptBlock.Text(text, at("messages.9.content"));
    }

    static PromptBlock.ToolCall call(String id, String arguments) {
        return new PromptBlock.ToolCall(id, "f", arguments, at("messages.9.tool_calls.0"));
    }

    static PromptBlock.ToolResult result(String id, PromptBlock... content) {
        return new PromptBlock.ToolResult(id, "f", false, Arrays.asList(content), false, null, at("messages.9"));
    }

    static Tool.Function function(String name) {
        return new Tool.Function(null, name, null, null, null, null, at("tools.0"));
    }

    static Tool.Function function(String name, String schema, boolean strict) {
        return new Tool.Function(null, name, "d", RawJson.parse(schema), strict, null, at("tools.0"));
    }

    static WrittenRequest write(ChatRequest.Builder request) {
        return CODEC.writeRequest(request.build(), new WriteTarget("claude-x", false, "anthropic"));
    }

    static JsonNode body(WrittenRequest written) {
        return ClaudeRecordings.json(written.body().toBytes());
    }

    static JsonNode body(ChatRequest.Builder request) {
        return body(write(request));
    }

    /** The losses as {@code SEVERITY field}, without the limit that is always added. */
    static List<String> losses(WrittenRequest written) {
        return written.losses().stream()
                .map(loss -> loss.severity() + " " + loss.field())
                .filter(loss -> !loss.equals(Loss.Severity.APPROXIMATED + " max_output_tokens"))
                .toList();
    }
}
