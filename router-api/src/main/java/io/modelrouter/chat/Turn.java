package io.modelrouter.chat;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the conversation. Turns of one role may follow each other, and system turns may stand anywhere.
 *
 * @param name of the participant (OpenAI's {@code name}), or null
 * @param blocks tool results stand in USER turns, tool calls and reasoning in ASSISTANT turns
 */
public record Turn(Role role, @Nullable String name, List<PromptBlock> blocks, Source source) {

    /** Who speaks. */
    public enum Role {
        /** The operator. */
        SYSTEM,
        /** The operator, in OpenAI's newer word; ranks below SYSTEM and above USER. */
        DEVELOPER,
        USER,
        ASSISTANT;

        /** Whether it instructs and does not converse. */
        public boolean isInstruction() {
            return this == SYSTEM || this == DEVELOPER;
        }
    }

    public Turn {
        Objects.requireNonNull(role, "role");
        blocks = List.copyOf(blocks);
    }

    public Turn(Role role, List<PromptBlock> blocks, Source source) {
        this(role, null, blocks, source);
    }
}
