package io.modelrouter.request;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A request in one of the client dialects: a thin view over its bytes. Every member that is not known here, every
 * {@code 0}, {@code false} and {@code null} stays as it was written. Immutable and thread-safe.
 *
 * <p>A typed accessor is empty where its member is absent, null or of another type; {@link #get} tells these apart. What
 * routing, limits and quota need is checked when the request is made, with an {@link InvalidRequestException} that names
 * the member; an unknown or odd value anywhere else is never refused.
 */
public abstract sealed class RouterRequest
        permits NamedInBody,
                GeminiGenerateRequest,
                OpenAiEmbeddingsRequest,
                GeminiEmbedRequest,
                OpenAiJsonRequest,
                OpenAiFormRequest,
                OpenAiStoredResponseRequest {

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

    /** The vocabulary that the body is written in. */
    public abstract Dialect dialect();

    /** Which endpoint of the dialect; empty for the main one, see {@link Dialect}. */
    public String operation() {
        return "";
    }

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

    /**
     * The same request with one member of the body set; all other bytes stay. Objects on the way are made where they are
     * absent or null.
     *
     * @param path member names joined by dots, such as {@code stream_options.include_usage}
     * @throws InvalidRequestException if the changed body is no longer a request
     * @throws IllegalArgumentException if a step on the way is neither an object nor absent nor null
     */
    public abstract RouterRequest with(String path, RawJson value);

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

    // How the views read and change their bodies.

    final RawJson jsonWith(String path, RawJson value) {
        return json.with(MemberTree.path(path), value);
    }

    final Optional<String> text(String... path) {
        return json.at(path).flatMap(RawJson::asString);
    }

    final OptionalDouble number(String... path) {
        return json.at(path).map(RawJson::asDouble).orElse(OptionalDouble.empty());
    }

    final OptionalLong wholeNumber(String... path) {
        return json.at(path).map(RawJson::asLong).orElse(OptionalLong.empty());
    }

    final boolean isTrue(String... path) {
        return json.at(path).flatMap(RawJson::asBoolean).orElse(false);
    }

    /** A member that is there and not null. */
    final Optional<RawJson> present(String... path) {
        return json.at(path).filter(value -> !value.isNull());
    }

    final List<RawJson> elements(String... path) {
        return json.at(path).map(RawJson::elements).orElse(List.of());
    }

    /** The texts of an array, or one text that stands alone. */
    final List<String> texts(String... path) {
        Optional<RawJson> value = json.at(path);
        Optional<String> alone = value.flatMap(RawJson::asString);
        if (alone.isPresent()) {
            return List.of(alone.get());
        }
        List<String> texts = new ArrayList<>();
        for (RawJson element : value.map(RawJson::elements).orElse(List.of())) {
            element.asString().ifPresent(texts::add);
        }
        return List.copyOf(texts);
    }
}
