package io.modelrouter.core.quota;

import io.modelrouter.chat.Usage;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.UsageSource;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a call is charged for: the rows of the table "what is charged" of the reliability specification.
 *
 * @param usage tokens
 * @param source who counted them
 */
public record Charge(Usage usage, UsageSource source) {

    /**
     * The tokens of an answer whose 2xx headers came.
     *
     * @param reported what the upstream told, {@link Usage#NONE} if nothing
     * @param complete whether the answer came to its end; until then a stream's counters are not its last word (Claude's
     *     {@code message_start} already has some output tokens), so the larger of both counts is taken
     * @param outputChars characters of model content that came
     * @param promptTokens own estimate of the prompt, used only where nothing was reported
     */
    public static Charge of(
            Usage reported, boolean usageReported, boolean complete, long outputChars, long promptTokens) {
        boolean believable =
                usageReported && complete && !reported.isEmpty() && (reported.output() > 0 || outputChars == 0);
        if (believable) {
            return new Charge(reported, UsageSource.REPORTED);
        }
        long output = Math.max(reported.output(), TokenEstimate.tokens(outputChars));
        if (reported.prompt() > 0) {
            return new Charge(reported.max(Usage.builder().output(output).build()), UsageSource.ESTIMATED);
        }
        return new Charge(Usage.builder().input(promptTokens).output(output).build(), UsageSource.ESTIMATED);
    }

    /** Nano-credits, rounded up; 0 for a model without a price. */
    public long nanos(@Nullable Price price, BigDecimal multiplier) {
        return price == null ? 0 : price.cost(usage, multiplier);
    }
}
