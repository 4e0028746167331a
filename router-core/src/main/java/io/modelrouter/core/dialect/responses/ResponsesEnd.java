package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.wire.Dialect;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a response ends.
 *
 * @param status of the response
 * @param why it is incomplete, or null
 */
record ResponsesEnd(String status, @Nullable String why) {
    private static final Set<String> STATUSES = Set.of("queued", "in_progress", "cancelled");

    /** @param refused whether the answer says in words that it refuses */
    static ResponsesEnd of(FinishReason reason, Dialect origin, boolean refused) {
        String raw = origin == Dialect.OPENAI_RESPONSES ? reason.raw() : null;
        switch (reason.kind()) {
            case LENGTH:
                return new ResponsesEnd("incomplete", "max_output_tokens");
            case CONTENT_FILTER:
                return new ResponsesEnd("incomplete", "content_filter");
            case REFUSAL:
                return refused || raw != null
                        ? new ResponsesEnd("completed", null)
                        : new ResponsesEnd("incomplete", "content_filter");
            case ERROR:
                return new ResponsesEnd("failed", null);
            case OTHER:
                if (raw != null && STATUSES.contains(raw)) {
                    return new ResponsesEnd(raw, null);
                }
                return raw == null || raw.equals("completed")
                        ? new ResponsesEnd("completed", null)
                        : new ResponsesEnd("incomplete", raw);
            default:
                return new ResponsesEnd("completed", null);
        }
    }

    boolean isCut() {
        return status.equals("incomplete");
    }

    /** The type of the last event. */
    String event() {
        return status.equals("incomplete") || status.equals("failed") ? "response." + status : "response.completed";
    }
}
