package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.Citation;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Reads the messages of a request, each as one turn. One for each request; not thread-safe. */
final class OpenAiChatMessageReader {
    private static final Dialect CHAT = Dialect.OPENAI_CHAT;
    private static final Set<String> KNOWN = Set.of(
            "role",
            "content",
            "name",
            "refusal",
            "audio",
            "annotations",
            "images",
            "tool_calls",
            "tool_call_id",
            "function_call",
            "reasoning_content",
            "reasoning",
            "reasoning_details",
            "cache_control");

    private final OpenAiChatCallIds calls = new OpenAiChatCallIds();

    Turn read(RawJson json, String path) {
        JsonNode message = JsonTree.read(json.toBytes());
        if (message == null || !message.isObject()) {
            throw RouterException.of(RouterErrorCode.INVALID_REQUEST, "a message must be an object")
                    .param(path)
                    .build();
        }
        String told = JsonTree.text(message, "role");
        String role = told == null ? "" : told;
        List<String> unread = OpenAiChatMembers.unread(message, KNOWN);
        List<PromptBlock> blocks = new ArrayList<>();
        Turn.Role speaker = Turn.Role.USER;
        String name = JsonTree.text(message, "name");
        switch (role) {
            case "system":
            case "developer":
                speaker = role.equals("system") ? Turn.Role.SYSTEM : Turn.Role.DEVELOPER;
                OpenAiChatPartReader.read(message.get("content"), path + ".content", blocks);
                break;
            case "assistant":
                speaker = Turn.Role.ASSISTANT;
                assistant(message, path, blocks);
                break;
            case "tool":
            case "function":
                blocks.add(result(message, json, path));
                name = null;
                break;
            default:
                if (!role.equals("user")) {
                    unread.add("role");
                }
                OpenAiChatPartReader.read(message.get("content"), path + ".content", blocks);
        }
        mark(blocks, OpenAiChatMembers.cacheMark(message));
        return new Turn(speaker, name, blocks, Source.of(CHAT, path, json, unread));
    }

    private void assistant(JsonNode message, String path, List<PromptBlock> blocks) {
        OpenAiChatReasoningReader reasoning = new OpenAiChatReasoningReader(message, path);
        blocks.addAll(reasoning.blocks());
        OpenAiChatPartReader.read(message.get("content"), path + ".content", blocks);
        String refusal = JsonTree.text(message, "refusal");
        if (refusal != null && !refusal.isEmpty()) {
            blocks.add(new PromptBlock.Refusal(refusal, Source.of(CHAT, path + ".refusal")));
        }
        if (message.path("images").isArray()) {
            OpenAiChatPartReader.read(message.get("images"), path + ".images", blocks);
        }
        if (JsonTree.saysSomething(message.get("audio"))) {
            RawJson audio = JsonTree.raw(message.get("audio"));
            blocks.add(new PromptBlock.Foreign(CHAT, audio, Source.of(CHAT, path + ".audio", audio, List.of())));
        }
        dress(blocks, citations(message.path("annotations")), reasoning, path);
        JsonNode entries = message.path("tool_calls");
        for (int i = 0; i < entries.size(); i++) {
            blocks.add(call(entries.get(i), path + ".tool_calls." + i, reasoning));
        }
        JsonNode old = message.path("function_call");
        if (old.isObject()) {
            String name = JsonTree.text(old, "name");
            String id = calls.legacy(name == null ? "" : name);
            Source source = Source.of(
                    CHAT,
                    path + ".function_call",
                    JsonTree.raw(old),
                    OpenAiChatMembers.unread(old, Set.of("name", "arguments")));
            blocks.add(new PromptBlock.ToolCall(id, name == null ? "" : name, arguments(old, "arguments"), source));
        }
    }

