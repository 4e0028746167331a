package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.Citation;
import io.modelrouter.chat.Media;
import io.modelrouter.chat.Signature;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEventVisitor;
import io.modelrouter.wire.Dialect;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Turns events into parts. Parts have no boundaries but their kind, so blocks that interleave are put behind each other: the
 * first open block of a choice is handed on as it comes, those behind it wait. Calls and media are handed on whole.
 *
 * <p>Other vendors' signatures ride on the next call, since that is the part which every client sends back with its
 * {@code thoughtSignature} (Gemini CLI drops thoughts); without a call, on a text that ends the answer. Not thread-safe.
 */
final class GeminiAnswerParts implements ChatEventVisitor<GeminiAnswerParts> {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Set<String> PARTS = Set.of(
            "text",
            "thought",
            "thoughtSignature",
            "inlineData",
            "fileData",
            "functionCall",
            "functionResponse",
            "executableCode",
            "codeExecutionResult",
            "toolCall",
            "toolResponse",
            "videoMetadata",
            "partMetadata");
    private static final Set<String> MEMBERS = Set.of(
            "groundingMetadata",
            "citationMetadata",
            "urlContextMetadata",
            "finishMessage",
            "logprobsResult",
            "groundingAttributions",
            "promptFeedback");

    /** Takes the parts of each choice in their order. */
    interface Sink {
        void part(int choice, ObjectNode part);
    }

    private enum Kind {
        TEXT,
        REASONING,
        CALL,
        MEDIA,
        OTHER
    }

    private static final class Block {
        private final Kind kind;
        private final int choice;
        private final StringBuilder waiting = new StringBuilder();
        private final StringBuilder all = new StringBuilder();
        private final List<Signature> signatures = new ArrayList<>();
        private final List<Media> media = new ArrayList<>();
        private final List<Citation> citations = new ArrayList<>();
        private String id = "";
        private String name = "";
        private @Nullable ObjectNode other;
        private boolean ended;

        Block(Kind kind, int choice) {
            this.kind = kind;
            this.choice = choice;
        }
    }

    private static final class Choice {
        private final Deque<Block> blocks = new ArrayDeque<>();
        private final List<Signature> carried = new ArrayList<>();
        private final GeminiGrounding grounding = new GeminiGrounding();
        private final ObjectNode members = NODES.objectNode();
        private boolean begun;
        private boolean marked;
    }

    private final AnswerContext context;
    private final boolean foreign;
    private final ToolNames names;
    private final Sink sink;
    private final Map<Integer, Block> open = new HashMap<>();
    private final Map<Integer, Choice> choices = new TreeMap<>();
    private @Nullable String model;
    private @Nullable JsonNode promptFeedback;

    GeminiAnswerParts(AnswerContext context, Sink sink) {
        this.context = context;
        this.foreign = context.origin() != Dialect.GEMINI_GENERATE;
        this.names = new ToolNames(context.request());
        this.sink = sink;
    }

    /** The upstream's name of the model, or null. */
    @Nullable
    String model() {
        return model;
    }

    /** Why Google itself refused the prompt; null unless Google answers and did. */
    @Nullable
    JsonNode promptFeedback() {
        return promptFeedback;
    }

    /** Whether anything was said. */
    boolean begun() {
        return choices.values().stream().anyMatch(choice -> choice.begun);
    }

    /** Other members of the candidate: where its text comes from, and what only Google's own answers have. */
    ObjectNode members(int choice) {
        Choice state = choice(choice);
        ObjectNode members = state.members;
        JsonNode grounding = state.grounding.json();
        if (grounding != null && !members.has("groundingMetadata")) {
            members.set("groundingMetadata", grounding);
        }
        return members;
    }

    /** The signatures that no part took, as one text; null if there are none. */
    @Nullable
    String carried(int choice) {
        List<Signature> carried = choice(choice).carried;
        return carried.isEmpty() ? null : Provenance.seal(carried);
    }

    private Choice choice(int index) {
        return choices.computeIfAbsent(index, key -> new Choice());
    }

