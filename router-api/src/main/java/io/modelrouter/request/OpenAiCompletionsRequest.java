package io.modelrouter.request;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A request of OpenAI's older completions ("Create completion" in the OpenAI API reference):
 * {@code {"model":"gpt-3.5-turbo-instruct","prompt":"Say this is a test"}}. Immutable and thread-safe.
 */
public final class OpenAiCompletionsRequest extends NamedInBody {
    private final OptionalLong maxOutputTokens;
    private final int choices;

    private OpenAiCompletionsRequest(RawJson json, Map<String, String> headers) {
        super(json, headers);
        this.maxOutputTokens = BodyRules.tokens(json, "max_tokens");
        this.choices = Math.max(BodyRules.choices(json, "n"), BodyRules.choices(json, "best_of"));
    }

    /**
     * Takes a body as it came. The array is kept, not copied, and must not change.
     *
     * @throws io.modelrouter.wire.MalformedJsonException if it is not one JSON document within the limits
     * @throws InvalidRequestException if it is not a request of this dialect
     */
    public static OpenAiCompletionsRequest parse(byte[] body) {
        return parse(RawJson.parse(body), Map.of());
    }

    /**
     * As {@link #parse(byte[])}, with the protocol headers that came along.
     *
     * @param headers see {@link #headers()}
     */
    public static OpenAiCompletionsRequest parse(RawJson body, Map<String, String> headers) {
        return new OpenAiCompletionsRequest(body, headers);
    }

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI_COMPLETIONS;
    }

    /** {@code max_tokens}; OpenAI writes 16 where it is absent. */
    @Override
    public OptionalLong maxOutputTokens() {
        return maxOutputTokens;
    }

    /** The larger of {@code n} and {@code best_of}, since all of them are written and paid; for each prompt of a list. */
    @Override
    public int choices() {
        int prompts = Math.max(1, prompts());
        return (int) Math.min(Integer.MAX_VALUE, (long) choices * prompts);
    }

    private int prompts() {
        Optional<RawJson> prompt = prompt().filter(value -> value.kind() == RawJson.Kind.ARRAY);
        if (prompt.isEmpty()) {
            return 1;
        }
        // A list of numbers is one prompt, in tokens.
        boolean tokens = prompt.get().elements().stream().anyMatch(value -> value.kind() == RawJson.Kind.NUMBER);
        return tokens ? 1 : prompt.get().size();
    }

    /** {@code prompt}: a text, several of them, tokens, or several lists of these. */
    public Optional<RawJson> prompt() {
        return present("prompt");
    }

    @Override
    public OpenAiCompletionsRequest withModel(String model) {
        return with("model", RawJson.of(model));
    }

    @Override
    public OpenAiCompletionsRequest withStream(boolean stream) {
        return with("stream", RawJson.of(stream));
    }

    @Override
    public OpenAiCompletionsRequest with(String path, RawJson value) {
        return parse(jsonWith(path, value), headers());
    }
}
