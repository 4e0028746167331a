package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.ToolNames;
import io.modelrouter.core.dialect.openai.OpenAiChatLane.Block;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEventVisitor;
import io.modelrouter.wire.Dialect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The way from events to a chat answer: deltas for each choice, then a reason for each, then the usage. The writers of
 * streams and of whole answers differ only in what they do with them. Not thread-safe.
 */
final class OpenAiChatAnswer implements ChatEventVisitor<OpenAiChatAnswer> {

    /** What an answer is made of, in the order it comes. */
    interface Sink {
        /** The model that answers is known; comes first. */
        void begin(@Nullable String upstreamModel);

        void delta(int choice, ObjectNode delta);

        /** Members of the answer or of a choice that only this dialect has. */
        void beside(@Nullable Integer choice, String member, JsonNode value);

        void finish(int choice, String reason);

        /** Comes last. */
        void usage(ObjectNode usage);
    }

    /** A block that is open. */
    private record Open(OpenAiChatLane lane, Block block) {}

    private final AnswerContext context;
    private final Sink sink;
    private final ToolNames names;
    private final boolean legacy;
    private final Map<Integer, OpenAiChatAnswerChoice> choices = new TreeMap<>();
    private final Map<Integer, Open> open = new HashMap<>();
    private Usage usage = Usage.NONE;

    OpenAiChatAnswer(AnswerContext context, Sink sink) {
        this.context = context;
        this.sink = sink;
        this.names = new ToolNames(context.request());
        this.legacy = OpenAiChatRequestWriter.isLegacy(context.request());
    }

    private OpenAiChatAnswerChoice choice(int index) {
        return choices.computeIfAbsent(index, i -> {
            sink.delta(
                    i,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("role", "assistant")
                            .put("content", ""));
            return new OpenAiChatAnswerChoice(context, names, legacy, delta -> sink.delta(i, delta));
        });
    }

    private Open at(int index) {
        return Objects.requireNonNull(open.get(index));
    }

    @Override
    public OpenAiChatAnswer messageStarted(ChatEvent.MessageStarted event) {
        sink.begin(event.model());
        choice(0);
        return this;
    }

    @Override
    public OpenAiChatAnswer blockStarted(ChatEvent.BlockStarted event) {
        start(event.index(), lane(choice(event.choice()), event.kind()), new Block("", ""));
        return this;
    }

    private static OpenAiChatLane lane(OpenAiChatAnswerChoice choice, ChatEvent.BlockKind kind) {
        switch (kind) {
            case TEXT:
                return choice.text;
            case REFUSAL:
                return choice.refusal;
            case REASONING:
                return choice.reasoning;
            case MEDIA:
                return choice.media;
        }
        throw new AssertionError(kind);
    }

    @Override
    public OpenAiChatAnswer toolCallStarted(ChatEvent.ToolCallStarted event) {
        start(event.index(), choice(event.choice()).calls, new Block(event.id(), event.name()));
        return this;
    }

    private void start(int index, OpenAiChatLane lane, Block block) {
        open.put(index, new Open(lane, block));
        lane.add(block);
    }

    private OpenAiChatAnswer say(int index, String more) {
        Open block = at(index);
        block.lane.say(block.block, more);
        return this;
    }

    @Override
    public OpenAiChatAnswer textDelta(ChatEvent.TextDelta event) {
        return say(event.index(), event.text());
    }

    @Override
    public OpenAiChatAnswer reasoningDelta(ChatEvent.ReasoningDelta event) {
        return say(event.index(), event.text());
    }

    @Override
    public OpenAiChatAnswer toolArgumentsDelta(ChatEvent.ToolArgumentsDelta event) {
        return say(event.index(), event.json());
    }

    @Override
    public OpenAiChatAnswer reasoningSigned(ChatEvent.ReasoningSigned event) {
        Block block = at(event.index()).block;
        block.signatures.add(event.signature());
        block.redacted = event.redacted();
        return this;
    }

    @Override
    public OpenAiChatAnswer citationAdded(ChatEvent.CitationAdded event) {
        at(event.index()).block.citations.add(event.citation());
        return this;
    }

    @Override
    public OpenAiChatAnswer mediaProduced(ChatEvent.MediaProduced event) {
        Open block = at(event.index());
        block.lane.show(block.block, event.media());
        return this;
    }

    @Override
    public OpenAiChatAnswer blockEnded(ChatEvent.BlockEnded event) {
        Open block = at(event.index());
        open.remove(event.index());
        block.lane.end(block.block);
        return this;
    }

    @Override
    public OpenAiChatAnswer usageUpdated(ChatEvent.UsageUpdated event) {
        usage = usage.max(event.usage());
        return this;
    }

    /** Only what OpenAI itself has; what its imitators add is theirs. */
    @Override
    public OpenAiChatAnswer unmapped(ChatEvent.Unmapped event) {
        if (event.dialect() != Dialect.OPENAI_CHAT || context.origin() != Dialect.OPENAI_CHAT) {
            return this;
        }
        JsonNode told = JsonTree.read(event.json().toBytes());
        if (told == null) {
            return this;
        }
        for (String member : List.of("service_tier", "system_fingerprint")) {
            if (told.has(member)) {
                sink.beside(null, member, told.path(member));
            }
        }
        for (JsonNode entry : told.path("choices")) {
            int index = entry.path("index").asInt(0);
            choice(index);
            if (entry.has("logprobs")) {
                sink.beside(index, "logprobs", entry.path("logprobs"));
            }
            JsonNode words = entry.has("delta") ? entry.path("delta") : entry.path("message");
            for (String member : List.of("annotations", "audio")) {
                if (words.has(member)) {
                    ObjectNode delta = JsonNodeFactory.instance.objectNode();
                    delta.set(member, words.path(member));
                    sink.delta(index, delta);
                }
            }
        }
        return this;
    }

    @Override
    public OpenAiChatAnswer finished(ChatEvent.Finished event) {
        for (int i = 0; i < event.reasons().size(); i++) {
            choice(i);
        }
        choices.forEach((index, choice) -> {
            FinishReason reason = index < event.reasons().size()
                    ? event.reasons().get(index)
                    : new FinishReason(FinishReason.Kind.STOP, null);
            boolean own = context.origin() == Dialect.OPENAI_CHAT;
            sink.finish(index, OpenAiChatFinish.word(reason, own, choice.calls.isUsed(), choice.refused(), legacy));
        });
        Usage last = event.usage().isEmpty() ? usage : event.usage();
        sink.usage(OpenAiChatUsage.write(last, context.usageMembers().get()));
        return this;
    }
}
