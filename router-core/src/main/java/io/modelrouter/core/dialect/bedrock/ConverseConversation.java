package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.chat.CacheMark;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes turns as {@code system} and {@code messages}. The vendor wants the user to speak first, the two to take turns, all
 * results of an answer's tool calls in one user message right behind it, and a text beside every document.
 */
final class ConverseConversation {
    /** What stands for a user turn that the caller did not write and the vendor needs. */
    static final String CONTINUED = "(continued)";
    /** What stands beside a document without words. */
    private static final String BESIDE_DOCUMENT = "(see the document)";

    private final ConverseBlockWriter writer;
    private final ConverseCacheMarks marks;
    private final Losses losses;
    private final ArrayNode system = JsonNodeFactory.instance.arrayNode();
    private final List<Message> messages = new ArrayList<>();

    private static final class Message {
        final String role;
        final ArrayNode content = JsonNodeFactory.instance.arrayNode();

        Message(String role) {
            this.role = role;
        }

        boolean isAssistant() {
            return role.equals("assistant");
        }
    }

    ConverseConversation(ConverseBlockWriter writer, ConverseCacheMarks marks, Losses losses) {
        this.writer = writer;
        this.marks = marks;
        this.losses = losses;
    }

    void write(List<Turn> turns) {
        for (Turn turn : turns) {
            losses.unread(turn.source());
            if (turn.name() != null) {
                losses.hint(turn.source().path() + ".name", "the vendor's turns have no names");
            }
            if (turn.role().isInstruction()) {
                instruction(turn);
            } else {
                message(turn);
            }
        }
        for (Message message : messages) {
            if (!message.isAssistant()) {
                resultsFirst(message.content);
                wordsBesideDocuments(message.content);
            }
        }
        trimPrefill(turns);
        completeRoles(turns);
    }

    /** Adds to the end of the system prompt. */
    void instruct(String text) {
        system.addObject().put("text", text);
    }

    /** Marks the whole prompt for the cache. */
    void markAll(CacheMark mark, Source source) {
        marks.add(messages.get(messages.size() - 1).content, mark, source);
    }

    void addTo(ObjectNode body) {
        ArrayNode all = body.putArray("messages");
        for (Message message : messages) {
            all.addObject().put("role", message.role).set("content", message.content);
        }
        if (!system.isEmpty()) {
            body.set("system", system);
        }
    }

    /**
     * Whether Claude would refuse to think: the last answer in the conversation calls tools or is to be continued, and does
     * not begin with its thinking.
     */
    boolean lostItsThinking() {
        for (int i = messages.size() - 1; i >= 0; i--) {
            Message message = messages.get(i);
            if (message.isAssistant()) {
                boolean mustThink = i == messages.size() - 1
                        || message.content.valueStream().anyMatch(block -> block.has("toolUse"));
                return mustThink && !message.content.path(0).has("reasoningContent");
            }
        }
        return false;
    }

    /** The system prompt takes text alone. */
    private void instruction(Turn turn) {
        String path = turn.source().path();
        if (!messages.isEmpty()) {
            losses.approximated(path, "instructions inside the conversation move to the end of the system prompt");
        } else if (turn.role() == Turn.Role.DEVELOPER) {
            losses.approximated(path, "the developer's instructions become the system prompt");
        }
        for (PromptBlock block : turn.blocks()) {
            if (block instanceof PromptBlock.Media) {
                losses.semantic(block.source().path(), "the system prompt takes text alone");
                continue;
            }
            JsonNode written = block.accept(writer).orElse(null);
            if (written != null && written.has("text")) {
                system.add(written);
            }
            marks.add(system, cache(block), block.source());
        }
    }

    private void message(Turn turn) {
        boolean assistant = turn.role() == Turn.Role.ASSISTANT;
        ArrayNode content = JsonNodeFactory.instance.arrayNode();
        for (PromptBlock block : turn.blocks()) {
            if (assistant && block instanceof PromptBlock.Media) {
                losses.semantic(block.source().path(), "the vendor takes no media in an answer");
                continue;
            }
            block.accept(writer).ifPresent(content::add);
            if (!content.isEmpty()) {
                marks.add(content, cache(block), block.source());
            }
        }
        if (content.isEmpty()) {
            return;
        }
        String role = assistant ? "assistant" : "user";
        Message last = messages.isEmpty() ? null : messages.get(messages.size() - 1);
        if (last == null || !last.role.equals(role)) {
            last = new Message(role);
            messages.add(last);
        }
        last.content.addAll(content);
    }

    private static @Nullable CacheMark cache(PromptBlock block) {
        if (block instanceof PromptBlock.Text text) {
            return text.cache();
        }
        if (block instanceof PromptBlock.Media media) {
            return media.cache();
        }
        if (block instanceof PromptBlock.ToolCall call) {
            return call.cache();
        }
        return block instanceof PromptBlock.ToolResult result ? result.cache() : null;
    }

    /** A mark stays behind what it marks. */
    private static void resultsFirst(ArrayNode content) {
        List<JsonNode> results = new ArrayList<>();
        List<JsonNode> others = new ArrayList<>();
        boolean result = false;
        for (JsonNode block : content) {
            result = ConverseCacheMarks.isPoint(block) ? result : block.has("toolResult");
            (result ? results : others).add(block);
        }
        content.removeAll();
        results.forEach(content::add);
        others.forEach(content::add);
    }

    private static void wordsBesideDocuments(ArrayNode content) {
        boolean documents = content.valueStream().anyMatch(block -> block.has("document"));
        if (documents && content.valueStream().noneMatch(block -> block.has("text"))) {
            content.addObject().put("text", BESIDE_DOCUMENT);
        }
    }

    /** An answer that the model shall go on with must not end in white space. */
    private void trimPrefill(List<Turn> turns) {
        Message last = messages.isEmpty() ? null : messages.get(messages.size() - 1);
        if (last == null || !last.isAssistant()) {
            return;
        }
        JsonNode block = last.content.path(last.content.size() - 1);
        String text = JsonTree.text(block, "text");
        if (block instanceof ObjectNode object && text != null && !text.equals(text.stripTrailing())) {
            object.put("text", text.stripTrailing());
            losses.approximated(
                    turns.get(turns.size() - 1).source().path(), "white space at the end of the answer to go on with");
        }
    }

    private void completeRoles(List<Turn> turns) {
        if (!messages.isEmpty() && !messages.get(0).isAssistant()) {
            return;
        }
        Message first = new Message("user");
        String path = turns.isEmpty() ? "" : turns.get(0).source().path();
        if (messages.isEmpty() && !system.isEmpty()) {
            losses.approximated(path, "instructions alone become the user's words");
            first.content.addAll(system);
            system.removeAll();
        } else {
            if (!path.isEmpty()) { // else the caller said nothing that this could differ from
                losses.approximated(path, "the vendor wants the user to speak first");
            }
            first.content.addObject().put("text", CONTINUED);
        }
        messages.add(0, first);
    }
}
