package io.modelrouter.starter.endpoint;

import io.modelrouter.CallContext;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Idempotency-Key}, by which a client names a call (draft-ietf-httpapi-idempotency-key-header-07). It ends
 * here: an upstream knows the router's keys and not its callers, so to it two callers' keys could be one.
 */
final class IdempotencyHeader {
    private static final String NAME = "idempotency-key";

    private IdempotencyHeader() {}

    /**
     * The key; null where there is none.
     *
     * @throws RouterException INVALID_REQUEST if it is malformed; it is not repeated, and never ignored, because a client
     *     that sends one relies on it
     */
    static @Nullable String read(HttpServletRequest request) {
        String first = request.getHeader(NAME);
        if (first == null) {
            return null;
        }
        List<String> all = Collections.list(request.getHeaders(NAME));
        try {
            CallContext.builder().idempotencyKey(first.strip());
        } catch (IllegalArgumentException e) {
            throw malformed("is malformed; it has 1 to 255 visible ASCII characters", e);
        }
        if (all.size() > 1) {
            throw malformed("is there more than once", null);
        }
        return first.strip();
    }

    private static RouterException malformed(String what, @Nullable Throwable cause) {
        return RouterException.of(RouterErrorCode.INVALID_REQUEST, "the header Idempotency-Key " + what)
                .param("Idempotency-Key")
                .cause(cause)
                .build();
    }
}
