package io.modelrouter.chat;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer.
 *
 * @param id the provider's id, or null
 * @param model the model that answered, as the provider named it, or null
 * @param choices at least one; more where the request asked for {@code n}
 * @param usage what the provider reported, {@link Usage#NONE} if nothing
 */
public record ChatResponse(@Nullable String id, @Nullable String model, List<Choice> choices, Usage usage) {

    /** One of the alternatives. */
    public record Choice(List<ContentBlock> blocks, FinishReason finishReason) {
        public Choice {
            blocks = List.copyOf(blocks);
        }
    }

    public ChatResponse {
        choices = List.copyOf(choices);
        if (choices.isEmpty()) {
            throw new IllegalArgumentException("an answer has at least one choice");
        }
    }

    /** Blocks of the first choice. */
    public List<ContentBlock> blocks() {
        return choices.get(0).blocks();
    }

    /** Why the first choice ended. */
    public FinishReason finishReason() {
        return choices.get(0).finishReason();
    }

    /** The text of the first choice in one piece. */
    public String text() {
        return blocks().stream()
                .filter(ContentBlock.Text.class::isInstance)
                .map(block -> ((ContentBlock.Text) block).text())
                .collect(Collectors.joining());
    }

    /** The visible thinking of the first choice in one piece. */
    public String reasoning() {
        return blocks().stream()
                .filter(ContentBlock.Reasoning.class::isInstance)
                .map(block -> ((ContentBlock.Reasoning) block).text())
                .collect(Collectors.joining());
    }

    /** The tool calls of the first choice. */
    public List<ContentBlock.ToolCall> toolCalls() {
        return blocks().stream()
                .filter(ContentBlock.ToolCall.class::isInstance)
                .map(ContentBlock.ToolCall.class::cast)
                .toList();
    }
}
