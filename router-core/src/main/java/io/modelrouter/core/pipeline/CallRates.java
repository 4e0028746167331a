package io.modelrouter.core.pipeline;

import io.modelrouter.auth.Token;
import io.modelrouter.core.quota.GroupMultipliers;
import io.modelrouter.core.quota.HoldEstimate;
import io.modelrouter.core.quota.Unpriced;
import io.modelrouter.core.route.CallPlan;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.core.route.RoutePlan;
import io.modelrouter.core.tokens.PromptCount;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.quota.Multipliers;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.PriceBook;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one caller pays on each candidate of a plan, as the price book was when the call was planned: the price of the model
 * that is asked for, else of the one that the channel maps it to, else the default price where there is one; and the factors of
 * the channel and of the group. Immutable.
 */
final class CallRates {
    /** By the names that are asked for and by those they are mapped to: both answer alike, whichever call it is. */
    private final Map<String, Optional<Price>> prices = new HashMap<>();

    private final @Nullable Price otherwise;
    private final GroupMultipliers factors;
    private final Set<String> groups;
    private final @Nullable String askedGroup;

    /**
     * @param askedGroup the one group that the call asks for, or null
     */
    CallRates(CallPlan plan, PriceBook book, RouterSettings settings, Token token, @Nullable String askedGroup) {
        this.otherwise = settings.quota().unpriced() == Unpriced.DEFAULT
                ? settings.quota().defaultPrice()
                : null;
        this.factors = settings.quota().groupMultipliers();
        this.groups = token.groups();
        this.askedGroup = askedGroup;
        for (RoutePlan model : plan.all()) {
            if (prices.computeIfAbsent(model.model(), book::price).isEmpty()) {
                for (List<Candidate> rank : model.ranks()) {
                    rank.forEach(candidate -> prices.computeIfAbsent(candidate.upstreamModel(), book::price));
                }
            }
        }
    }

    /** What the candidate's model costs; null where it has no price. */
    @Nullable
    Price price(Candidate candidate) {
        Price asked = known(candidate.model());
        Price price = asked == null ? known(candidate.upstreamModel()) : asked;
        return price == null ? otherwise : price;
    }

    private @Nullable Price known(String model) {
        return prices.getOrDefault(model, Optional.empty()).orElse(null);
    }

    /** The group by which the caller may use the candidate's channel; null if it is in none of the caller's. */
    @Nullable
    String group(Candidate candidate) {
        return factors.choose(groups, askedGroup, candidate.channel().groups());
    }

    Multipliers multipliers(Candidate candidate) {
        return new Multipliers(candidate.channel().multiplier(), factors.of(group(candidate)));
    }

    /**
     * The estimate for one candidate alone; null where its model has no price.
     *
     * @throws RouterException INVALID_REQUEST if it cannot be counted
     */
    @Nullable
    Long estimate(Candidate candidate, PromptCount prompt, OutputLimit output) {
        Price price = price(candidate);
        return price == null ? null : nanos(price, multipliers(candidate).product(), prompt, output);
    }

    /**
     * The highest estimate among the candidates; empty where none has a price.
     *
     * @throws RouterException INVALID_REQUEST if it cannot be counted
     */
    OptionalLong highest(CallPlan plan, PromptCount prompt, OutputLimit output) {
        Map<Price, BigDecimal> highestFactors = new IdentityHashMap<>();
        for (RoutePlan model : plan.all()) {
            for (List<Candidate> rank : model.ranks()) {
                for (Candidate candidate : rank) {
                    Price price = price(candidate);
                    if (price != null) {
                        highestFactors.merge(price, multipliers(candidate).product(), BigDecimal::max);
                    }
                }
            }
        }
        OptionalLong highest = OptionalLong.empty();
        for (Map.Entry<Price, BigDecimal> entry : highestFactors.entrySet()) {
            long nanos = nanos(entry.getKey(), entry.getValue(), prompt, output);
            highest = OptionalLong.of(Math.max(nanos, highest.orElse(0)));
        }
        return highest;
    }

    private static long nanos(Price price, BigDecimal factors, PromptCount prompt, OutputLimit output) {
        try {
            return HoldEstimate.nanos(price, factors, prompt.quick(), output.tokens(price));
        } catch (ArithmeticException e) {
            throw RouterException.of(
                            RouterErrorCode.INVALID_REQUEST, "the token limits of the request are too large to price")
                    .cause(e)
                    .build();
        }
    }
}
