package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.CallIdNames;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes messages out of turns of other dialects. One for each request; not thread-safe. */
final class OpenAiChatTurnWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** Longer ids of calls are refused by OpenAI. */
    private static final int LONGEST_CALL_ID = 40;
    /** OpenAI's API reference, {@code name} of a message. */
    private static final Pattern NAME = Pattern.compile("[^\\s<|\\\\/>]{1,64}");

    private final boolean own;
    private final OpenAiChatChannel channel;
    private final ToolNames names;
    private final Losses losses;
    private final OpenAiChatMediaWriter media;
    private final CallIdNames ids = new CallIdNames(LONGEST_CALL_ID);
    private boolean cacheMarkSeen;

    OpenAiChatTurnWriter(ChatRequest request, OpenAiChatChannel channel, ToolNames names, Losses losses) {
        this.own = request.dialect() == Dialect.OPENAI_CHAT;
        this.channel = channel;
        this.names = names;
        this.losses = losses;
        this.media = new OpenAiChatMediaWriter(channel, losses);
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

    /**
     * One message for an assistant's turns that belong together; null where nothing is left to say. What it shows beside
     * text is collected, because an assistant's message has no room for it.
     */
    @Nullable
    ObjectNode assistant(List<Turn> turns, List<PromptBlock.Media> shown) {
        ArrayNode parts = JSON.arrayNode();
        boolean spoken = false;
        ArrayNode calls = JSON.arrayNode();
        ArrayNode details = JSON.arrayNode();
        StringBuilder thought = new StringBuilder();
        String name = null;
        for (Turn turn : turns) {
            name = turn.name() == null ? name : turn.name();
            for (PromptBlock block : turn.blocks()) {
                read(block);
                if (block instanceof PromptBlock.Text text) {
                    spoken = true;
                    // Gemini signs empty texts, which say nothing here.
                    text(text, text.text().isEmpty() ? JSON.arrayNode() : parts);
                } else if (block instanceof PromptBlock.Refusal refusal) {
                    parts.add(refusal(refusal));
                } else if (block instanceof PromptBlock.ToolCall call) {
                    calls.add(call(call));
                } else if (block instanceof PromptBlock.Reasoning reasoning) {
                    reasoning(reasoning, details, thought);
                } else if (block instanceof PromptBlock.Media picture) {
                    losses.approximated(picture.source().path(), "follows the answer as a message of the user");
                    shown.add(picture);
                } else {
                    foreign(block);
                }
            }
        }
        boolean thinks = !thought.isEmpty() && !calls.isEmpty() && !channel.isComplete();
        if (parts.isEmpty() && calls.isEmpty() && details.isEmpty() && !spoken) {
            return null;
        }
        ObjectNode message = JSON.objectNode().put("role", "assistant");
        if (!parts.isEmpty()) {
            content(parts, message);
        } else if (calls.isEmpty()) {
            message.put("content", "");
        } else {
            message.putNull("content");
        }
        name(name, turns.get(0), message);
        if (thinks) {
            message.put("reasoning_content", thought.toString());
        }
        if (!details.isEmpty()) {
            message.set("reasoning_details", details);
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        return message;
    }

    /** The message of a result; what it shows beside text is collected. */
    ObjectNode result(PromptBlock.ToolResult result, List<PromptBlock.Media> shown) {
        read(result);
        cache(result.cache(), result);
        if (result.error()) {
            losses.hint(result.source().path(), "that the tool failed is said by its words only");
        }
        ObjectNode message = JSON.objectNode().put("role", "tool").put("tool_call_id", id(result.callId()));
        ArrayNode parts = JSON.arrayNode();
        for (PromptBlock block : result.content()) {
            read(block);
            if (block instanceof PromptBlock.Text text) {
                text(text, parts);
            } else if (block instanceof PromptBlock.Media picture) {
                losses.approximated(picture.source().path(), "follows the result as a message of the user");
                shown.add(picture);
            } else {
                foreign(block);
            }
        }
        if (parts.isEmpty()) {
            message.put("content", "");
        } else {
            content(parts, message);
        }
        return message;
    }

    /** A message with what results show; null where they show nothing. */
    @Nullable
    ObjectNode shown(List<PromptBlock.Media> shown) {
        ArrayNode parts = JSON.arrayNode();
        for (PromptBlock.Media picture : shown) {
            ObjectNode part = media.part(picture);
            if (part != null) {
                parts.add(part);
            }
        }
        if (parts.isEmpty()) {
            return null;
        }
        ObjectNode message = JSON.objectNode().put("role", "user");
        message.set("content", parts);
        return message;
    }

    /** The message of a user or of the operator, without tool results; null where nothing is left to say. */
    @Nullable
    ObjectNode other(Turn turn) {
        ArrayNode parts = JSON.arrayNode();
        for (PromptBlock block : turn.blocks()) {
            if (block instanceof PromptBlock.ToolResult) {
                continue;
            }
            read(block);
            if (block instanceof PromptBlock.Text text) {
                text(text, parts);
            } else if (block instanceof PromptBlock.Media picture) {
                cache(picture.cache(), picture);
                ObjectNode part = media.part(picture);
                if (part != null) {
                    parts.add(part);
                }
            } else {
                foreign(block);
            }
        }
        if (parts.isEmpty()) {
            return null;
        }
        ObjectNode message = JSON.objectNode().put("role", role(turn));
        content(parts, message);
        name(turn.name(), turn, message);
        return message;
    }

    private String role(Turn turn) {
        switch (turn.role()) {
            case SYSTEM:
                return "system";
            case DEVELOPER:
                if (channel.isComplete()) {
                    return "developer";
                }
                losses.approximated(turn.source().path(), "becomes a system message");
                return "system";
            default:
                return "user";
        }
    }

    private void read(PromptBlock block) {
        losses.unread(block.source());
    }

    private void text(PromptBlock.Text text, ArrayNode parts) {
        cache(text.cache(), text);
        notOurs(text.signature(), text);
        if (!text.citations().isEmpty()) {
            losses.hint(text.source().path(), "citations of an earlier answer cannot be repeated");
        }
        parts.add(OpenAiChatMediaWriter.text(text.text()));
    }

    private ObjectNode refusal(PromptBlock.Refusal refusal) {
        if (channel.isComplete()) {
            return JSON.objectNode().put("type", "refusal").put("refusal", refusal.text());
        }
        losses.approximated(refusal.source().path(), "a refusal becomes text");
        return OpenAiChatMediaWriter.text(refusal.text());
    }

    private ObjectNode call(PromptBlock.ToolCall call) {
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

    private String id(String id) {
        return own ? id : ids.written(id);
    }

    private void reasoning(PromptBlock.Reasoning reasoning, ArrayNode details, StringBuilder thought) {
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
        if (signature != null) {
            losses.hint(block.source().path(), "its signature is another vendor's");
        }
    }

    private void foreign(PromptBlock block) {
        losses.hint(block.source().path(), "has no counterpart in openai-chat");
    }

    /** OpenAI caches by itself; that is said once. */
    private void cache(@Nullable CacheMark mark, PromptBlock block) {
        if (mark != null && !cacheMarkSeen) {
            cacheMarkSeen = true;
            losses.hint(block.source().path() + ".cache_control", "the vendor caches by itself");
        }
    }

    private void name(@Nullable String name, Turn turn, ObjectNode message) {
        if (name != null && channel.isComplete() && NAME.matcher(name).matches()) {
            message.put("name", name);
        } else if (name != null) {
            losses.hint(turn.source().path() + ".name", "is not taken");
        }
    }

    /** One text stands alone. Several are parts, which many imitators take from users only. */
    private void content(ArrayNode parts, ObjectNode message) {
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
