package io.modelrouter.core.dialect;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.wire.Dialect;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a writer of answers knows beside the events.
 *
 * @param callId the call's id: letters, digits and {@code -}; made ids are built on it
 * @param model the model name the client sees; null to show the upstream's own
 * @param created when the call came
 * @param origin the dialect of the channel that answers
 * @param channel the name of that channel
 * @param request what was asked
 * @param includeUsage whether a chat stream ends with a usage chunk
 * @param jsonArray whether a Gemini stream is one JSON array and not SSE
 * @param usageMembers members to add to the usage object, or null for none; asked once, when the usage is written
 */
public record AnswerContext(
        String callId,
        @Nullable String model,
        Instant created,
        Dialect origin,
        String channel,
        ChatRequest request,
        boolean includeUsage,
        boolean jsonArray,
        Supplier<@Nullable ObjectNode> usageMembers) {

    /** The model to show: the one asked for, or what the upstream said. */
    public String shownModel(@Nullable String upstreamModel) {
        if (model != null) {
            return model;
        }
        return upstreamModel == null ? request.model() : upstreamModel;
    }
}
