package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.MediaSource;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the items of the input, remembered ones first. Not thread-safe. */
final class ResponsesInputReader {
    private static final Set<String> MESSAGE = Set.of("type", "id", "status", "role", "content");
    private static final Set<String> CALL =
            Set.of("type", "id", "status", "call_id", "name", "namespace", "arguments", "input");
    private static final Set<String> OUTPUT = Set.of("type", "id", "status", "call_id", "output");
    private static final Set<String> REASONING =
            Set.of("type", "id", "status", "summary", "content", "encrypted_content");

    private static final Set<String> PICTURE = Set.of(
            "type",
            "id",
            "status",
            "result",
            "output_format",
            "revised_prompt",
            "size",
            "quality",
            "background",
            "action");

    /** What the client did or allowed for a tool that is OpenAI's. */
    private static final Set<String> CLIENT_ITEMS = Set.of(
            "computer_call_output",
            "local_shell_call_output",
            "shell_call_output",
            "apply_patch_call_output",
            "tool_search_output",
            "mcp_approval_response");

    private final StoredItems stored;
    private final ResponsesTurns turns = new ResponsesTurns();
    private final Map<String, String> calledTools = new HashMap<>();
    private final List<ResponsesPiece> addedTools = new ArrayList<>();

    ResponsesInputReader(StoredItems stored) {
        this.stored = stored;
    }

    /** Reads what was said before, by the id of the last response. */
    void readHistory(ResponsesPiece responseId) {
        String id = responseId.json().asString("");
        List<RawJson> items = stored.conversation(id)
                .orElseThrow(() -> responseId.refused("Previous response with id '" + id + "' not found."));
        items.forEach(item -> item(ResponsesPiece.of(item, responseId.path()), false));
    }

    void read(ResponsesPiece input) {
        if (input.json().isString()) {
            PromptBlock text = new PromptBlock.Text(input.json().stringValue(), input.source());
            turns.add(Turn.Role.USER, false, input, List.of(text), List.of());
            return;
        }
        input.elements().forEach(item -> item(item, true));
    }

    /** Tools that stand in the input: found by a search, or added on the way. */
    List<ResponsesPiece> addedTools() {
        return addedTools;
    }

    List<Turn> finish() {
        return turns.finish();
    }

    private void item(ResponsesPiece item, boolean mayRefer) {
        if (!item.json().isObject()) {
            throw item.refused("An input item must be an object.");
        }
        switch (item.type()) {
            case "message":
                message(item);
                break;
            case "function_call":
                call(item, false, "arguments");
                break;
            case "custom_tool_call":
                call(item, true, "input");
                break;
            case "function_call_output":
                output(item, false);
                break;
            case "custom_tool_call_output":
                output(item, true);
                break;
            case "reasoning":
                reasoning(item);
                break;
            case "image_generation_call":
                picture(item);
                break;
            case "":
            case "item_reference":
                if (mayRefer && ResponsesReference.isReference(item.raw())) {
                    item(resolved(item), false);
                } else if (item.json().has("role")) {
                    message(item);
                } else {
                    foreign(item);
                }
                break;
            default:
                foreign(item);
        }
    }

    private ResponsesPiece resolved(ResponsesPiece reference) {
        RawJson item = ResponsesReference.resolve(reference.raw(), stored)
                .orElseThrow(() -> reference.refused(
                        "Item with id '" + reference.json().path("id").asString("") + "' not found."));
        return ResponsesPiece.of(item, reference.path());
    }

    private void message(ResponsesPiece item) {
        Turn.Role role = role(item.text("role"));
        List<String> unread = new ArrayList<>(item.unread(MESSAGE));
        if (role == null) {
            role = Turn.Role.USER;
            unread.add("role");
        }
        List<PromptBlock> blocks = ResponsesPartReader.read(item.member("content"));
        turns.add(role, role == Turn.Role.ASSISTANT, item, blocks, unread);
    }

    private static Turn.@Nullable Role role(@Nullable String role) {
        if (role == null) {
            return null;
        }
        switch (role) {
            case "user":
                return Turn.Role.USER;
            case "assistant":
                return Turn.Role.ASSISTANT;
            case "system":
                return Turn.Role.SYSTEM;
            case "developer":
                return Turn.Role.DEVELOPER;
            default:
                return null;
        }
    }

