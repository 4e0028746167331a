package io.modelrouter.core.lane;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import java.util.List;

/**
 * What was made of a request for a channel that is not spoken to in the caller's own bytes.
 *
 * @param request the caller's, in neutral words
 * @param losses what the channel was not told, or told otherwise; none is SEMANTIC
 */
public record Translation(ChatRequest request, List<Loss> losses) {
    public Translation {
        losses = List.copyOf(losses);
    }
}
