package io.modelrouter.core.pipeline;

import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.Dialect;
import java.util.Set;

/**
 * Headers of an answer for the caller: ours, and of the upstream's only those that mean something to an SDK (content type,
 * rate limits, retry hints, processing time). Cookies, locations, server names and account names stay here.
 */
final class WireHeaders {
    private static final Set<String> PASSED = Set.of(
            "content-type",
            "retry-after",
            "retry-after-ms",
            "x-should-retry",
            "openai-processing-ms",
            "openai-version",
            "openai-model");

    private WireHeaders() {}

    static HttpHeaders of(CallSession session, Exchange exchange) {
        HttpHeaders.Builder headers = HttpHeaders.builder();
        String id = session.context.requestId().orElse(session.id);
        headers.add("x-request-id", id);
        if (session.request.dialect().family() == Dialect.Family.CLAUDE) {
            headers.add("request-id", id);
        }
        headers.add("x-router-channel", exchange.candidate.channel().name());
        headers.add("x-router-model", session.request.model());
        headers.add("x-router-attempts", Integer.toString(session.failures.size() + 1));
        exchange.headers().forEach((name, value) -> {
            if (PASSED.contains(name) || name.startsWith("x-ratelimit-") || name.startsWith("anthropic-ratelimit-")) {
                headers.add(name, value);
            }
        });
        return headers.build();
    }
}
