package io.modelrouter.core.dialect;

import io.modelrouter.chat.Loss;
import io.modelrouter.wire.WireBody;
import java.util.List;
import java.util.Map;

/**
 * A translated request.
 *
 * @param body the bytes, members in a stable order because prompt caches key on it
 * @param headers protocol headers that go with it, names in lower case, such as {@code anthropic-beta}; never credentials
 * @param losses what could not be carried; with a SEMANTIC one the body must not be sent
 */
public record WrittenRequest(WireBody body, Map<String, String> headers, List<Loss> losses) {
    public WrittenRequest {
        headers = Map.copyOf(headers);
        losses = List.copyOf(losses);
    }

    /** Whether it may be sent. */
    public boolean isUsable() {
        return losses.stream().noneMatch(loss -> loss.severity() == Loss.Severity.SEMANTIC);
    }
}
