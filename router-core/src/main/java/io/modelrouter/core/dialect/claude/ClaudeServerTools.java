package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Tool;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.wire.Dialect;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes tools that a vendor runs: its own as they came, those of others where there is one of the same kind. */
final class ClaudeServerTools {
    private final Losses losses;
    private final Set<String> betas;

    ClaudeServerTools(Losses losses, Set<String> betas) {
        this.losses = losses;
        this.betas = betas;
    }

    /** The name under which the vendor offers it. */
    static String name(Tool.Server tool) {
        if (tool.dialect() == Dialect.CLAUDE_MESSAGES) {
            return tool.name();
        }
        switch (tool.kind()) {
            case WEB_SEARCH:
                return "web_search";
            case WEB_FETCH:
                return "web_fetch";
            case CODE_EXECUTION:
                return "code_execution";
            default:
                return tool.name();
        }
    }

    /** The tool; null where the vendor has none of its kind. */
    @Nullable
    ObjectNode write(Tool.Server tool, ChatRequest request) {
        if (tool.dialect() == Dialect.CLAUDE_MESSAGES) {
            return ClaudeBlockWriter.tree(tool.json()) instanceof ObjectNode own ? own : null;
        }
        String path = tool.source().path();
        String name = name(tool);
        boolean taken = request.tools().stream()
                .anyMatch(
                        other -> !(other instanceof Tool.Server) && other.name().equals(name));
        String type = taken ? null : type(tool.kind());
        if (type == null) {
            losses.hint(path, "has no counterpart in " + Dialect.CLAUDE_MESSAGES);
            return null;
        }
        losses.approximated(path, "another vendor's tool is replaced by the one of the same kind");
        ObjectNode written =
                JsonNodeFactory.instance.objectNode().put("type", type).put("name", name);
        if (tool.kind() == Tool.ServerKind.WEB_SEARCH) {
            search(ClaudeBlockWriter.tree(tool.json()), written);
        }
        return written;
    }

    /** The dated types that every model of the vendor's which has the tool knows. */
    private @Nullable String type(Tool.ServerKind kind) {
        switch (kind) {
            case WEB_SEARCH:
                return "web_search_20250305";
            case WEB_FETCH:
                betas.add("web-fetch-2025-09-10");
                return "web_fetch_20250910";
            case CODE_EXECUTION:
                betas.add("code-execution-2025-08-25");
                return "code_execution_20250825";
            default:
                return null;
        }
    }

    /** OpenAI tells the domains and the place of a search in almost the same words. */
    private static void search(JsonNode theirs, ObjectNode ours) {
        JsonNode domains = JsonTree.member(theirs.path("filters"), "allowed_domains");
        if (domains != null && domains.isArray() && !domains.isEmpty()) {
            ours.set("allowed_domains", domains);
        }
        JsonNode place = JsonTree.member(theirs, "user_location");
        if (place instanceof ObjectNode && "approximate".equals(JsonTree.text(place, "type"))) {
            ObjectNode location = ours.putObject("user_location").put("type", "approximate");
            for (String name : new String[] {"city", "region", "country", "timezone"}) {
                String value = JsonTree.text(place, name);
                if (value != null && !value.isEmpty()) {
                    location.put(name, value);
                }
            }
        }
    }
}
