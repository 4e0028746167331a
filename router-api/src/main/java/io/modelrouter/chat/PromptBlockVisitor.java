package io.modelrouter.chat;

/**
 * A decision over every kind of block. It has no default methods on purpose: a new kind is then a compile error wherever it
 * matters.
 *
 * @param <R> what the decision returns
 */
public interface PromptBlockVisitor<R> {
    R text(PromptBlock.Text block);

    R media(PromptBlock.Media block);

    R reasoning(PromptBlock.Reasoning block);

    R refusal(PromptBlock.Refusal block);

    R toolCall(PromptBlock.ToolCall block);

    R toolResult(PromptBlock.ToolResult block);

    R foreign(PromptBlock.Foreign block);
}
