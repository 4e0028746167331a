package io.modelrouter.core.pipeline;

import io.modelrouter.chat.Loss;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.Dialect;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Headers of an answer for the caller: ours, and of the upstream's only those that mean something to an SDK (content type,
 * rate limits, retry hints, processing time). Cookies, locations, server names and account names stay here; of an upstream
 * of another dialect everything stays here, because its words mean nothing to the caller's SDK.
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
    /** Longer lists of losses are cut; proxies refuse long headers. The call record has all. */
    private static final int LONGEST = 2000;

    private WireHeaders() {}

    /**
     * @param written the content type of what the router itself writes; null where the upstream's bytes are handed on
     */
    static HttpHeaders of(CallSession session, Exchange exchange, @Nullable String written) {
        HttpHeaders.Builder headers = withId(session);
        headers.add("x-router-channel", exchange.candidate.channel().name());
        headers.add("x-router-model", model(session.request.model(), exchange.candidate.model()));
        headers.add("x-router-attempts", Integer.toString(session.failures.size() + 1));
        String dropped = dropped(exchange.losses());
        if (!dropped.isEmpty()) {
            headers.add("x-router-dropped", dropped);
        }
        if (written != null) {
            headers.add("content-type", written);
            return headers.build();
        }
        passOn(exchange.headers(), headers);
        return headers.build();
    }

    /**
     * Of a count that an upstream made.
     *
     * @param upstream the upstream's, where its bytes are handed on; else null
     */
    static HttpHeaders ofCount(
            CallSession session, String channel, String model, int attempts, @Nullable HttpHeaders upstream) {
        HttpHeaders.Builder headers = withId(session)
                .add("x-router-channel", channel)
                .add("x-router-model", model(session.request.model(), model))
                .add("x-router-attempts", Integer.toString(attempts));
        if (upstream == null) {
            return headers.add("content-type", "application/json").build();
        }
        passOn(upstream, headers);
        return headers.build();
    }

    /** Of a count that nobody but the router made. */
    static HttpHeaders ofEstimate(CallSession session) {
        return withId(session)
                .add("x-router-estimated", "true")
                .add("content-type", "application/json")
                .build();
    }

    private static HttpHeaders.Builder withId(CallSession session) {
        HttpHeaders.Builder headers = HttpHeaders.builder();
        String id = session.context.requestId().orElse(session.id);
        headers.add("x-request-id", id);
        if (session.request.dialect().family() == Dialect.Family.CLAUDE) {
            headers.add("request-id", id);
        }
        return headers;
    }

    private static void passOn(HttpHeaders upstream, HttpHeaders.Builder headers) {
        upstream.forEach((name, value) -> {
            if (PASSED.contains(name) || name.startsWith("x-ratelimit-") || name.startsWith("anthropic-ratelimit-")) {
                headers.add(name, value);
            }
        });
    }

    /** Of an answer that the router itself gives. */
    static HttpHeaders ofOwn(CallSession session) {
        return HttpHeaders.builder()
                .add("x-request-id", session.context.requestId().orElse(session.id))
                .add("content-type", "application/json")
                .build();
    }

    /** Where another model served than was asked for, as for {@code auto}, it stands in brackets. */
    private static String model(String requested, String served) {
        return requested.equals(served) ? requested : requested + " (" + served + ")";
    }

    /** The fields that were left out, joined by commas. Their names are the caller's, so only plain characters pass. */
    private static String dropped(List<Loss> losses) {
        StringBuilder names = new StringBuilder();
        for (Loss loss : losses) {
            if (loss.severity() != Loss.Severity.HINT) {
                continue;
            }
            String name = plain(loss.field());
            if (names.length() + name.length() > LONGEST) {
                names.append(", ...");
                break;
            }
            names.append(names.isEmpty() ? "" : ", ").append(name);
        }
        return names.toString();
    }

    private static String plain(String field) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < Math.min(field.length(), 200); i++) {
            char c = field.charAt(i);
            plain.append(c > ' ' && c < 127 && c != ',' ? c : '_');
        }
        return plain.toString();
    }
}