    private void call(ResponsesPiece item, boolean custom, String argumentsName) {
        String id = item.nonEmpty("call_id");
        if (id == null) {
            id = item.nonEmpty("id");
        }
        String name = item.json().path("name").asString("");
        ResponsesPiece arguments = item.member(argumentsName);
        PromptBlock.ToolCall call = new PromptBlock.ToolCall(
                id == null ? item.path() : id,
                item.nonEmpty("namespace"),
                name,
                custom,
                textOf(arguments),
                null,
                null,
                item.source(CALL));
        calledTools.put(call.id(), name);
        turns.add(Turn.Role.ASSISTANT, true, item, List.of(call), List.of());
    }

    private static String textOf(@Nullable ResponsesPiece value) {
        if (value == null) {
            return "";
        }
        return value.json().isString()
                ? value.json().stringValue()
                : value.json().toString();
    }

    private void output(ResponsesPiece item, boolean custom) {
        String id = item.json().path("call_id").asString("");
        ResponsesPiece output = item.member("output");
        List<PromptBlock> content = output != null && output.json().isObject()
                ? List.of(new PromptBlock.Text(textOf(output), output.source()))
                : ResponsesPartReader.read(output);
        PromptBlock result = new PromptBlock.ToolResult(
                id, calledTools.getOrDefault(id, ""), custom, content, false, null, item.source(OUTPUT));
        turns.add(Turn.Role.USER, true, item, List.of(result), List.of());
    }

    private void reasoning(ResponsesPiece item) {
        String text = reasoningText(item);
        String sealed = item.nonEmpty("encrypted_content");
        if (sealed != null && Provenance.isSealed(sealed)) {
            unseal(item, text, Provenance.unseal(sealed));
            return;
        }
        Signature own = sealed == null ? null : Signature.of(Dialect.OPENAI_RESPONSES, sealed);
        PromptBlock block = new PromptBlock.Reasoning(text, own, item.source(REASONING));
        turns.add(Turn.Role.ASSISTANT, true, item, List.of(block), List.of());
    }

    private void unseal(ResponsesPiece item, String text, List<Signature> signatures) {
        List<PromptBlock.Reasoning> blocks = new ArrayList<>();
        String rest = text;
        for (Signature signature : signatures) {
            if (signature.place() == Signature.Place.NEXT) {
                turns.signNext(signature);
            } else if (signature.place() == Signature.Place.PREVIOUS) {
                turns.signPrevious(signature);
            } else if (signature.text() != null) {
                blocks.add(new PromptBlock.Reasoning(signature.text(), signature, item.source(REASONING)));
            } else {
                blocks.add(new PromptBlock.Reasoning(rest, signature, item.source(REASONING)));
                rest = "";
            }
        }
        if (!rest.isEmpty()) {
            blocks.add(new PromptBlock.Reasoning(rest, null, item.source(REASONING)));
        }
        if (!blocks.isEmpty()) {
            turns.addSealed(blocks);
        }
    }

    /** A picture of an earlier answer; without its bytes only OpenAI knows it. */
    private void picture(ResponsesPiece item) {
        String result = item.nonEmpty("result");
        if (result == null) {
            foreign(item);
            return;
        }
        String format = item.nonEmpty("output_format");
        MediaSource content = new MediaSource.Inline("image/" + (format == null ? "png" : format), result);
        PromptBlock media = new PromptBlock.Media(PromptBlock.MediaKind.IMAGE, content, item.source(PICTURE));
        turns.add(Turn.Role.ASSISTANT, true, item, List.of(media), List.of());
    }

    private static String reasoningText(ResponsesPiece item) {
        List<String> texts = new ArrayList<>();
        for (String name : new String[] {"summary", "content"}) {
            for (ResponsesPiece part : item.elements(name)) {
                String text = part.nonEmpty("text");
                if (text != null) {
                    texts.add(text);
                }
            }
        }
        return String.join("\n\n", texts);
    }

    private void foreign(ResponsesPiece item) {
        addedTools.addAll(item.elements("tools"));
        Turn.Role role = role(item.text("role"));
        if (role == null) {
            role = CLIENT_ITEMS.contains(item.type()) ? Turn.Role.USER : Turn.Role.ASSISTANT;
        }
        PromptBlock block = new PromptBlock.Foreign(Dialect.OPENAI_RESPONSES, item.raw(), item.source());
        turns.add(role, role == Turn.Role.ASSISTANT, item, List.of(block), List.of());
    }
}
