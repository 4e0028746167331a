package io.modelrouter.event;

/**
 * A decision over every kind of event. It has no default methods on purpose: a new event is then a compile error wherever
 * it matters.
 *
 * @param <R> what the decision returns
 */
public interface ChatEventVisitor<R> {
    R messageStarted(ChatEvent.MessageStarted event);

    R blockStarted(ChatEvent.BlockStarted event);

    R toolCallStarted(ChatEvent.ToolCallStarted event);

    R textDelta(ChatEvent.TextDelta event);

    R reasoningDelta(ChatEvent.ReasoningDelta event);

    R reasoningSigned(ChatEvent.ReasoningSigned event);

    R toolArgumentsDelta(ChatEvent.ToolArgumentsDelta event);

    R citationAdded(ChatEvent.CitationAdded event);

    R mediaProduced(ChatEvent.MediaProduced event);

    R blockEnded(ChatEvent.BlockEnded event);

    R usageUpdated(ChatEvent.UsageUpdated event);

    R unmapped(ChatEvent.Unmapped event);

    R finished(ChatEvent.Finished event);
}
