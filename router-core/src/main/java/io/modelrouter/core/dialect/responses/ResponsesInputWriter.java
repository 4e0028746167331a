package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.CallIdNames;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes turns as instructions and input items. Not thread-safe. */
final class ResponsesInputWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int LONGEST_CALL_ID = 64;

    private final ChatRequest request;
    private final Losses losses;
    private final boolean own;
    private final ToolNames names;
    private final CallIdNames callIds = new CallIdNames(LONGEST_CALL_ID);
    private final ArrayNode items = JSON.arrayNode();

    ResponsesInputWriter(ChatRequest request, Losses losses) {
        this.request = request;
        this.losses = losses;
        this.own = request.dialect() == Dialect.OPENAI_RESPONSES;
        this.names = new ToolNames(request);
    }

    /** Writes the system turns at the beginning as instructions, and says how many those are. */
    int instructions(ObjectNode body) {
        int count = 0;
        List<String> texts = new ArrayList<>();
        for (Turn turn : request.turns()) {
            boolean fits = own
                    ? count == 0 && turn.source().path().equals("instructions")
                    : turn.role() == Turn.Role.SYSTEM
                            && turn.blocks().stream().allMatch(PromptBlock.Text.class::isInstance);
            if (!fits) {
                break;
            }
            count++;
            unread(turn);
            for (PromptBlock block : turn.blocks()) {
                losses.unread(block.source());
                PromptBlock.Text text = (PromptBlock.Text) block;
                if (text.cache() != null) {
                    losses.cacheMark(text.source(), "the vendor caches by itself");
                }
                if (!text.text().isEmpty() || own) {
                    texts.add(text.text());
                }
            }
        }
        if (!texts.isEmpty()) {
            body.put("instructions", String.join("\n\n", texts));
        }
        return count;
    }

    /** Whether reasoning of this dialect stands in the history. */
    boolean hasOwnReasoning() {
        return request.turns().stream()
                .flatMap(turn -> turn.blocks().stream())
                .anyMatch(block -> block instanceof PromptBlock.Reasoning reasoning && isOwn(reasoning.signature()));
    }

    /** Writes all turns but these first ones. */
    void write(ObjectNode body, int skipped) {
        List<Turn> turns = request.turns().subList(skipped, request.turns().size());
        RawJson alone = turns.size() == 1 ? turns.get(0).source().json() : null;
        if (own && alone != null && alone.kind() == RawJson.Kind.STRING) {
            body.put("input", alone.asString().orElse(""));
            return;
        }
        turns.forEach(this::turn);
        if (!items.isEmpty() || !own) {
            body.set("input", items);
        }
    }

    private void turn(Turn turn) {
        RawJson json = turn.source().json();
        if (json != null && turn.source().dialect() == Dialect.OPENAI_RESPONSES) {
            verbatim(turn, json);
            return;
        }
        unread(turn);
        if (turn.name() != null) {
            losses.hint(turn.source().path() + ".name", "has no counterpart in " + Dialect.OPENAI_RESPONSES);
        }
        ResponsesBlockWriter writer = new ResponsesBlockWriter(turn.role(), names, callIds, losses, items);
        turn.blocks().forEach(writer::write);
        writer.flush();
    }

    private void verbatim(Turn turn, RawJson json) {
        JsonNode tree = JsonTree.read(json.toBytes());
        if (tree != null && tree.isArray()) {
            tree.forEach(items::add);
        } else if (tree != null && tree.isString()) {
            items.addObject().put("role", "user").put("content", tree.stringValue());
        } else {
            items.add(tree);
        }
        for (PromptBlock block : turn.blocks()) {
            Signature signature = signature(block);
            if (signature != null && !isOwn(signature)) {
                losses.hint(block.source().path(), "is signed by another vendor");
            }
        }
    }

    static @Nullable Signature signature(PromptBlock block) {
        if (block instanceof PromptBlock.Reasoning reasoning) {
            return reasoning.signature();
        }
        if (block instanceof PromptBlock.Text text) {
            return text.signature();
        }
        if (block instanceof PromptBlock.ToolCall call) {
            return call.signature();
        }
        return block instanceof PromptBlock.Media media ? media.signature() : null;
    }

    static boolean isOwn(@Nullable Signature signature) {
        return signature != null && signature.origin() == Dialect.OPENAI_RESPONSES && !signature.isUnsigned();
    }

    private void unread(Turn turn) {
        Source source = turn.source();
        losses.unread(source);
    }
}
