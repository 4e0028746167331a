package io.modelrouter;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.error.RouterException;
import io.modelrouter.observe.CallRecord;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One column of a comparison: the answer or the failure, and the record with latency and cost.
 *
 * @param model as asked for
 * @param response the answer, or null if the call failed
 * @param failure why it failed, or null
 * @param record tokens, cost and times
 */
public record ComparedAnswer(
        String model,
        @Nullable ChatResponse response,
        @Nullable RouterException failure,
        CallRecord record) {

    public Optional<ChatResponse> answer() {
        return Optional.ofNullable(response);
    }
}
