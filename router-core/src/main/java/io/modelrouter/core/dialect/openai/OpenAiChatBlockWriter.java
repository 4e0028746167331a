package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.core.dialect.CallIdNames;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes single blocks of turns of other dialects. One for each request; not thread-safe. */
final class OpenAiChatBlockWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** Longer ids of calls are refused by OpenAI. */
    private static final int LONGEST_CALL_ID = 40;

    private final boolean own;
    private final OpenAiChatChannel channel;
    private final ToolNames names;
    private final Losses losses;
    private final CallIdNames ids;

    OpenAiChatBlockWriter(ChatRequest request, OpenAiChatChannel channel, ToolNames names, Losses losses) {
        this.own = request.dialect() == Dialect.OPENAI_CHAT;
        this.channel = channel;
        this.names = names;
        this.losses = losses;
        this.ids = channel.quirks().shortCallIds() ? CallIdNames.ofNine() : new CallIdNames(LONGEST_CALL_ID);
    }

    /** The signature on a block, or null. */
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

    /** Names what of a block nobody reads. */
    void read(PromptBlock block) {
        losses.unread(block.source());
    }

    /** Adds a text to the parts of a message. */
    void text(PromptBlock.Text text, ArrayNode parts) {
        cache(text.cache(), text);
        notOurs(text.signature(), text);
        if (!text.citations().isEmpty()) {
            losses.hint(text.source().path(), "citations of an earlier answer cannot be repeated");
        }
        parts.add(OpenAiChatMediaWriter.text(text.text()));
    }

    ObjectNode refusal(PromptBlock.Refusal refusal) {
        if (channel.isComplete()) {
            return JSON.objectNode().put("type", "refusal").put("refusal", refusal.text());
        }
        losses.approximated(refusal.source().path(), "a refusal becomes text");
        return OpenAiChatMediaWriter.text(refusal.text());
    }

    ObjectNode call(PromptBlock.ToolCall call) {
        cache(call.cache(), call);
        notOurs(call.signature(), call);
        String name = names.written(call);
        ObjectNode entry = JSON.objectNode().put("id", id(call.id()));
        if (call.custom() && channel.isComplete()) {
            entry.put("type", "custom").putObject("custom").put("name", name).put("input", call.arguments());
            return entry;
        }
        String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
        if (call.custom()) {
            ObjectNode input = JSON.objectNode().put("input", call.arguments());
            arguments = input.toString();
        }
        entry.put("type", "function").putObject("function").put("name", name).put("arguments", arguments);
        return entry;
    }

    /** The id of a call, the same for the call and its result. */
    String id(String id) {
        return own ? id : ids.written(id);
    }

    /** Adds reasoning to the signed details, or to the thought that some want back as it is. */
    void reasoning(PromptBlock.Reasoning reasoning, ArrayNode details, StringBuilder thought) {
        Signature signature = reasoning.signature();
        if (signature != null && signature.origin() != Dialect.OPENAI_CHAT) {
            losses.hint(reasoning.source().path(), "is another vendor's");
        } else if (signature == null || !OpenAiChatDetails.write(signature.value(), reasoning.text(), details)) {
            // DeepSeek and others want it back where tools were called (api-docs.deepseek.com, thinking mode).
            boolean wanted = !channel.isComplete() && (own || signature != null);
            if (wanted) {
                thought.append(reasoning.text());
            } else if (!reasoning.text().isEmpty()) {
                losses.hint(reasoning.source().path(), "unsigned reasoning is not taken back");
            }
        }
    }

    private void notOurs(@Nullable Signature signature, PromptBlock block) {
        if (signature != null && !(signature.isUnsigned() && signature.origin() == Dialect.OPENAI_CHAT)) {
            losses.hint(block.source().path(), "its signature is another vendor's");
        }
    }

    /** Names a block that has no counterpart. */
    void foreign(PromptBlock block) {
        losses.hint(block.source().path(), "has no counterpart in openai-chat");
    }

    /** OpenAI caches by itself; that is said once. */
    void cache(@Nullable CacheMark mark, PromptBlock block) {
        if (mark != null) {
            losses.cacheMark(block.source(), "the vendor caches by itself");
        }
    }

    /** One text stands alone. Several are parts, which many imitators take from users only. */
    void content(ArrayNode parts, ObjectNode message) {
        List<String> texts = new ArrayList<>();
        parts.forEach(part -> {
            String text = JsonTree.text(part, "text");
            if (text != null) {
                texts.add(text);
            }
        });
        boolean onlyText = texts.size() == parts.size();
        if (onlyText && texts.size() == 1) {
            message.put("content", texts.get(0));
        } else if (onlyText && !channel.isComplete()) {
            message.put("content", String.join("\n", texts));
        } else if (parts.size() == 1 && parts.get(0).has("refusal")) {
            message.putNull("content");
            message.set("refusal", parts.get(0).path("refusal"));
        } else {
            message.set("content", parts);
        }
    }
}
