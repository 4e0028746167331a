package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.PromptBlockVisitor;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Source;
import io.modelrouter.core.dialect.CallIdNames;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ObjectArguments;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the blocks of turns; empty for one that is left out, which the losses name. */
final class ConverseBlockWriter implements PromptBlockVisitor<Optional<ObjectNode>> {
    private static final int LONGEST_ID = 64;

    private final Losses losses;
    private final ToolNames names;
    private final ConverseModel model;
    private final ConverseMediaWriter media;
    private final ConverseCacheMarks marks;
    private final CallIdNames ids = new CallIdNames(LONGEST_ID);
    /** Whether calls and results become words: the vendor takes them only beside tools. */
    private final boolean inWords;

    ConverseBlockWriter(
            Losses losses, ToolNames names, ConverseModel model, ConverseCacheMarks marks, boolean inWords) {
        this.losses = losses;
        this.names = names;
        this.model = model;
        this.media = new ConverseMediaWriter(losses);
        this.marks = marks;
        this.inWords = inWords;
    }

    private static ObjectNode block() {
        return JsonNodeFactory.instance.objectNode();
    }

    @Override
    public Optional<ObjectNode> text(PromptBlock.Text block) {
        signature(block.signature(), block.source());
        losses.unread(block.source());
        if (!block.citations().isEmpty()) {
            losses.hint(block.source(), "an earlier answer's citations are not carried", "citations", "annotations");
        }
        // The vendor refuses texts without a visible character.
        return block.text().isBlank() ? Optional.empty() : Optional.of(block().put("text", block.text()));
    }

    @Override
    public Optional<ObjectNode> media(PromptBlock.Media block) {
        signature(block.signature(), block.source());
        return Optional.ofNullable(media.write(block));
    }

    /**
     * What Bedrock signed goes back as it came. What Anthropic signed goes to its models here too: its signatures are the
     * same on all platforms (platform.claude.com, extended thinking, 2026-11), and redacted data is the same text in base64
     * ({@code pydantic-test-bedrock-model-thinking-part-redacted-1-0c41aee7}).
     */
    @Override
    public Optional<ObjectNode> reasoning(PromptBlock.Reasoning block) {
        Signature signature = block.signature();
        losses.unread(block.source());
        boolean ours = signature != null && signature.origin() == Dialect.BEDROCK_CONVERSE;
        boolean claudes = signature != null && signature.origin() == Dialect.CLAUDE_MESSAGES && model.isClaude();
        if (signature == null || signature.isUnsigned() || !ours && !claudes) {
            losses.hint(
                    block.source().path(),
                    signature == null || ours || claudes
                            ? "the vendor takes no reasoning without its signature"
                            : "the reasoning is another vendor's");
            return Optional.empty();
        }
        ObjectNode written = block();
        ObjectNode content = written.putObject("reasoningContent");
        if (signature.redacted()) {
            byte[] data = signature.value().getBytes(StandardCharsets.UTF_8);
            content.put(
                    "redactedContent",
                    ours ? signature.value() : Base64.getEncoder().encodeToString(data));
        } else {
            String text = signature.text() == null ? block.text() : signature.text();
            content.putObject("reasoningText").put("text", text).put("signature", signature.value());
        }
        return Optional.of(written);
    }

    private void signature(@Nullable Signature signature, Source source) {
        if (signature != null && !signature.isUnsigned()) {
            losses.hint(source.path(), "its signature is another vendor's");
        }
    }

    @Override
    public Optional<ObjectNode> refusal(PromptBlock.Refusal block) {
        losses.unread(block.source());
        losses.approximated(block.source().path(), "a refusal becomes text");
        return block.text().isBlank() ? Optional.empty() : Optional.of(block().put("text", block.text()));
    }

    @Override
    public Optional<ObjectNode> toolCall(PromptBlock.ToolCall block) {
        signature(block.signature(), block.source());
        losses.unread(block.source());
        String name = names.written(block);
        if (inWords) {
            inWords(block.source());
            return Optional.of(block().put("text", "[called the tool " + name + ": " + block.arguments() + "]"));
        }
        ObjectNode written = block();
        ObjectNode use = written.putObject("toolUse");
        use.put("toolUseId", ids.written(block.id())).put("name", name).set("input", input(block));
        return Optional.of(written);
    }

    private void inWords(Source source) {
        losses.approximated(source.path(), "the vendor takes calls only beside tools: it becomes text");
    }

    /** The vendor takes objects only: anything else becomes the member {@code input} of one. */
    private ObjectNode input(PromptBlock.ToolCall call) {
        if (call.custom()) {
            losses.approximated(call.source().path(), "free text becomes the argument input");
            return block().put(ObjectArguments.WRAPPER, call.arguments());
        }
        if (!ObjectArguments.isObject(call.arguments())) {
            losses.approximated(call.source().path(), "arguments that are no JSON object become the argument input");
        }
        return ObjectArguments.object(call.arguments());
    }

    @Override
    public Optional<ObjectNode> toolResult(PromptBlock.ToolResult block) {
        losses.unread(block.source());
        ArrayNode content = JsonNodeFactory.instance.arrayNode();
        for (PromptBlock inner : block.content()) {
            inner.accept(this).ifPresent(content::add);
            if (inner instanceof PromptBlock.Text text) {
                marks.leaveOut(text.cache(), text.source());
            } else if (inner instanceof PromptBlock.Media some) {
                marks.leaveOut(some.cache(), some.source());
            }
        }
        if (inWords) {
            return resultInWords(block, content);
        }
        if (content.isEmpty()) {
            // The vendor wants content, and no blank text.
            content.addObject().put("text", "(empty)");
        }
        ObjectNode written = block();
        ObjectNode result = written.putObject("toolResult").put("toolUseId", ids.written(block.callId()));
        result.set("content", content);
        if (block.error()) {
            result.put("status", "error");
        }
        return Optional.of(written);
    }

    private Optional<ObjectNode> resultInWords(PromptBlock.ToolResult block, ArrayNode content) {
        inWords(block.source());
        StringBuilder words =
                new StringBuilder("[the tool ").append(block.name()).append(block.error() ? " failed: " : " gave: ");
        content.forEach(piece -> words.append(piece.path("text").asString("")));
        if (content.valueStream().anyMatch(piece -> !piece.has("text"))) {
            losses.semantic(block.source().path(), "media of a tool cannot become text");
        }
        return Optional.of(block().put("text", words.append(']').toString()));
    }

    @Override
    public Optional<ObjectNode> foreign(PromptBlock.Foreign block) {
        losses.hint(block.source().path(), "has no counterpart in " + Dialect.BEDROCK_CONVERSE);
        return Optional.empty();
    }
}