    private Block start(int index, Block block) {
        open.put(index, block);
        Choice choice = choice(block.choice);
        choice.begun = true;
        choice.blocks.add(block);
        return block;
    }

    private GeminiAnswerParts changed(Block block) {
        Choice choice = choice(block.choice);
        while (true) {
            Block first = choice.blocks.peek();
            if (first == null) {
                return this;
            }
            say(first);
            if (!first.ended) {
                return this;
            }
            choice.blocks.remove();
            finish(first, choice);
        }
    }

    private void say(Block block) {
        if (!block.waiting.isEmpty()) {
            ObjectNode part = NODES.objectNode().put("text", block.waiting.toString());
            if (block.kind == Kind.REASONING) {
                part.put("thought", true);
            }
            block.waiting.setLength(0);
            sink.part(block.choice, part);
        }
    }

    private void finish(Block block, Choice choice) {
        switch (block.kind) {
            case TEXT:
                choice.grounding.text(block.all.toString(), block.citations);
                sign(block, choice, NODES.objectNode().put("text", ""), false);
                break;
            case REASONING:
                reasoned(block, choice);
                break;
            case CALL:
                ObjectNode part = NODES.objectNode();
                ObjectNode call = part.putObject("functionCall");
                call.put("id", block.id).put("name", names.original(block.name).name());
                call.set("args", GeminiArguments.object(block.all.toString()));
                sign(block, choice, part, true);
                break;
            case MEDIA:
                for (int i = 0; i < block.media.size(); i++) {
                    ObjectNode media = media(block.media.get(i));
                    if (i == 0) {
                        sign(block, choice, media, true);
                    } else {
                        sink.part(block.choice, media);
                    }
                }
                break;
            case OTHER:
                if (block.other != null) {
                    sink.part(block.choice, block.other);
                }
                break;
        }
    }

    private void reasoned(Block block, Choice choice) {
        if (foreign && block.signatures.isEmpty() && !block.all.isEmpty()) {
            block.signatures.add(Signature.unsigned(context.origin(), context.channel()));
        }
        for (Signature signature : block.signatures) {
            if (signature.origin() == Dialect.GEMINI_GENERATE) {
                ObjectNode part = NODES.objectNode().put("text", "").put("thought", true);
                sink.part(block.choice, part.put("thoughtSignature", signature.value()));
            } else {
                choice.carried.add(new Signature(
                        signature.origin(),
                        signature.channel(),
                        Signature.Place.OWN,
                        signature.redacted(),
                        signature.value(),
                        block.all.toString()));
            }
        }
    }

    /** Puts the block's signature, and on a call what waits for one, on its part; {@code needed} if it says something itself. */
    private void sign(Block block, Choice choice, ObjectNode part, boolean needed) {
        String own = null;
        List<Signature> sealed = new ArrayList<>();
        if (block.kind == Kind.CALL) {
            sealed.addAll(choice.carried);
        }
        for (Signature signature : block.signatures) {
            if (signature.origin() == Dialect.GEMINI_GENERATE) {
                own = signature.value();
            } else {
                sealed.add(signature);
            }
        }
        if (foreign && block.kind == Kind.CALL && sealed.isEmpty() && !choice.marked) {
            // A Gemini that did not make the call refuses it in the next turn, unless the router says whose it is.
            sealed.add(Signature.unsigned(context.origin(), context.channel()));
        }
        if (own == null && !sealed.isEmpty()) {
            choice.marked = true;
            own = Provenance.seal(sealed);
            if (block.kind == Kind.CALL) {
                choice.carried.clear();
            }
        }
        if (own != null) {
            part.put("thoughtSignature", own);
        }
        if (needed || own != null) {
            sink.part(block.choice, part);
        }
    }

    private static ObjectNode media(Media media) {
        ObjectNode part = NODES.objectNode();
        ObjectNode data = part.putObject(media.base64() != null ? "inlineData" : "fileData");
        if (media.mediaType() != null) {
            data.put("mimeType", media.mediaType());
        }
        data.put(media.base64() != null ? "data" : "fileUri", media.base64() != null ? media.base64() : media.url());
        return part;
    }

