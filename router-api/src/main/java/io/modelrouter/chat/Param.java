package io.modelrouter.chat;

import io.modelrouter.wire.RawJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A setting of a request that more than one dialect has, or that means something to the answer. Each constant is one; they
 * are compared by identity.
 *
 * @param <T> the type of its values
 */
public final class Param<T> {
    private static final List<Param<?>> ALL = new ArrayList<>();

    public static final Param<Long> MAX_OUTPUT_TOKENS = hint("max_output_tokens");
    public static final Param<BigDecimal> TEMPERATURE = hint("temperature");
    public static final Param<BigDecimal> TOP_P = hint("top_p");
    public static final Param<Long> TOP_K = hint("top_k");
    public static final Param<BigDecimal> FREQUENCY_PENALTY = hint("frequency_penalty");
    public static final Param<BigDecimal> PRESENCE_PENALTY = hint("presence_penalty");
    public static final Param<Long> SEED = hint("seed");
    /** Texts that end the answer; never empty. */
    public static final Param<List<String>> STOP = semantic("stop");
    /** How many alternatives; 1 is said by every dialect. */
    public static final Param<Long> CHOICES = semantic("n");
    /** Whether to tell the probability of each token; false is said by every dialect. */
    public static final Param<Boolean> LOGPROBS = semantic("logprobs");
    /** How many alternatives to tell for each token. */
    public static final Param<Long> TOP_LOGPROBS = hint("top_logprobs");
    /** OpenAI's object of token id to bias. */
    public static final Param<RawJson> LOGIT_BIAS = hint("logit_bias");

    public static final Param<ToolChoice> TOOL_CHOICE = semantic("tool_choice");
    /** Whether several tools may be called in one answer. */
    public static final Param<Boolean> PARALLEL_TOOL_CALLS = hint("parallel_tool_calls");

    public static final Param<OutputFormat> OUTPUT_FORMAT = semantic("response_format");
    public static final Param<Thinking> THINKING = hint("reasoning");
    /** {@code low}, {@code medium}, {@code high}. */
    public static final Param<String> VERBOSITY = hint("verbosity");
    /** A stable, opaque name of the end user, for abuse detection. */
    public static final Param<String> USER = hint("user");
    /** The caller's own key-value pairs, an object. */
    public static final Param<RawJson> METADATA = hint("metadata");
    /** {@code auto}, {@code default}, {@code flex}, {@code priority} or a vendor's further word. */
    public static final Param<String> SERVICE_TIER = hint("service_tier");

    public static final Param<String> PROMPT_CACHE_KEY = hint("prompt_cache_key");
    /** Whether the vendor shall keep the answer for later reference. */
    public static final Param<Boolean> STORE = hint("store");
    /** What the answer may be made of, lower case: {@code text}, {@code image}, {@code audio}; more than text is SEMANTIC. */
    public static final Param<List<String>> MODALITIES = semantic("modalities");
    /** The whole prompt's cache mark, where the caller set one for all. */
    public static final Param<CacheMark> CACHE = hint("cache_control");

    private final String name;
    private final Loss.Severity severity;

    private Param(String name, Loss.Severity severity) {
        this.name = name;
        this.severity = severity;
        ALL.add(this);
    }

    private static <T> Param<T> hint(String name) {
        return new Param<>(name, Loss.Severity.HINT);
    }

    private static <T> Param<T> semantic(String name) {
        return new Param<>(name, Loss.Severity.SEMANTIC);
    }

    /** All of them, in a fixed order. */
    public static List<Param<?>> all() {
        return Collections.unmodifiableList(ALL);
    }

    /** Our word for it. */
    public String label() {
        return name;
    }

    /** What it means for a call if a dialect cannot say it at all. */
    public Loss.Severity severity() {
        return severity;
    }

    @Override
    public String toString() {
        return name;
    }
}
