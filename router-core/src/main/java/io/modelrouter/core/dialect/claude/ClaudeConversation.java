package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes turns as {@code system} and {@code messages}. The vendor wants the user to speak first, the two to take
 * turns, and all results of an answer's tool calls in one user turn right behind it, before anything else in that
 * turn.
 */
final class ClaudeConversation {
    /** What stands for a user turn that the caller did not write and the vendor needs. */
    static final String CONTINUED = "(continued)";

    private final ClaudeBlockWriter writer;
    private final Losses losses;
    private @Nullable JsonNode ownSystem;
    private final ArrayNode system = JsonNodeFactory.instance.arrayNode();
    private final List<ClaudeMessage> messages = new ArrayList<>();

    ClaudeConversation(ClaudeBlockWriter writer, Losses losses) {
        this.writer = writer;
        this.losses = losses;
    }

    void write(List<Turn> turns) {
        for (Turn turn : turns) {
            losses.unread(turn.source());
            if (turn.name() != null) {
                losses.hint(turn.source().path() + ".name", "the vendor's turns have no names");
            }
            Source source = turn.source();
            boolean own = source.dialect() == Dialect.CLAUDE_MESSAGES && source.json() != null;
            if (own && source.path().equals("system")) {
                ownSystem = content(turn);
            } else if (own) {
                ownMessage(turn, Objects.requireNonNull(source.json()));
            } else if (turn.role().isInstruction()) {
                instruction(turn);
            } else {
                message(turn);
            }
        }
        for (ClaudeMessage message : messages) {
            if (!message.own && message.role().equals("user")) {
                resultsFirst(message.content());
            }
        }
        trimPrefill(turns);
        completeRoles(turns);
    }

    /** Adds to the end of the system prompt. */
    void instruct(String text) {
        system.addObject().put("type", "text").put("text", text);
    }

    void addTo(ObjectNode body) {
        if (ownSystem != null && system.isEmpty()) {
            body.set("system", ownSystem);
        } else if (ownSystem != null) {
            ArrayNode all = body.putArray("system");
            if (ownSystem.isString()) {
                all.addObject().put("type", "text").put("text", ownSystem.stringValue());
            } else {
                ownSystem.forEach(all::add);
            }
            all.addAll(system);
        } else if (!system.isEmpty()) {
            body.set("system", system);
        }
        ArrayNode all = body.putArray("messages");
        messages.forEach(message -> all.add(message.json));
    }

    /**
     * Whether the vendor would refuse to think: the last answer in the conversation calls tools or is to be continued,
     * and does not begin with its thinking, although its caller did not write it so.
     */
    boolean lostItsThinking() {
        for (int i = messages.size() - 1; i >= 0; i--) {
            ClaudeMessage message = messages.get(i);
            if (message.role().equals("assistant")) {
                return (!message.own || message.reasoningDropped) && mustThink(message, i) && !message.beginsThinking();
            }
        }
        return false;
    }

    private boolean mustThink(ClaudeMessage message, int position) {
        return position == messages.size() - 1 || message.callsTools();
    }

    private void ownMessage(Turn turn, RawJson raw) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        JsonNode content = content(turn);
        for (Map.Entry<String, RawJson> member : raw.members().entrySet()) {
            boolean isContent = member.getKey().equals("content");
            json.set(member.getKey(), isContent ? content : ClaudeBlockWriter.tree(member.getValue()));
        }
        ClaudeMessage message = new ClaudeMessage(json, true);
        message.reasoningDropped = writer.takeReasoningDropped();
        boolean emptied =
                content.isArray() && content.isEmpty() && !turn.blocks().isEmpty();
        boolean carriers = content.isArray()
                && content.isEmpty()
                && turn.blocks().isEmpty()
                && raw.get("content").map(RawJson::size).orElse(0) > 0;
        if (!emptied && !carriers) {
            messages.add(message);
        }
    }

    /** The content of a turn of this dialect, a text where it was one. */
    private JsonNode content(Turn turn) {
        if (turn.blocks().size() == 1) {
            String plain = ClaudeBlockWriter.plainText(turn.blocks().get(0));
            if (plain != null) {
                return JsonNodeFactory.instance.stringNode(plain);
            }
        }
        return blocks(turn);
    }

    private ArrayNode blocks(Turn turn) {
        ArrayNode content = JsonNodeFactory.instance.arrayNode();
        for (PromptBlock block : turn.blocks()) {
            block.accept(writer).ifPresent(content::add);
        }
        return content;
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
            block.accept(writer)
                    .filter(written -> "text".equals(JsonTree.text(written, "type")))
                    .ifPresent(system::add);
        }
    }

    private void message(Turn turn) {
        boolean assistant = turn.role() == Turn.Role.ASSISTANT;
        ArrayNode content = JsonNodeFactory.instance.arrayNode();
        for (PromptBlock block : turn.blocks()) {
            if (assistant && block instanceof PromptBlock.Media) {
                losses.semantic(block.source().path(), "an answer of this vendor holds no media");
                continue;
            }
            block.accept(writer).ifPresent(content::add);
        }
        boolean dropped = writer.takeReasoningDropped();
        if (content.isEmpty()) {
            return;
        }
        String role = assistant ? "assistant" : "user";
        ClaudeMessage last = messages.isEmpty() ? null : messages.get(messages.size() - 1);
        if (last == null || last.own || !last.role().equals(role)) {
            last = new ClaudeMessage(JsonNodeFactory.instance.objectNode().put("role", role), false);
            last.json.putArray("content");
            messages.add(last);
        }
        last.reasoningDropped |= dropped;
        last.content().addAll(content);
    }

    private static void resultsFirst(ArrayNode content) {
        List<JsonNode> results = new ArrayList<>();
        List<JsonNode> others = new ArrayList<>();
        for (JsonNode block : content) {
            ("tool_result".equals(JsonTree.text(block, "type")) ? results : others).add(block);
        }
        content.removeAll();
        results.forEach(content::add);
        others.forEach(content::add);
    }

    /** An answer that the vendor shall go on with must not end in white space. */
    private void trimPrefill(List<Turn> turns) {
        if (messages.isEmpty()) {
            return;
        }
        ClaudeMessage last = messages.get(messages.size() - 1);
        if (last.own || !last.role().equals("assistant")) {
            return;
        }
        JsonNode block = last.content().path(last.content().size() - 1);
        String text = JsonTree.text(block, "text");
        if (block instanceof ObjectNode object && text != null && !text.equals(text.stripTrailing())) {
            object.put("text", text.stripTrailing());
            losses.approximated(
                    turns.get(turns.size() - 1).source().path(), "white space at the end of the answer to go on with");
        }
    }

    private void completeRoles(List<Turn> turns) {
        if (!messages.isEmpty()
                && (messages.get(0).own || messages.get(0).role().equals("user"))) {
            return;
        }
        ClaudeMessage first =
                new ClaudeMessage(JsonNodeFactory.instance.objectNode().put("role", "user"), false);
        String path = turns.isEmpty() ? "" : turns.get(0).source().path();
        if (messages.isEmpty() && !system.isEmpty()) {
            losses.approximated(path, "instructions alone become the user's words");
            first.json.set("content", system.deepCopy());
            system.removeAll();
        } else {
            if (!path.isEmpty()) { // else the caller said nothing that this could differ from
                losses.approximated(path, "the vendor wants the user to speak first");
            }
            first.json.putArray("content").addObject().put("type", "text").put("text", CONTINUED);
        }
        messages.add(0, first);
    }
}
