package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Source;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads content blocks. One for each request, because a result is named by the call it answers. */
final class ClaudeBlockReader {
    private final Map<String, String> toolNames = new HashMap<>();

    /** Reads one block into none, one or several. */
    void read(JsonNode block, RawJson raw, String path, ClaudeTurnBlocks blocks) {
        if (!block.isObject()) {
            throw ClaudePieces.invalid(path, "must be an object");
        }
        switch (type(block)) {
            case "text":
                blocks.add(text(block, raw, path));
                break;
            case "thinking":
                thinking(block, raw, path, "signature", blocks);
                break;
            case "redacted_thinking":
                thinking(block, raw, path, "data", blocks);
                break;
            case "tool_use":
                blocks.add(call(block, raw, path));
                break;
            case "tool_result":
                blocks.add(result(block, raw, path));
                break;
            default:
                blocks.add(mediaOrForeign(block, raw, path));
        }
    }

    private static String type(JsonNode block) {
        return Objects.requireNonNullElse(JsonTree.text(block, "type"), "");
    }

    private static PromptBlock text(JsonNode block, RawJson raw, String path) {
        String text = JsonTree.text(block, "text");
        if (text == null) {
            throw ClaudePieces.invalid(path + ".text", "must be a text");
        }
        Source source = ClaudePieces.source(path, raw, block, "type", "text", "citations", "cache_control");
        return new PromptBlock.Text(
                text, ClaudeCitations.read(block.path("citations")), null, ClaudePieces.cache(block), source);
    }

    private static PromptBlock mediaOrForeign(JsonNode block, RawJson raw, String path) {
        PromptBlock media = ClaudeMediaReader.read(block, raw, path);
        if (media != null) {
            return media;
        }
        Source source = Source.of(Dialect.CLAUDE_MESSAGES, path, raw, List.of());
        return new PromptBlock.Foreign(Dialect.CLAUDE_MESSAGES, raw, source);
    }

    private static void thinking(JsonNode block, RawJson raw, String path, String carrier, ClaudeTurnBlocks blocks) {
        boolean redacted = carrier.equals("data");
        Source source = ClaudePieces.source(path, raw, block, "type", "thinking", "signature", "data", "cache_control");
        String text = redacted ? "" : Objects.requireNonNullElse(JsonTree.text(block, "thinking"), "");
        String opaque = JsonTree.text(block, carrier);
        if (opaque == null || opaque.isEmpty()) {
            blocks.carrier(text, List.of(), source);
        } else if (Provenance.isSealed(opaque)) {
            blocks.carrier(text, Provenance.unseal(opaque), source);
        } else {
            Signature own = new Signature(Dialect.CLAUDE_MESSAGES, null, Signature.Place.OWN, redacted, opaque, null);
            blocks.add(new PromptBlock.Reasoning(text, own, source));
        }
    }

    private PromptBlock call(JsonNode block, RawJson raw, String path) {
        String name = JsonTree.text(block, "name");
        String id = JsonTree.text(block, "id");
        if (name == null || id == null) {
            throw ClaudePieces.invalid(path + (name == null ? ".name" : ".id"), "must be a text");
        }
        toolNames.put(id, name);
        JsonNode input = JsonTree.member(block, "input");
        String arguments = input == null ? "{}" : new String(JsonTree.bytes(input), StandardCharsets.UTF_8);
        Source source = ClaudePieces.source(path, raw, block, "type", "id", "name", "input", "cache_control");
        return new PromptBlock.ToolCall(id, null, name, false, arguments, null, ClaudePieces.cache(block), source);
    }

    private PromptBlock result(JsonNode block, RawJson raw, String path) {
        String id = JsonTree.text(block, "tool_use_id");
        if (id == null) {
            throw ClaudePieces.invalid(path + ".tool_use_id", "must be a text");
        }
        Source source =
                ClaudePieces.source(path, raw, block, "type", "tool_use_id", "content", "is_error", "cache_control");
        return new PromptBlock.ToolResult(
                id,
                toolNames.getOrDefault(id, ""),
                false,
                content(block.path("content"), raw.get("content").orElse(null), path + ".content"),
                Boolean.TRUE.equals(ClaudePieces.flag(block, "is_error")),
                ClaudePieces.cache(block),
                source);
    }

    private static List<PromptBlock> content(JsonNode content, @Nullable RawJson raw, String path) {
        if (raw == null || raw.isNull()) {
            return List.of();
        }
        if (content.isString()) {
            Source source = Source.of(Dialect.CLAUDE_MESSAGES, path, raw, List.of());
            return List.of(new PromptBlock.Text(content.stringValue(), source));
        }
        if (!content.isArray()) {
            throw ClaudePieces.invalid(path, "must be a text or a list of blocks");
        }
        List<PromptBlock> blocks = new ArrayList<>();
        List<RawJson> elements = raw.elements();
        for (int i = 0; i < elements.size(); i++) {
            String at = path + "." + i;
            JsonNode block = content.path(i);
            if (!block.isObject()) {
                throw ClaudePieces.invalid(at, "must be an object");
            }
            boolean isText = type(block).equals("text");
            blocks.add(isText ? text(block, elements.get(i), at) : mediaOrForeign(block, elements.get(i), at));
        }
        return blocks;
    }
}
