package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Param;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.Dialect;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** How an answer ends: what was seen of it on the way, and what that means in this dialect's words. */
final class ClaudeEnding {
    /** A member that the vendor writes beside {@code delta} and not into it. */
    static final String CONTEXT = "context_management";

    private final AnswerContext context;
    private final ObjectNode extras = JsonNodeFactory.instance.objectNode();
    private FinishReason reason = new FinishReason(FinishReason.Kind.OTHER, null);
    private boolean toolCalled;
    private boolean refused;

    ClaudeEnding(AnswerContext context) {
        this.context = context;
    }

    void toolCalled() {
        toolCalled = true;
    }

    void refused() {
        refused = true;
    }

    void finished(FinishReason why) {
        reason = why;
    }

    /** A member of the ending that the vendor told and nobody else knows. */
    void extra(String name, JsonNode value) {
        extras.set(name, value);
    }

    /** Whether the upstream failed in a way that it calls finished. */
    boolean failed() {
        return reason.kind() == FinishReason.Kind.ERROR;
    }

    /** Members of a whole message, or of {@code message_delta.delta} and beside it. */
    void addTo(ObjectNode inner, ObjectNode outer) {
        String why = stopReason();
        if (why == null) {
            inner.putNull("stop_reason");
        } else {
            inner.put("stop_reason", why);
        }
        String sequence = stopSequence();
        if (sequence == null) {
            inner.putNull("stop_sequence");
        } else {
            inner.put("stop_sequence", sequence);
        }
        for (Map.Entry<String, JsonNode> extra : extras.properties()) {
            ObjectNode place = extra.getKey().equals(CONTEXT) ? outer : inner;
            place.set(extra.getKey(), extra.getValue());
        }
    }

    private @Nullable String stopReason() {
        String raw = reason.raw();
        if (context.origin() == Dialect.CLAUDE_MESSAGES && raw != null) {
            return raw;
        }
        switch (reason.kind()) {
            case LENGTH:
                return "max_tokens";
            case CONTENT_FILTER:
            case REFUSAL:
                return "refusal";
            case PAUSE:
                return "pause_turn";
            case ERROR:
                return null;
            case STOP_SEQUENCE:
                return toolCalled ? "tool_use" : "stop_sequence";
            default:
                return toolCalled ? "tool_use" : refused ? "refusal" : "end_turn";
        }
    }

    /** Others do not tell which sequence it was; where there is but one, it was that. */
    private @Nullable String stopSequence() {
        String told = JsonTree.text(extras, "stop_sequence");
        List<String> asked = context.request().get(Param.STOP);
        if (told != null || asked == null || reason.kind() != FinishReason.Kind.STOP_SEQUENCE) {
            return told;
        }
        return asked.size() == 1 ? asked.get(0) : null;
    }
}
