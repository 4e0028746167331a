package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.PromptBlockVisitor;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Source;
import io.modelrouter.core.dialect.CallIdNames;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ObjectArguments;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the blocks of turns; empty for one that is left out, which the losses name. */
final class ClaudeBlockWriter implements PromptBlockVisitor<Optional<ObjectNode>> {
    private final Losses losses;
    private final ToolNames names;
    private final CallIdNames ids;
    private final ClaudeMediaWriter media;
    private boolean reasoningDropped;

    ClaudeBlockWriter(Losses losses, ToolNames names, CallIdNames ids, Set<String> betas) {
        this.losses = losses;
        this.names = names;
        this.ids = ids;
        this.media = new ClaudeMediaWriter(losses, betas);
    }

    /** Whether reasoning or a signature was left out since this was asked last. */
    boolean takeReasoningDropped() {
        boolean dropped = reasoningDropped;
        reasoningDropped = false;
        return dropped;
    }

    /** What the caller wrote, where that was in this dialect; null for a piece of another one. */
    static @Nullable ObjectNode verbatim(Source source) {
        RawJson json = source.json();
        return source.dialect() == Dialect.CLAUDE_MESSAGES
                        && json != null
                        && JsonTree.read(json.toBytes()) instanceof ObjectNode own
                ? own
                : null;
    }

    /** The vendor knows two lifetimes; another one becomes its default. */
    static void mark(ObjectNode piece, @Nullable CacheMark cache) {
        if (cache != null) {
            ObjectNode control = piece.putObject("cache_control").put("type", "ephemeral");
            if ("5m".equals(cache.ttl()) || "1h".equals(cache.ttl())) {
                control.put("ttl", cache.ttl());
            }
        }
    }

    private static ObjectNode block(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type);
    }

    @Override
    public Optional<ObjectNode> text(PromptBlock.Text block) {
        signature(block.signature(), block.source());
        ObjectNode own = verbatim(block.source());
        if (own != null) {
            return Optional.of(own);
        }
        losses.unread(block.source());
        if (!block.citations().isEmpty()) {
            losses.hint(block.source(), "an earlier answer's citations are not carried", "citations", "annotations");
        }
        if (block.text().isBlank()) {
            // The vendor refuses text blocks without a visible character.
            return Optional.empty();
        }
        ObjectNode written = block("text").put("text", block.text());
        mark(written, block.cache());
        return Optional.of(written);
    }

    @Override
    public Optional<ObjectNode> media(PromptBlock.Media block) {
        signature(block.signature(), block.source());
        return Optional.ofNullable(media.write(block));
    }

    @Override
    public Optional<ObjectNode> reasoning(PromptBlock.Reasoning block) {
        Signature signature = block.signature();
        boolean own = signature != null && signature.origin() == Dialect.CLAUDE_MESSAGES;
        if (signature == null || !own || signature.isUnsigned()) {
            reasoningDropped = true;
            losses.hint(
                    block.source().path(),
                    signature == null || own
                            ? "the vendor takes no reasoning without its signature"
                            : "the reasoning is another vendor's");
            return Optional.empty();
        }
        ObjectNode verbatim = verbatim(block.source());
        String carrier = signature.redacted() ? "data" : "signature";
        if (verbatim != null && signature.value().equals(JsonTree.text(verbatim, carrier))) {
            return Optional.of(verbatim);
        }
        losses.unread(block.source());
        if (signature.redacted()) {
            return Optional.of(block("redacted_thinking").put("data", signature.value()));
        }
        String text = signature.text() == null ? block.text() : signature.text();
        return Optional.of(block("thinking").put("thinking", text).put("signature", signature.value()));
    }

    private void signature(@Nullable Signature signature, Source source) {
        if (signature != null && !(signature.isUnsigned() && signature.origin() == Dialect.CLAUDE_MESSAGES)) {
            reasoningDropped = true;
            losses.hint(source.path(), "its signature is another vendor's");
        }
    }

    @Override
    public Optional<ObjectNode> refusal(PromptBlock.Refusal block) {
        losses.unread(block.source());
        losses.approximated(block.source().path(), "a refusal becomes text");
        return block.text().isBlank()
                ? Optional.empty()
                : Optional.of(block("text").put("text", block.text()));
    }

    @Override
    public Optional<ObjectNode> toolCall(PromptBlock.ToolCall block) {
        signature(block.signature(), block.source());
        ObjectNode own = verbatim(block.source());
        if (own != null) {
            return Optional.of(own);
        }
        losses.unread(block.source());
        ObjectNode written =
                block("tool_use").put("id", ids.written(block.id())).put("name", names.written(block));
        written.set("input", input(block));
        mark(written, block.cache());
        return Optional.of(written);
    }

    /** The vendor takes objects only: anything else becomes the member {@code input} of one. */
    private ObjectNode input(PromptBlock.ToolCall call) {
        if (call.custom()) {
            losses.approximated(call.source().path(), "free text becomes the argument input");
            return JsonNodeFactory.instance.objectNode().put("input", call.arguments());
        }
        ObjectNode input = ObjectArguments.object(call.arguments());
        if (!ObjectArguments.isObject(call.arguments())) {
            losses.approximated(call.source().path(), "arguments that are no JSON object become the argument input");
        }
        return input;
    }

    @Override
    public Optional<ObjectNode> toolResult(PromptBlock.ToolResult block) {
        ObjectNode own = verbatim(block.source());
        if (own != null) {
            return Optional.of(own);
        }
        losses.unread(block.source());
        ObjectNode written = block("tool_result").put("tool_use_id", ids.written(block.callId()));
        ArrayNode content = JsonNodeFactory.instance.arrayNode();
        for (PromptBlock inner : block.content()) {
            inner.accept(this).ifPresent(content::add);
        }
        if (!content.isEmpty()) {
            written.set("content", content);
        }
        if (block.error()) {
            written.put("is_error", true);
        }
        mark(written, block.cache());
        return Optional.of(written);
    }

    @Override
    public Optional<ObjectNode> foreign(PromptBlock.Foreign block) {
        if (block.dialect() == Dialect.CLAUDE_MESSAGES
                && JsonTree.read(block.json().toBytes()) instanceof ObjectNode own) {
            return Optional.of(own);
        }
        losses.hint(block.source().path(), "has no counterpart in " + Dialect.CLAUDE_MESSAGES);
        return Optional.empty();
    }

    /** A turn's whole content where the caller wrote it as one text; null else. */
    static @Nullable String plainText(PromptBlock block) {
        RawJson json = block.source().json();
        boolean plain = block instanceof PromptBlock.Text
                && block.source().dialect() == Dialect.CLAUDE_MESSAGES
                && json != null
                && json.kind() == RawJson.Kind.STRING;
        return plain ? Objects.requireNonNull(json).asString().orElse(null) : null;
    }

    static JsonNode tree(RawJson json) {
        return Objects.requireNonNull(JsonTree.read(json.toBytes()));
    }
}
