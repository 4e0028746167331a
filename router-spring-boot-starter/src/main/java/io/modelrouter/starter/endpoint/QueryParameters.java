package io.modelrouter.starter.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Reads the query alone: the container's own parameters would also read a form in the body. */
final class QueryParameters {
    private QueryParameters() {}

    /** The whole query as it came, but for the caller's key; null if nothing is left. */
    static @Nullable String withoutKey(HttpServletRequest request) {
        String query = request.getQueryString();
        if (query == null) {
            return null;
        }
        StringJoiner left = new StringJoiner("&");
        for (String pair : query.split("&")) {
            if (!pair.isEmpty() && !pair.startsWith("key=")) {
                left.add(pair);
            }
        }
        return left.length() == 0 ? null : left.toString();
    }

    /** The first value of a parameter, decoded; null if it is absent; as it stands if it cannot be decoded. */
    static @Nullable String of(HttpServletRequest request, String name) {
        String query = request.getQueryString();
        if (query == null) {
            return null;
        }
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (equals == name.length() && pair.startsWith(name)) {
                String value = pair.substring(equals + 1);
                try {
                    return URLDecoder.decode(value, StandardCharsets.UTF_8);
                } catch (IllegalArgumentException e) {
                    return value;
                }
            }
        }
        return null;
    }
}
