package io.modelrouter.core.pipeline;

import io.modelrouter.auth.Token;
import io.modelrouter.core.quota.LedgerRetry;
import io.modelrouter.core.quota.TokenEstimate;
import io.modelrouter.core.route.CallPlan;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.core.route.RoutePlan;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.PriceBook;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.request.RouterRequest;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The hold before a call: how much, and whether the ledger grants it. */
final class Admission {
    private static final BigDecimal PROMPT_MARGIN = new BigDecimal("1.2");

    private final QuotaLedger ledger;
    private final LedgerRetry retry;
    private final PriceBook prices;
    private final RouterSettings settings;

    /**
     * What a granted hold rests on.
     *
     * @param prices of the models that may serve, by name; those without one are not in it
     * @param amount nano-credits held
     * @param promptTokens own estimate
     * @param outputTokens the most that may be written
     */
    record Hold(Map<String, Price> prices, long amount, long promptTokens, BigDecimal outputTokens) {

        /** What the candidate's model costs; null where it has no price. */
        @Nullable
        Price price(Candidate candidate) {
            return prices.get(candidate.model());
        }

        /** The estimate for one candidate alone; null where its model has no price. */
        @Nullable
        Long estimate(Candidate candidate) {
            Price price = price(candidate);
            return price == null ? null : nanos(price, candidate.channel().multiplier(), promptTokens, outputTokens);
        }
    }

    Admission(QuotaLedger ledger, LedgerRetry retry, PriceBook prices, RouterSettings settings) {
        this.ledger = ledger;
        this.retry = retry;
        this.prices = prices;
        this.settings = settings;
    }

    /** The estimate of R1.9; nothing is held. Empty where no model of the plan has a price. */
    OptionalLong estimate(RouterRequest request, CallPlan plan) {
        Map<String, Price> known = prices(plan);
        return known.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(highest(plan, known, TokenEstimate.prompt(request), outputTokens(request)));
    }

    /**
     * The plan without the models that this caller may not use because they have no price.
     *
     * @throws RouterException MODEL_NOT_PERMITTED if none is left
     */
    CallPlan affordable(CallPlan plan, Token token) {
        Predicate<RoutePlan> hasPrice = models -> prices.price(models.model()).isPresent();
        if (!settings.refuseUnpriced() || plan.all().stream().allMatch(hasPrice) || !hasQuota(token)) {
            return plan;
        }
        boolean asked = plan.models().stream().anyMatch(hasPrice);
        if (!asked && !plan.models().isEmpty()) {
            throw RouterException.of(
                            RouterErrorCode.MODEL_NOT_PERMITTED,
                            "the model '" + plan.requested() + "' has no price, and this key has a quota")
                    .param("model")
                    .build();
        }
        return plan.keeping(hasPrice);
    }

    /**
     * Holds the highest estimate on all accounts of the token.
     *
     * @throws RouterException QUOTA_EXHAUSTED, LEDGER_UNAVAILABLE or CONFLICT
     */
    Hold hold(ReservationId id, RouterRequest request, CallPlan plan, Token token) {
        Map<String, Price> known = prices(plan);
        long promptTokens = TokenEstimate.prompt(request);
        BigDecimal outputTokens = outputTokens(request);
        long amount = highest(plan, known, promptTokens, outputTokens);
        ReserveResult result;
        try {
            result = retry.call(() -> ledger.reserve(id, token.accounts(), amount, settings.holdTime()));
        } catch (LedgerUnavailableException e) {
            throw RouterException.of(RouterErrorCode.LEDGER_UNAVAILABLE, "quota cannot be checked right now")
                    .retryAfter(Duration.ofSeconds(1))
                    .cause(e)
                    .build();
        }
        // ids are made for each call, so a held replay is our own first try whose answer was lost (R1.6)
        boolean ours = result instanceof ReserveResult.Replay replay && replay.state() == ReservationState.HELD;
        if (ours || result instanceof ReserveResult.Granted) {
            return new Hold(known, amount, promptTokens, outputTokens);
        }
        if (result instanceof ReserveResult.Insufficient) {
            throw RouterException.of(
                            RouterErrorCode.QUOTA_EXHAUSTED,
                            "you exceeded your current quota: this call needs more credits than the key has left")
                    .build();
        }
        throw RouterException.of(RouterErrorCode.CONFLICT, "a call with the same id was made before")
                .build();
    }

    private boolean hasQuota(Token token) {
        for (AccountId account : token.accounts()) {
            boolean unlimited = ledger.balance(account)
                    .map(balance ->
                            balance.limit() == QuotaLimit.UNLIMITED || balance.limit() instanceof QuotaLimit.Unlimited)
                    .orElse(false);
            if (!unlimited) {
                return true;
            }
        }
        return false;
    }

    private Map<String, Price> prices(CallPlan plan) {
        Map<String, Price> known = new HashMap<>();
        for (RoutePlan models : plan.all()) {
            prices.price(models.model()).ifPresent(price -> known.put(models.model(), price));
        }
        return known;
    }

    private BigDecimal outputTokens(RouterRequest request) {
        return BigDecimal.valueOf(request.maxOutputTokens().orElse(settings.defaultMaxOutput()))
                .multiply(BigDecimal.valueOf(request.choices()));
    }

    private static long highest(CallPlan plan, Map<String, Price> prices, long promptTokens, BigDecimal outputTokens) {
        long highest = 0;
        for (RoutePlan models : plan.all()) {
            Price price = prices.get(models.model());
            if (price != null) {
                highest = Math.max(highest, nanos(price, models.highestMultiplier(), promptTokens, outputTokens));
            }
        }
        return highest;
    }

    private static long nanos(Price price, BigDecimal multiplier, long promptTokens, BigDecimal outputTokens) {
        BigDecimal perMillion = PROMPT_MARGIN
                .multiply(BigDecimal.valueOf(promptTokens))
                .multiply(price.rate(Price.Rate.INPUT).max(price.rate(Price.Rate.CACHE_WRITE)))
                .add(price.rate(Price.Rate.OUTPUT).multiply(outputTokens));
        try {
            // credits for a million tokens, times tokens: a thousandth of that is nano-credits (1e9 / 1e6)
            return perMillion
                    .multiply(multiplier)
                    .movePointRight(3)
                    .setScale(0, RoundingMode.CEILING)
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw RouterException.of(
                            RouterErrorCode.INVALID_REQUEST, "the token limits of the request are too large to price")
                    .cause(e)
                    .build();
        }
    }
}
