package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Turns {@code systemInstruction} and {@code contents} into turns. One for each request; not thread-safe. */
final class GeminiContentReader {
    private static final Set<String> CONTENT = Set.of("role", "parts");

    private final GeminiCallIds calls = new GeminiCallIds();

    /** The system prompt, which may be a content, a text, or a list of either; null if it says nothing. */
    @Nullable
    Turn instruction(JsonNode instruction, String path) {
        Source source = Source.of(Dialect.GEMINI_GENERATE, path, JsonTree.raw(instruction), List.of());
        List<PromptBlock> blocks = new ArrayList<>();
        if (instruction.isArray()) {
            int index = 0;
            for (JsonNode piece : instruction) {
                blocks.addAll(pieces(piece, path + "." + index++));
            }
        } else {
            blocks.addAll(pieces(instruction, path));
        }
        return blocks.isEmpty() ? null : new Turn(Turn.Role.SYSTEM, blocks, source);
    }

    private List<PromptBlock> pieces(JsonNode piece, String path) {
        if (piece.isString()) {
            return List.of(new PromptBlock.Text(piece.stringValue(), Source.of(Dialect.GEMINI_GENERATE, path)));
        }
        return piece.isObject() && GeminiFields.get(piece, "parts") == null && GeminiFields.text(piece, "text") != null
                ? parts(List.of(piece), path)
                : content(piece, path);
    }

    /** One entry of {@code contents}. */
    Turn turn(JsonNode content, String path) {
        if (content.isString()) {
            // No SDK sends it so, but Google's own take a text for a content.
            return new Turn(Turn.Role.USER, pieces(content, path), Source.of(Dialect.GEMINI_GENERATE, path));
        }
        if (!content.isObject()) {
            throw refusal(path, "a content must be an object");
        }
        Source source =
                Source.of(Dialect.GEMINI_GENERATE, path, JsonTree.raw(content), GeminiFields.unread(content, CONTENT));
        return new Turn(role(content), content(content, path), source);
    }

    private static Turn.Role role(JsonNode content) {
        String role = GeminiFields.text(content, "role");
        switch (role == null ? "" : role.toLowerCase(Locale.ROOT)) {
            case "model":
            case "assistant":
                return Turn.Role.ASSISTANT;
            case "system":
                return Turn.Role.SYSTEM;
            default:
                // "function" is the older name for a user content with results, and an absent role is the user's.
                return Turn.Role.USER;
        }
    }

    private List<PromptBlock> content(JsonNode content, String path) {
        JsonNode parts = GeminiFields.get(content, "parts");
        boolean single = parts != null && !parts.isArray();
        return parts(GeminiFields.list(parts), path + (single ? "" : ".parts"), single);
    }

    private List<PromptBlock> parts(List<JsonNode> parts, String path) {
        return parts(parts, path, true);
    }

    private List<PromptBlock> parts(List<JsonNode> parts, String path, boolean single) {
        GeminiPartReader reader = new GeminiPartReader(calls);
        int index = 0;
        for (JsonNode part : parts) {
            String at = single ? path : path + "." + index;
            index++;
            if (part.isString()) {
                reader.blocks().add(new PromptBlock.Text(part.stringValue(), Source.of(Dialect.GEMINI_GENERATE, at)));
            } else if (part.isObject()) {
                if (!part.isEmpty()) {
                    reader.read(part, at);
                }
            } else {
                throw refusal(at, "a part must be an object");
            }
        }
        return reader.blocks();
    }

    static RouterException refusal(String path, String message) {
        return RouterException.of(RouterErrorCode.INVALID_REQUEST, message)
                .param(path)
                .build();
    }
}
