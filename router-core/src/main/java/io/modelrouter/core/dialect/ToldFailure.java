package io.modelrouter.core.dialect;

import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a failure's answer says in every dialect, whatever its envelope. */
public final class ToldFailure {
    private ToldFailure() {}

    /** The words for the caller: the upstream's own where it refused the request. */
    public static String message(RouterException failure) {
        String own =
                Objects.requireNonNullElse(failure.getMessage(), failure.code().name());
        if (failure.code() != RouterErrorCode.UPSTREAM_REFUSED) {
            return own;
        }
        return failure.upstream().map(UpstreamError::message).orElse(own);
    }

    /**
     * The upstream's bytes, where they are a refusal in the caller's own envelope; else null.
     *
     * @param family the caller's
     * @param isEnvelope whether a body is whole in that family's shape
     */
    public static byte @Nullable [] upstreamsOwnBody(
            RouterException failure, Dialect.Family family, Predicate<JsonNode> isEnvelope) {
        UpstreamError upstream = failure.upstream().orElse(null);
        if (failure.code() != RouterErrorCode.UPSTREAM_REFUSED
                || upstream == null
                || upstream.dialect().family() != family) {
            return null;
        }
        byte[] body = upstream.body();
        JsonNode root = JsonTree.read(body);
        return root != null && isEnvelope.test(root) ? body : null;
    }

    /** Whole seconds, at least one; null where nobody knows or waiting does not help. */
    public static @Nullable Long retryAfterSeconds(RouterException failure, boolean retryHelps) {
        Duration wait = failure.retryAfter().orElse(null);
        // Of a budget it is known when it has room again, although nobody should wait for that in a loop.
        boolean budget = failure.code() == RouterErrorCode.QUOTA_EXHAUSTED && wait != null;
        if (!retryHelps && !budget) {
            return null;
        }
        if (wait != null) {
            return Math.max(1, wait.plusMillis(999).toSeconds());
        }
        switch (failure.code()) {
            case RATE_LIMITED:
            case UPSTREAM_RATE_LIMITED:
            case OVERLOADED:
            case LEDGER_UNAVAILABLE:
            case ALL_COOLING:
                return 1L;
            default:
                return null;
        }
    }
}