    private PromptBlock call(JsonNode entry, String path, OpenAiChatReasoningReader reasoning) {
        boolean custom = entry.path("custom").isObject();
        JsonNode body = entry.path(custom ? "custom" : "function");
        if (!body.isObject()) {
            RawJson json = JsonTree.raw(entry);
            return new PromptBlock.Foreign(CHAT, json, Source.of(CHAT, path, json, List.of()));
        }
        String name = JsonTree.text(body, "name");
        String id = calls.call(JsonTree.text(entry, "id"), name == null ? "" : name, custom);
        List<String> unread =
                OpenAiChatMembers.unread(entry, Set.of("id", "type", "index", "function", "custom", "cache_control"));
        return new PromptBlock.ToolCall(
                id,
                null,
                name == null ? "" : name,
                custom,
                arguments(body, custom ? "input" : "arguments"),
                reasoning.ofCall(id),
                OpenAiChatMembers.cacheMark(entry),
                Source.of(CHAT, path, JsonTree.raw(entry), unread));
    }

    private static String arguments(JsonNode body, String name) {
        JsonNode arguments = JsonTree.member(body, name);
        return arguments == null ? "" : OpenAiChatMembers.words(arguments);
    }

    private PromptBlock result(JsonNode message, RawJson json, String path) {
        String named = JsonTree.text(message, "name");
        OpenAiChatCallIds.Call call = "function".equals(JsonTree.text(message, "role"))
                ? calls.answeredByName(named == null ? "" : named)
                : calls.answered(JsonTree.text(message, "tool_call_id"), named);
        List<PromptBlock> content = new ArrayList<>();
        OpenAiChatPartReader.read(message.get("content"), path + ".content", content);
        return new PromptBlock.ToolResult(
                call.id(),
                call.name(),
                call.custom(),
                content,
                false,
                OpenAiChatMembers.cacheMark(message),
                Source.of(CHAT, path, json, List.of()));
    }

    /** Puts citations and signatures on the text they belong to. */
    private static void dress(
            List<PromptBlock> blocks, List<Citation> citations, OpenAiChatReasoningReader reasoning, String path) {
        List<Citation> left = citations;
        for (int i = 0; i < blocks.size(); i++) {
            PromptBlock block = blocks.get(i);
            if (block instanceof PromptBlock.Text text) {
                Signature signature = reasoning.ofWords().poll();
                if (signature != null || !left.isEmpty()) {
                    blocks.set(i, new PromptBlock.Text(text.text(), left, signature, text.cache(), text.source()));
                    left = List.of();
                }
            }
        }
        // Gemini signs an empty text at the end, of which no client of this dialect has seen anything.
        for (Signature signature : reasoning.ofWords()) {
            blocks.add(
                    new PromptBlock.Text("", List.of(), signature, null, Source.of(CHAT, path + ".reasoning_details")));
        }
    }

    private static List<Citation> citations(JsonNode annotations) {
        List<Citation> citations = new ArrayList<>();
        for (JsonNode annotation : annotations) {
            Citation citation = OpenAiChatCitations.read(annotation, 0);
            if (citation != null) {
                citations.add(citation);
            }
        }
        return citations;
    }

    /** A mark on the whole message (Vercel's gateway) stands for one on its last part. */
    private static void mark(List<PromptBlock> blocks, @Nullable CacheMark mark) {
        int last = blocks.size() - 1;
        if (mark == null || last < 0) {
            return;
        }
        PromptBlock block = blocks.get(last);
        if (block instanceof PromptBlock.Text text && text.cache() == null) {
            blocks.set(
                    last, new PromptBlock.Text(text.text(), text.citations(), text.signature(), mark, text.source()));
        } else if (block instanceof PromptBlock.Media media && media.cache() == null) {
            blocks.set(
                    last,
                    new PromptBlock.Media(
                            media.kind(),
                            media.content(),
                            media.name(),
                            media.detail(),
                            media.citable(),
                            media.signature(),
                            mark,
                            media.source()));
        } else if (block instanceof PromptBlock.ToolCall call && call.cache() == null) {
            blocks.set(
                    last,
                    new PromptBlock.ToolCall(
                            call.id(),
                            call.namespace(),
                            call.name(),
                            call.custom(),
                            call.arguments(),
                            call.signature(),
                            mark,
                            call.source()));
        }
    }
}
