package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.PromptBlockVisitor;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.CallIdNames;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.wire.Dialect;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the blocks of one turn: content gathers in a message, everything else is an item of its own. */
final class ResponsesBlockWriter implements PromptBlockVisitor<ResponsesBlockWriter> {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Turn.Role role;
    private final ToolNames names;
    private final CallIdNames callIds;
    private final Losses losses;
    private final ArrayNode items;
    private ArrayNode content = JSON.arrayNode();

    ResponsesBlockWriter(Turn.Role role, ToolNames names, CallIdNames callIds, Losses losses, ArrayNode items) {
        this.role = role;
        this.names = names;
        this.callIds = callIds;
        this.losses = losses;
        this.items = items;
    }

    void write(PromptBlock block) {
        losses.unread(block.source());
        block.accept(this);
    }

    /** Writes the message of the content so far. */
    void flush() {
        if (!content.isEmpty()) {
            message(role, content);
            content = JSON.arrayNode();
        }
    }

    private void message(Turn.Role as, ArrayNode parts) {
        if (as == Turn.Role.ASSISTANT) {
            parts.forEach(this::said);
            return;
        }
        ObjectNode message = items.addObject().put("type", "message");
        message.put("role", as.name().toLowerCase(Locale.ROOT));
        boolean plain =
                parts.size() == 1 && parts.path(0).path("type").asString("").equals("input_text");
        if (plain) {
            message.put("content", parts.path(0).path("text").asString(""));
        } else {
            message.set("content", parts);
        }
    }

    /** An assistant's text stands alone: with parts it is an output item, and the vendor's schema wants an id for those. */
    private void said(JsonNode part) {
        ObjectNode message = items.addObject().put("type", "message").put("role", "assistant");
        String text = part.path("text").asString("");
        if (part.has("refusal")) {
            message.putArray("content").add(part);
        } else {
            message.put("content", text);
        }
    }

    @Override
    public ResponsesBlockWriter text(PromptBlock.Text block) {
        if (block.cache() != null) {
            losses.cacheMark(block.source(), "the vendor caches by itself");
        }
        foreign(block, block.signature());
        if (!block.citations().isEmpty()) {
            losses.hint(block.source(), "citations are not repeated", "citations", "annotations");
        }
        if (role == Turn.Role.ASSISTANT && block.text().isEmpty()) {
            // Clients put one beside calls, or hang a signature on it.
            return this;
        }
        if (role == Turn.Role.ASSISTANT) {
            content.addObject().put("type", "output_text").put("text", block.text());
        } else {
            content.addObject().put("type", "input_text").put("text", block.text());
        }
        return this;
    }

    @Override
    public ResponsesBlockWriter media(PromptBlock.Media block) {
        if (block.cache() != null) {
            losses.cacheMark(block.source(), "the vendor caches by itself");
        }
        foreign(block, block.signature());
        ObjectNode part = ResponsesMediaWriter.write(block, losses);
        if (part == null) {
            return this;
        }
        if (role != Turn.Role.ASSISTANT) {
            content.add(part);
            return this;
        }
        // An assistant's message holds text only.
        flush();
        losses.approximated(block.source().path(), "is shown to the model as the user's");
        message(Turn.Role.USER, JSON.arrayNode().add(part));
        return this;
    }

    @Override
    public ResponsesBlockWriter reasoning(PromptBlock.Reasoning block) {
        Signature signature = block.signature();
        if (!ResponsesInputWriter.isOwn(signature)) {
            losses.hint(
                    block.source().path(),
                    signature == null || signature.origin() == Dialect.OPENAI_RESPONSES
                            ? "is not signed"
                            : "is another vendor's");
            return this;
        }
        flush();
        ObjectNode item = items.addObject().put("type", "reasoning");
        ArrayNode summary = item.putArray("summary");
        if (!block.text().isEmpty()) {
            summary.addObject().put("type", "summary_text").put("text", block.text());
        }
        item.put("encrypted_content", signature == null ? "" : signature.value());
        return this;
    }

    @Override
    public ResponsesBlockWriter refusal(PromptBlock.Refusal block) {
        content.addObject().put("type", "refusal").put("refusal", block.text());
        return this;
    }

    @Override
    public ResponsesBlockWriter toolCall(PromptBlock.ToolCall block) {
        if (block.cache() != null) {
            losses.cacheMark(block.source(), "the vendor caches by itself");
        }
        foreign(block, block.signature());
        flush();
        items.addObject()
                .put("type", block.custom() ? "custom_tool_call" : "function_call")
                .put("call_id", callIds.written(block.id()))
                .put("name", names.written(block))
                .put(block.custom() ? "input" : "arguments", arguments(block));
        return this;
    }

    private static String arguments(PromptBlock.ToolCall block) {
        return block.arguments().isEmpty() && !block.custom() ? "{}" : block.arguments();
    }

    @Override
    public ResponsesBlockWriter toolResult(PromptBlock.ToolResult block) {
        if (block.cache() != null) {
            losses.cacheMark(block.source(), "the vendor caches by itself");
        }
        flush();
        if (block.error()) {
            losses.hint(block.source(), "that the tool failed is said by its words only", "is_error");
        }
        ObjectNode item = items.addObject()
                .put("type", block.custom() ? "custom_tool_call_output" : "function_call_output")
                .put("call_id", callIds.written(block.callId()));
        ArrayNode parts = output(block.content());
        if (parts.isEmpty()) {
            item.put("output", "");
        } else if (parts.size() == 1 && parts.path(0).has("text")) {
            item.set("output", parts.path(0).get("text"));
        } else {
            item.set("output", parts);
        }
        return this;
    }

    private ArrayNode output(List<PromptBlock> blocks) {
        ArrayNode parts = JSON.arrayNode();
        for (PromptBlock block : blocks) {
            losses.unread(block.source());
            if (block instanceof PromptBlock.Text text) {
                parts.addObject().put("type", "input_text").put("text", text.text());
            } else if (block instanceof PromptBlock.Media media) {
                ObjectNode part = ResponsesMediaWriter.write(media, losses);
                if (part != null) {
                    parts.add(part);
                }
            } else {
                losses.hint(block.source().path(), "has no counterpart in " + Dialect.OPENAI_RESPONSES);
            }
        }
        return parts;
    }

    @Override
    public ResponsesBlockWriter foreign(PromptBlock.Foreign block) {
        JsonNode json = block.dialect() == Dialect.OPENAI_RESPONSES
                ? JsonTree.read(block.json().toBytes())
                : null;
        if (json == null) {
            losses.hint(block.source().path(), "has no counterpart in " + Dialect.OPENAI_RESPONSES);
        } else {
            flush();
            items.add(json);
        }
        return this;
    }

    private void foreign(PromptBlock block, @Nullable Signature signature) {
        if (signature != null && signature.origin() != Dialect.OPENAI_RESPONSES) {
            losses.hint(block.source().path(), "is signed by another vendor");
        }
    }
}
