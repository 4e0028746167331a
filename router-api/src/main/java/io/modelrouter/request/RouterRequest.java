package io.modelrouter.request;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * A request in one of the client dialects: a thin view over its bytes. Every member that is not known here, every
 * {@code 0}, {@code false} and {@code null} stays as it was written. Immutable and thread-safe.
 */
public abstract sealed class RouterRequest
        permits OpenAiChatRequest, OpenAiResponsesRequest, ClaudeMessagesRequest, GeminiGenerateRequest {

    /** The most messages (or input items, contents) a request may have. */
    public static final int MAX_MESSAGES = 10_000;
    /** The most tools a request may offer. */
    public static final int MAX_TOOLS = 1_000;
    /** The longest model name, in characters. */
    public static final int MAX_MODEL_LENGTH = 256;

    private final RawJson json;
    private final Map<String, String> headers;

    RouterRequest(RawJson json, Map<String, String> headers) {
        if (json.kind() != RawJson.Kind.OBJECT) {
            throw new InvalidRequestException(null, "the body must be a JSON object");
        }
        this.json = json;
        this.headers = Map.copyOf(headers);
    }

    public abstract Dialect dialect();

    /** The model the caller asks for. */
    public abstract String model();

    /** Whether the answer shall be streamed. */
    public abstract boolean stream();

    /** The most tokens the answer may have, where the request says it. */
    public abstract OptionalLong maxOutputTokens();

    /** How many alternatives are asked for; at least 1. */
    public abstract int choices();

    /** The same request for another model; all other bytes stay. */
    public abstract RouterRequest withModel(String model);

    /** The same request, streamed or not; all other bytes stay. */
    public abstract RouterRequest withStream(boolean stream);

    /** The body. */
    public RawJson json() {
        return json;
    }

    /** A member of the body; empty if absent, present with {@link RawJson#isNull()} if null. */
    public Optional<RawJson> get(String name) {
        return json.get(name);
    }

    /**
     * Protocol headers that an upstream of the same dialect shall see, names in lower case, such as
     * {@code anthropic-version} and {@code anthropic-beta}. Never credentials.
     */
    public Map<String, String> headers() {
        return headers;
    }

    /** The class and the size, never the content. */
    @Override
    public String toString() {
        return getClass().getSimpleName() + "[" + json.length() + " bytes]";
    }

    // What the four views share when they check a body.

    static String requireModel(RawJson json) {
        RawJson model = json.get("model")
                .orElseThrow(() -> new InvalidRequestException("model", "you must provide a model parameter"));
        return checkModel(
                model.asString().orElseThrow(() -> new InvalidRequestException("model", "model must be a string")));
    }

    static String checkModel(String model) {
        Objects.requireNonNull(model, "model");
        if (model.isEmpty() || model.length() > MAX_MODEL_LENGTH) {
            throw new InvalidRequestException("model", "model must have 1 to " + MAX_MODEL_LENGTH + " characters");
        }
        return model;
    }

    static boolean optionalFlag(RawJson json, String name) {
        Optional<RawJson> flag = json.get(name).filter(value -> !value.isNull());
        if (flag.isEmpty()) {
            return false;
        }
        return flag.get()
                .asBoolean()
                .orElseThrow(() -> new InvalidRequestException(name, name + " must be true or false"));
    }

    /** A whole number from {@code min} to {@code max}; empty if absent or null. The path is dotted. */
    static OptionalLong optionalLong(RawJson json, String path, long min, long max) {
        Optional<RawJson> value = json.at(path.split("\\.")).filter(found -> !found.isNull());
        if (value.isEmpty()) {
            return OptionalLong.empty();
        }
        OptionalLong number = value.get().asLong();
        if (number.isEmpty() || number.getAsLong() < min || number.getAsLong() > max) {
            throw new InvalidRequestException(path, path + " must be a whole number from " + min + " to " + max);
        }
        return number;
    }

    static void checkCount(RawJson json, String name, int max) {
        if (json.sizeOf(name) > max) {
            throw new InvalidRequestException(name, name + " has over " + max + " entries");
        }
    }

    static void requireArray(RawJson json, String name) {
        RawJson value = json.get(name).orElseThrow(() -> new InvalidRequestException(name, name + " is required"));
        if (value.kind() != RawJson.Kind.ARRAY) {
            throw new InvalidRequestException(name, name + " must be an array");
        }
    }

    static Map<String, String> withHeader(Map<String, String> headers, String name, String value) {
        Map<String, String> more = new TreeMap<>(headers);
        more.put(name, value);
        return more;
    }

    static RawJson set(RawJson json, String name, RawJson value) {
        return json.with(List.of(name.split("\\.")), value);
    }
}
