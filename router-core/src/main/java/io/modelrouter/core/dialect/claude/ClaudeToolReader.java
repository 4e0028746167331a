package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.Source;
import io.modelrouter.chat.Tool;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/** Reads a tool: the caller's own, or one of the vendor's, whose types end in a date ({@code web_search_20250305}). */
final class ClaudeToolReader {
    private ClaudeToolReader() {}

    static Tool read(JsonNode tool, RawJson raw, String path) {
        if (!tool.isObject()) {
            throw ClaudePieces.invalid(path, "must be an object");
        }
        String type = Objects.requireNonNullElse(JsonTree.text(tool, "type"), "custom");
        String name = JsonTree.text(tool, "name");
        if (!type.equals("custom")) {
            Source source = ClaudePieces.source(path, raw, tool, "type", "name", "cache_control");
            return new Tool.Server(kind(type), name == null ? type : name, Dialect.CLAUDE_MESSAGES, raw, source);
        }
        if (name == null) {
            throw ClaudePieces.invalid(path + ".name", "must be a text");
        }
        Source source = ClaudePieces.source(
                path, raw, tool, "type", "name", "description", "input_schema", "strict", "cache_control");
        return new Tool.Function(
                null,
                name,
                JsonTree.text(tool, "description"),
                raw.get("input_schema").filter(schema -> !schema.isNull()).orElse(null),
                ClaudePieces.flag(tool, "strict"),
                ClaudePieces.cache(tool),
                source);
    }

    private static Tool.ServerKind kind(String type) {
        if (type.startsWith("web_search")) {
            return Tool.ServerKind.WEB_SEARCH;
        }
        if (type.startsWith("web_fetch")) {
            return Tool.ServerKind.WEB_FETCH;
        }
        if (type.startsWith("code_execution")) {
            return Tool.ServerKind.CODE_EXECUTION;
        }
        if (type.startsWith("computer")) {
            return Tool.ServerKind.COMPUTER;
        }
        return type.startsWith("mcp") ? Tool.ServerKind.MCP : Tool.ServerKind.OTHER;
    }
}