    private GeminiAnswerParts add(int index, String text) {
        Block block = open.get(index);
        if (block != null && !text.isEmpty()) {
            block.all.append(text);
            if (block.kind != Kind.CALL) {
                block.waiting.append(text);
            }
            changed(block);
        }
        return this;
    }

    @Override
    public GeminiAnswerParts messageStarted(ChatEvent.MessageStarted event) {
        model = event.model();
        return this;
    }

    @Override
    public GeminiAnswerParts blockStarted(ChatEvent.BlockStarted event) {
        Kind kind = Kind.TEXT;
        if (event.kind() == ChatEvent.BlockKind.REASONING) {
            kind = Kind.REASONING;
        } else if (event.kind() == ChatEvent.BlockKind.MEDIA) {
            kind = Kind.MEDIA;
        }
        start(event.index(), new Block(kind, event.choice()));
        return this;
    }

    @Override
    public GeminiAnswerParts toolCallStarted(ChatEvent.ToolCallStarted event) {
        Block block = start(event.index(), new Block(Kind.CALL, event.choice()));
        block.id = event.id();
        block.name = event.name();
        return this;
    }

    @Override
    public GeminiAnswerParts textDelta(ChatEvent.TextDelta event) {
        return add(event.index(), event.text());
    }

    @Override
    public GeminiAnswerParts reasoningDelta(ChatEvent.ReasoningDelta event) {
        return add(event.index(), event.text());
    }

    @Override
    public GeminiAnswerParts toolArgumentsDelta(ChatEvent.ToolArgumentsDelta event) {
        return add(event.index(), event.json());
    }

    @Override
    public GeminiAnswerParts reasoningSigned(ChatEvent.ReasoningSigned event) {
        Block block = open.get(event.index());
        if (block != null) {
            block.signatures.clear();
            block.signatures.add(new Signature(
                    context.origin(),
                    context.channel(),
                    Signature.Place.OWN,
                    event.redacted(),
                    event.signature(),
                    null));
        }
        return this;
    }

    @Override
    public GeminiAnswerParts citationAdded(ChatEvent.CitationAdded event) {
        Block block = open.get(event.index());
        // Google's own come as a whole member too.
        if (block != null && event.citation().dialect() != Dialect.GEMINI_GENERATE) {
            block.citations.add(event.citation());
        }
        return this;
    }

    @Override
    public GeminiAnswerParts mediaProduced(ChatEvent.MediaProduced event) {
        Block block = open.get(event.index());
        if (block != null) {
            block.media.add(event.media());
        }
        return this;
    }

    @Override
    public GeminiAnswerParts blockEnded(ChatEvent.BlockEnded event) {
        Block block = open.remove(event.index());
        if (block != null) {
            block.ended = true;
            changed(block);
        }
        return this;
    }

    @Override
    public GeminiAnswerParts unmapped(ChatEvent.Unmapped event) {
        if (event.dialect() != Dialect.GEMINI_GENERATE
                || !(JsonTree.read(event.json().toBytes()) instanceof ObjectNode json)
                || json.isEmpty()) {
            return this;
        }
        String name = json.propertyNames().iterator().next();
        if (name.equals("promptFeedback")) {
            promptFeedback = json.get(name);
        } else if (MEMBERS.contains(name) || json.size() == 1 && !PARTS.contains(name)) {
            choice(0).members.set(name, json.get(name));
        } else {
            Block block = new Block(Kind.OTHER, 0);
            block.other = json;
            block.ended = true;
            choice(0).begun = true;
            choice(0).blocks.add(block);
            changed(block);
        }
        return this;
    }

    @Override
    public GeminiAnswerParts usageUpdated(ChatEvent.UsageUpdated event) {
        return this;
    }

    @Override
    public GeminiAnswerParts finished(ChatEvent.Finished event) {
        return this;
    }
}
