package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Turn;
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

/**
 * Writes {@code systemInstruction} and {@code contents}. The roles take turns and the user begins: adjacent turns of one role
 * become one content, with the results of tools before anything else, since Google wants all results of a round in the content
 * behind the calls. Turns of a Gemini caller stay what they were. One for each request; not thread-safe.
 */
final class GeminiContentWriter {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final class Content {
        private final String role;
        private final boolean own;
        private final boolean made;
        private final List<JsonNode> results = new ArrayList<>();
        private final List<JsonNode> parts = new ArrayList<>();
        private @Nullable JsonNode verbatim;

        Content(String role, boolean own, boolean made) {
            this.role = role;
            this.own = own;
            this.made = made;
        }
    }

    private final ChatRequest request;
    private final Losses losses;
    private final GeminiPartWriter writer;
    private final List<JsonNode> system = new ArrayList<>();
    private final List<Content> contents = new ArrayList<>();
    private @Nullable JsonNode instruction;

    GeminiContentWriter(ChatRequest request, ToolNames names, Losses losses) {
        this.request = request;
        this.losses = losses;
        this.writer = new GeminiPartWriter(names, losses);
    }

    void write(ObjectNode body) {
        boolean begun = false;
        for (Turn turn : request.turns()) {
            losses.unread(turn.source());
            if (turn.name() != null) {
                losses.hint(turn.source().path() + ".name", "has no counterpart in " + Dialect.GEMINI_GENERATE);
            }
            if (turn.role().isInstruction()) {
                instruct(turn, begun);
            } else {
                begun = true;
                say(turn);
            }
        }
        legalise();
        ArrayNode list = NODES.arrayNode();
        for (Content content : contents) {
            list.add(json(content));
        }
        if (instruction != null) {
            body.set("systemInstruction", instruction);
        } else if (!system.isEmpty()) {
            ArrayNode parts = body.putObject("systemInstruction").putArray("parts");
            system.forEach(parts::add);
        }
        body.set("contents", list);
    }

    private void instruct(Turn turn, boolean begun) {
        if (turn.source().dialect() == Dialect.GEMINI_GENERATE && system.isEmpty() && instruction == null && !begun) {
            RawJson json = turn.source().json();
            instruction = json == null ? null : JsonTree.read(json.toBytes());
        } else if (instruction != null) {
            // A second one can only have been added by a hook: both are written part by part then.
            request.turns().get(0).blocks().forEach(block -> system.addAll(block.accept(writer)));
            instruction = null;
        }
        if (instruction != null) {
            return;
        }
        if (begun) {
            losses.approximated(turn.source().path(), "stands in the system prompt");
        } else if (turn.role() == Turn.Role.DEVELOPER) {
            losses.approximated(turn.source().path() + ".role", "is said as system");
        }
        turn.blocks().forEach(block -> system.addAll(block.accept(writer)));
    }

    private void say(Turn turn) {
        String role = turn.role() == Turn.Role.ASSISTANT ? "model" : "user";
        RawJson json = turn.source().dialect() == Dialect.GEMINI_GENERATE
                ? turn.source().json()
                : null;
        boolean own = json != null;
        Content content = open(role, own);
        if (content == null) {
            content = new Content(role, own, own && turn.blocks().stream().noneMatch(GeminiContentWriter::isForeign));
            content.verbatim = json == null ? null : JsonTree.read(json.toBytes());
            contents.add(content);
        }
        for (PromptBlock block : turn.blocks()) {
            List<JsonNode> parts = block.accept(writer);
            if (block instanceof PromptBlock.ToolResult && !own && !parts.isEmpty()) {
                content.results.add(parts.get(0));
                content.parts.addAll(parts.subList(1, parts.size()));
            } else {
                content.parts.addAll(parts);
            }
        }
        if (content.parts.isEmpty()
                && content.results.isEmpty()
                && !(own && turn.blocks().isEmpty())) {
            contents.remove(content);
        }
    }

    /** The content that the turn goes on with; null if it begins one. */
    private @Nullable Content open(String role, boolean own) {
        Content last = contents.isEmpty() ? null : contents.get(contents.size() - 1);
        return last == null || own || last.own || !last.role.equals(role) ? null : last;
    }

    /** Whether it shows that another vendor made the turn. */
    private static boolean isForeign(PromptBlock block) {
        Signature signature = null;
        if (block instanceof PromptBlock.Reasoning reasoning) {
            signature = reasoning.signature();
        } else if (block instanceof PromptBlock.ToolCall call) {
            signature = call.signature();
        } else if (block instanceof PromptBlock.Text text) {
            signature = text.signature();
        }
        return signature != null && signature.origin() != Dialect.GEMINI_GENERATE;
    }

    private void legalise() {
        if (request.dialect() == Dialect.GEMINI_GENERATE) {
            return;
        }
        // What was left out may have stood between two contents of one role.
        for (int i = contents.size() - 1; i > 0; i--) {
            Content before = contents.get(i - 1);
            Content content = contents.get(i);
            if (before.role.equals(content.role) && !before.own && !content.own) {
                before.results.addAll(content.results);
                before.parts.addAll(content.parts);
                contents.remove(i);
            }
        }
        if (contents.isEmpty() && !system.isEmpty()) {
            // Contents are required.
            Content content = new Content("user", false, false);
            content.parts.addAll(system);
            contents.add(content);
            system.clear();
            losses.approximated(request.turns().get(0).source().path(), "is said by the user");
        } else if (contents.isEmpty() || contents.get(0).role.equals("model")) {
            Content content = new Content("user", false, false);
            content.parts.add(NODES.objectNode().put("text", " "));
            contents.add(0, content);
        }
    }

    private static ObjectNode json(Content content) {
        ObjectNode out = NODES.objectNode();
        JsonNode verbatim = content.verbatim;
        JsonNode role = verbatim == null ? NODES.stringNode(content.role) : verbatim.get("role");
        if (role != null) {
            out.set("role", role);
        }
        if (verbatim != null) {
            verbatim.properties().forEach(member -> {
                if (!member.getKey().equals("role") && !member.getKey().equals("parts")) {
                    out.set(member.getKey(), member.getValue());
                }
            });
            if (!verbatim.has("parts")) {
                return out;
            }
        }
        ArrayNode parts = out.putArray("parts");
        content.results.forEach(parts::add);
        content.parts.forEach(parts::add);
        if (content.role.equals("model") && !content.made) {
            excuse(parts);
        }
        return out;
    }

    /**
     * Gemini 3 refuses a call without a signature, on the first of parallel calls, and Google documents a text that stands in
     * where another model made the call. Models before it do not look at it, so that it need not be known which one is
     * asked.
     */
    private static void excuse(ArrayNode parts) {
        ObjectNode first = null;
        for (JsonNode part : parts) {
            if (GeminiFields.get(part, "functionCall") == null || !(part instanceof ObjectNode call)) {
                continue;
            }
            if (GeminiFields.get(part, "thoughtSignature") != null) {
                return;
            }
            first = first == null ? call : first;
        }
        if (first != null) {
            first.put("thoughtSignature", GeminiCarrier.DUMMY);
        }
    }
}
