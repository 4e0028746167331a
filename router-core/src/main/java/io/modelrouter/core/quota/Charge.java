package io.modelrouter.core.quota;

import io.modelrouter.chat.Usage;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.UsageSource;
import java.math.BigDecimal;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a call is charged for: the rows of the table "what is charged" of the reliability specification.
 *
 * @param usage tokens
 * @param source who counted them
 * @param suspect whether the upstream's counts were ignored because they cannot be true
 */
public record Charge(Usage usage, UsageSource source, boolean suspect) {
    /** Counts up to twice this many tokens are possible for any model worth a look. */
    private static final long SMALL_CONTEXT = 8_192;

    private static final int CHARS_A_TOKEN = 4;

    /**
     * The tokens of an answer whose 2xx headers came.
     *
     * @param reported what the upstream told, {@link Usage#NONE} if nothing
     * @param complete whether the answer came to its end; until then a stream's counters are not its last word (Claude's
     *     {@code message_start} already has some output tokens), so the larger of both counts is taken
     * @param outputChars characters of model content that came
     * @param promptTokens own count of the prompt, asked for only where none was reported, for no prompt is empty
     */
    public static Charge of(
            Usage reported, boolean usageReported, boolean complete, long outputChars, LongSupplier promptTokens) {
        boolean outputTold = usageReported && complete && (reported.output() > 0 || outputChars == 0);
        boolean promptTold = usageReported && reported.prompt() > 0;
        if (outputTold && promptTold) {
            return new Charge(reported, UsageSource.REPORTED, false);
        }
        Usage own = Usage.builder()
                .input(promptTold ? 0 : promptTokens.getAsLong())
                .output(outputTold ? 0 : tokens(outputChars))
                .build();
        return new Charge(reported.max(own), UsageSource.ESTIMATED, false);
    }

    /** The prompt alone, of an answer that ended before any output. */
    public static Charge ofPrompt(long promptTokens) {
        return new Charge(Usage.builder().input(promptTokens).build(), UsageSource.ESTIMATED, false);
    }

    /** Own counts alone, because those that were reported cannot be true. */
    public static Charge own(long outputChars, long promptTokens) {
        Usage own =
                Usage.builder().input(promptTokens).output(tokens(outputChars)).build();
        return new Charge(own, UsageSource.ESTIMATED, true);
    }

    /** Four characters to a token; the meters count characters of wider scripts as several. */
    private static long tokens(long characters) {
        return (characters + CHARS_A_TOKEN - 1) / CHARS_A_TOKEN;
    }

    /** Whether it is worth while to ask how large the model's context is. */
    public static boolean isLong(Usage reported) {
        return exceeds(reported, SMALL_CONTEXT);
    }

    /** Whether the prompt or the output is more than twice what the model can have before it. */
    public static boolean exceeds(Usage reported, long contextSize) {
        // No multiplication and no division: neither may overflow nor lose an odd token.
        return reported.prompt() - contextSize > contextSize || reported.output() - contextSize > contextSize;
    }

    /** Nano-credits, rounded up; 0 for a model without a price. */
    public long nanos(@Nullable Price price, BigDecimal multiplier) {
        return price == null ? 0 : price.cost(usage, multiplier);
    }
}
