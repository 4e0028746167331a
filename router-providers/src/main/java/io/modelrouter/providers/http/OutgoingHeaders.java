package io.modelrouter.providers.http;

import io.modelrouter.provider.ProviderRequest;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Puts a request's headers together: ours, then the protocol's defaults, the caller's protocol headers, the channel's own,
 * and last the credentials. A later one replaces an earlier one of the same name.
 */
final class OutgoingHeaders {
    static final String USER_AGENT = "modelrouter/0.1";

    /** Never taken from a caller or a channel: credentials, framing, and what belongs to one connection. */
    private static final Set<String> OURS = Set.of(
            "authorization",
            "x-api-key",
            "x-goog-api-key",
            "api-key",
            "cookie",
            "proxy-authorization",
            "host",
            "content-type",
            "content-length",
            "content-encoding",
            "accept-encoding",
            "transfer-encoding",
            "connection",
            "proxy-connection",
            "keep-alive",
            "te",
            "trailer",
            "upgrade",
            "expect");

    private OutgoingHeaders() {}

    /**
     * @param defaults headers of the protocol that a caller or channel may replace
     * @param credentials headers with the key
     * @param proxyCredentials for a proxy that sees the request itself, or null
     * @throws IllegalArgumentException if a name or value cannot go into a header; the value is not repeated
     */
    static Headers build(
            ProviderRequest request,
            Map<String, String> defaults,
            Map<String, String> credentials,
            @Nullable String proxyCredentials) {
        Headers.Builder headers = new Headers.Builder();
        headers.add("content-type", request.body().contentType());
        headers.add("accept", request.stream() && request.sseFraming() ? "text/event-stream" : "application/json");
        headers.add("user-agent", USER_AGENT);
        if (request.stream()) {
            // A compressed stream arrives in lumps. Otherwise the client asks for gzip itself and undoes it.
            headers.add("accept-encoding", "identity");
        }
        putAll(headers, defaults);
        putAll(headers, request.headers());
        putAll(headers, request.channel().headers());
        credentials.forEach((name, value) -> put(headers, name, value));
        if (proxyCredentials != null) {
            put(headers, ProxyCredentials.HEADER, proxyCredentials);
        }
        return headers.build();
    }

    private static void putAll(Headers.Builder headers, Map<String, String> more) {
        for (Map.Entry<String, String> header : more.entrySet()) {
            if (!OURS.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                put(headers, header.getKey(), header.getValue());
            }
        }
    }

    private static void put(Headers.Builder headers, String name, String value) {
        check(name, value);
        headers.removeAll(name);
        headers.addUnsafeNonAscii(name, value);
    }

    /** Own checks, since the client's exceptions would repeat the value. */
    private static void check(String name, String value) {
        boolean token = !name.isEmpty()
                && name.chars().allMatch(c -> c > ' ' && c < 0x7f && "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0);
        if (!token) {
            throw new IllegalArgumentException("a header's name is not valid");
        }
        if (!isValue(value)) {
            throw new IllegalArgumentException("the header " + name + " has a character no header can carry");
        }
    }

    static boolean isValue(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return true;
    }
}
