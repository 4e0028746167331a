package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ToolNames;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes messages out of turns of other dialects. One for each request; not thread-safe. */
final class OpenAiChatTurnWriter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    /** OpenAI's API reference, {@code name} of a message. */
    private static final Pattern NAME = Pattern.compile("[^\\s<|\\\\/>]{1,64}");

    private final OpenAiChatChannel channel;
    private final Losses losses;
    private final OpenAiChatMediaWriter media;
    private final OpenAiChatBlockWriter blocks;

    OpenAiChatTurnWriter(ChatRequest request, OpenAiChatChannel channel, ToolNames names, Losses losses) {
        this.channel = channel;
        this.losses = losses;
        this.media = new OpenAiChatMediaWriter(channel, losses);
        this.blocks = new OpenAiChatBlockWriter(request, channel, names, losses);
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
                blocks.read(block);
                if (block instanceof PromptBlock.Text text) {
                    spoken = true;
                    // Gemini signs empty texts, which say nothing here.
                    blocks.text(text, text.text().isEmpty() ? JSON.arrayNode() : parts);
                } else if (block instanceof PromptBlock.Refusal refusal) {
                    parts.add(blocks.refusal(refusal));
                } else if (block instanceof PromptBlock.ToolCall call) {
                    calls.add(blocks.call(call));
                } else if (block instanceof PromptBlock.Reasoning reasoning) {
                    blocks.reasoning(reasoning, details, thought);
                } else if (block instanceof PromptBlock.Media picture) {
                    losses.approximated(picture.source().path(), "follows the answer as a message of the user");
                    shown.add(picture);
                } else {
                    blocks.foreign(block);
                }
            }
        }
        OpenAiChatQuirks quirks = channel.quirks();
        boolean thinks = !channel.isComplete() && !thought.isEmpty() && (!calls.isEmpty() || quirks.thinksAloud());
        if (!thought.isEmpty() && !thinks) {
            losses.hint(turns.get(0).source().path(), "unsigned reasoning is taken back beside calls only");
        }
        if (parts.isEmpty() && calls.isEmpty() && details.isEmpty() && !spoken && !thinks) {
            return null;
        }
        ObjectNode message = JSON.objectNode().put("role", "assistant");
        if (!parts.isEmpty()) {
            blocks.content(parts, message);
        } else if (calls.isEmpty()) {
            message.put("content", "");
        } else {
            message.putNull("content");
        }
        name(name, turns.get(0), message);
        if (thinks) {
            think(thought.toString(), message);
        } else if (quirks.blank() != null && !calls.isEmpty()) {
            think(quirks.blank(), message);
        }
        if (!details.isEmpty()) {
            message.set("reasoning_details", details);
        }
        if (!calls.isEmpty()) {
            message.set("tool_calls", calls);
        }
        return message;
    }

    private void think(String thought, ObjectNode message) {
        switch (channel.quirks().reasoning()) {
            case REASONING_CONTENT:
                message.put("reasoning_content", thought);
                break;
            case REASONING:
                message.put("reasoning", thought);
                break;
            case THINKING_PARTS:
                ArrayNode parts = JSON.arrayNode();
                parts.addObject()
                        .put("type", "thinking")
                        .putArray("thinking")
                        .addObject()
                        .put("type", "text")
                        .put("text", thought);
                follow(parts, message);
                break;
            case THINK_TAGS:
                String tagged = OpenAiChatThinkTags.around(thought);
                if (message.path("content").isArray()) {
                    follow(JSON.arrayNode().add(OpenAiChatMediaWriter.text(tagged)), message);
                } else {
                    message.put("content", tagged + message.path("content").asString(""));
                }
                break;
        }
    }

    /** Puts what the message says behind these parts. */
    private static void follow(ArrayNode parts, ObjectNode message) {
        JsonNode content = message.path("content");
        if (content.isArray()) {
            content.forEach(parts::add);
        } else if (!content.asString("").isEmpty()) {
            parts.add(OpenAiChatMediaWriter.text(content.asString("")));
        }
        message.set("content", parts);
    }

    /** The message of a result; what it shows beside text is collected. */
    ObjectNode result(PromptBlock.ToolResult result, List<PromptBlock.Media> shown) {
        blocks.read(result);
        blocks.cache(result.cache(), result);
        if (result.error()) {
            losses.hint(result.source().path(), "that the tool failed is said by its words only");
        }
        ObjectNode message = JSON.objectNode().put("role", "tool").put("tool_call_id", blocks.id(result.callId()));
        ArrayNode parts = JSON.arrayNode();
        for (PromptBlock block : result.content()) {
            blocks.read(block);
            if (block instanceof PromptBlock.Text text) {
                blocks.text(text, parts);
            } else if (block instanceof PromptBlock.Media picture) {
                losses.approximated(picture.source().path(), "follows the result as a message of the user");
                shown.add(picture);
            } else {
                blocks.foreign(block);
            }
        }
        if (parts.isEmpty()) {
            message.put("content", "");
        } else {
            blocks.content(parts, message);
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
            blocks.read(block);
            if (block instanceof PromptBlock.Text text) {
                blocks.text(text, parts);
            } else if (block instanceof PromptBlock.Media picture) {
                blocks.cache(picture.cache(), picture);
                ObjectNode part = media.part(picture);
                if (part != null) {
                    parts.add(part);
                }
            } else {
                blocks.foreign(block);
            }
        }
        if (parts.isEmpty()) {
            return null;
        }
        ObjectNode message = JSON.objectNode().put("role", role(turn));
        blocks.content(parts, message);
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

    private void name(@Nullable String name, Turn turn, ObjectNode message) {
        if (name != null && channel.isComplete() && NAME.matcher(name).matches()) {
            message.put("name", name);
        } else if (name != null) {
            losses.hint(turn.source().path() + ".name", "is not taken");
        }
    }
}
