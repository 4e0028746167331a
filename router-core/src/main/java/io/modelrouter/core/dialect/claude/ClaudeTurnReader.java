package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Reads {@code system} and {@code messages}. One for each request, because results are named by earlier calls. */
final class ClaudeTurnReader {
    private final ClaudeBlockReader reader = new ClaudeBlockReader();

    /** The system prompt; empty where there is none. */
    Optional<Turn> system(JsonNode system, RawJson raw) {
        if (!system.isString() && !system.isArray()) {
            if (system.isNull()) {
                return Optional.empty();
            }
            throw ClaudePieces.invalid("system", "must be a text or a list of blocks");
        }
        Source source = Source.of(Dialect.CLAUDE_MESSAGES, "system", raw, List.of());
        List<PromptBlock> blocks = blocks(system, raw, "system");
        return Optional.of(new Turn(Turn.Role.SYSTEM, blocks, source));
    }

    /** One of the messages. Claude Code has {@code system} messages among them. */
    Turn message(JsonNode message, RawJson raw, String path) {
        if (!message.isObject()) {
            throw ClaudePieces.invalid(path, "must be an object");
        }
        RawJson content = raw.get("content").orElse(RawJson.ofNull());
        if (content.kind() != RawJson.Kind.STRING && content.kind() != RawJson.Kind.ARRAY) {
            throw ClaudePieces.invalid(path + ".content", "must be a text or a list of blocks");
        }
        List<PromptBlock> blocks = blocks(message.path("content"), content, path + ".content");
        Source source = ClaudePieces.source(path, raw, message, "role", "content");
        return new Turn(role(message, path), blocks, source);
    }

    private static Turn.Role role(JsonNode message, String path) {
        switch (Objects.requireNonNullElse(JsonTree.text(message, "role"), "")) {
            case "user":
                return Turn.Role.USER;
            case "assistant":
                return Turn.Role.ASSISTANT;
            case "system":
                return Turn.Role.SYSTEM;
            default:
                throw ClaudePieces.invalid(path + ".role", "must be user, assistant or system");
        }
    }

    private List<PromptBlock> blocks(JsonNode content, RawJson raw, String path) {
        if (content.isString()) {
            Source source = Source.of(Dialect.CLAUDE_MESSAGES, path, raw, List.of());
            return List.of(new PromptBlock.Text(content.stringValue(), source));
        }
        ClaudeTurnBlocks blocks = new ClaudeTurnBlocks();
        List<RawJson> elements = raw.elements();
        for (int i = 0; i < elements.size(); i++) {
            reader.read(content.path(i), elements.get(i), path + "." + i, blocks);
        }
        return blocks.all();
    }
}
