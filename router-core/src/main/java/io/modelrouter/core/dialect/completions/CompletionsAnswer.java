package io.modelrouter.core.dialect.completions;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEventVisitor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The way from a chat's events to a completion: texts of each choice, then a reason for each, then the usage. Not thread-safe. */
final class CompletionsAnswer implements ChatEventVisitor<CompletionsAnswer> {

    /** What an answer is made of, in the order it comes. */
    interface Sink {
        void begin(@Nullable String upstreamModel);

        void text(int choice, String more);

        void finish(int choice, String reason);

        /** Comes last. */
        void usage(ObjectNode usage);
    }

    private final AnswerContext context;
    private final Sink sink;
    /** Blocks whose words are the completion, and their choices. */
    private final Map<Integer, Integer> spoken = new HashMap<>();

    private final TreeSet<Integer> choices = new TreeSet<>();
    /** What stands before each choice; empty for nothing. */
    private final String echo;

    private final Set<Integer> echoed = new HashSet<>();
    private Usage usage = Usage.NONE;

    CompletionsAnswer(AnswerContext context, Sink sink) {
        this.context = context;
        this.sink = sink;
        this.echo = CompletionsRequestReader.echo(context.request());
    }

    private void echo(int choice) {
        if (!echo.isEmpty() && echoed.add(choice)) {
            sink.text(choice, echo);
        }
    }

    @Override
    public CompletionsAnswer messageStarted(ChatEvent.MessageStarted event) {
        sink.begin(event.model());
        choices.add(0);
        return this;
    }

    @Override
    public CompletionsAnswer blockStarted(ChatEvent.BlockStarted event) {
        choices.add(event.choice());
        if (event.kind() == ChatEvent.BlockKind.TEXT || event.kind() == ChatEvent.BlockKind.REFUSAL) {
            spoken.put(event.index(), event.choice());
        }
        return this;
    }

    @Override
    public CompletionsAnswer textDelta(ChatEvent.TextDelta event) {
        Integer choice = spoken.get(event.index());
        if (choice != null && !event.text().isEmpty()) {
            echo(choice);
            sink.text(choice, event.text());
        }
        return this;
    }

    @Override
    public CompletionsAnswer usageUpdated(ChatEvent.UsageUpdated event) {
        usage = usage.max(event.usage());
        return this;
    }

    @Override
    public CompletionsAnswer finished(ChatEvent.Finished event) {
        for (int i = 0; i < event.reasons().size(); i++) {
            choices.add(i);
        }
        for (int choice : choices) {
            echo(choice);
            sink.finish(
                    choice,
                    word(
                            choice < event.reasons().size()
                                    ? event.reasons().get(choice).kind()
                                    : FinishReason.Kind.STOP));
        }
        sink.usage(written(event.usage().isEmpty() ? usage : event.usage()));
        return this;
    }

    /** The reference has three words: {@code stop}, {@code length}, {@code content_filter}. */
    private static String word(FinishReason.Kind kind) {
        switch (kind) {
            case LENGTH:
                return "length";
            case CONTENT_FILTER, REFUSAL:
                return "content_filter";
            default:
                return "stop";
        }
    }

    private ObjectNode written(Usage usage) {
        ObjectNode written = JsonNodeFactory.instance
                .objectNode()
                .put("prompt_tokens", usage.prompt())
                .put("completion_tokens", usage.output())
                .put("total_tokens", usage.total());
        written.putObject("prompt_tokens_details").put("cached_tokens", usage.cacheRead());
        written.putObject("completion_tokens_details").put("reasoning_tokens", usage.reasoning());
        ObjectNode more = context.usageMembers().get();
        return more == null ? written : written.setAll(more);
    }

    // What a completion has no place for.

    @Override
    public CompletionsAnswer toolCallStarted(ChatEvent.ToolCallStarted event) {
        return this;
    }

    @Override
    public CompletionsAnswer reasoningDelta(ChatEvent.ReasoningDelta event) {
        return this;
    }

    @Override
    public CompletionsAnswer reasoningSigned(ChatEvent.ReasoningSigned event) {
        return this;
    }

    @Override
    public CompletionsAnswer toolArgumentsDelta(ChatEvent.ToolArgumentsDelta event) {
        return this;
    }

    @Override
    public CompletionsAnswer citationAdded(ChatEvent.CitationAdded event) {
        return this;
    }

    @Override
    public CompletionsAnswer mediaProduced(ChatEvent.MediaProduced event) {
        return this;
    }

    @Override
    public CompletionsAnswer blockEnded(ChatEvent.BlockEnded event) {
        spoken.remove(event.index());
        return this;
    }

    @Override
    public CompletionsAnswer unmapped(ChatEvent.Unmapped event) {
        return this;
    }

    /** What every chunk and every whole answer begins with. */
    static ObjectNode envelope(AnswerContext context, @Nullable String model) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", "cmpl-" + context.callId())
                .put("object", "text_completion")
                .put("created", context.created().getEpochSecond())
                .put("model", Objects.requireNonNullElseGet(model, () -> context.shownModel(null)));
    }

    /** A choice; the reason is null until it has ended. */
    static ObjectNode choice(int index, String text, @Nullable String reason) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("text", text)
                .put("index", index)
                .putNull("logprobs")
                .put("finish_reason", reason);
    }
}
