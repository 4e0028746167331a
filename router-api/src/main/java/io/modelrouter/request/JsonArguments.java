package io.modelrouter.request;

import io.modelrouter.wire.MalformedJsonException;
import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Objects;

/** What builder methods do with their arguments. */
final class JsonArguments {
    private JsonArguments() {}

    /** JSON text that must be an object, such as a schema. */
    static RawJson object(String json, String what) {
        Objects.requireNonNull(json, what);
        try {
            return object(RawJson.parse(json), what);
        } catch (MalformedJsonException e) {
            throw new IllegalArgumentException(what + " must be a JSON object: " + e.getMessage(), e);
        }
    }

    static RawJson object(RawJson json, String what) {
        if (Objects.requireNonNull(json, what).kind() != RawJson.Kind.OBJECT) {
            throw new IllegalArgumentException(what + " must be a JSON object, not " + json.kind());
        }
        return json;
    }

    static RawJson text(String value, String what) {
        return RawJson.of(Objects.requireNonNull(value, what));
    }

    static RawJson texts(List<String> values) {
        return RawJson.array(values.stream().map(RawJson::of).toList());
    }

    /** A whole number that is checked where it is set, not where the request is built. */
    static RawJson between(long min, long max, long value, String what) {
        if (value < min || value > max) {
            throw new IllegalArgumentException(what + " must be from " + min + " to " + max + ", not " + value);
        }
        return RawJson.of(value);
    }

    static RawJson tokens(long value, String what) {
        return between(0, BodyRules.MAX_TOKENS, value, what);
    }

    /** A {@code data:} URL (RFC 2397) of content that is already in base64. */
    static RawJson dataUrl(String mediaType, String base64) {
        Objects.requireNonNull(mediaType, "mediaType");
        return RawJson.of("data:" + mediaType + ";base64," + Objects.requireNonNull(base64, "base64"));
    }
}
