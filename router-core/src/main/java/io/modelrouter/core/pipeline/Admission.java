package io.modelrouter.core.pipeline;

import io.modelrouter.auth.Token;
import io.modelrouter.core.quota.LedgerRetry;
import io.modelrouter.core.quota.TokenEstimate;
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
import java.util.OptionalLong;
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
     * @param price of the model, or null where it has none
     * @param amount nano-credits held
     * @param promptTokens own estimate
     */
    record Hold(@Nullable Price price, long amount, long promptTokens) {}

    Admission(QuotaLedger ledger, LedgerRetry retry, PriceBook prices, RouterSettings settings) {
        this.ledger = ledger;
        this.retry = retry;
        this.prices = prices;
        this.settings = settings;
    }

    /** The estimate of R1.9; nothing is held. Empty where the model has no price. */
    OptionalLong estimate(RouterRequest request, RoutePlan plan) {
        Price price = prices.price(plan.model()).orElse(null);
        return price == null
                ? OptionalLong.empty()
                : OptionalLong.of(amount(request, plan, price, TokenEstimate.prompt(request)));
    }

    /**
     * Holds the estimate on all accounts of the token.
     *
     * @throws RouterException QUOTA_EXHAUSTED, LEDGER_UNAVAILABLE, CONFLICT, or MODEL_NOT_PERMITTED for a model without a
     *     price
     */
    Hold hold(ReservationId id, RouterRequest request, RoutePlan plan, Token token) {
        Price price = prices.price(plan.model()).orElse(null);
        long promptTokens = TokenEstimate.prompt(request);
        if (price == null && settings.refuseUnpriced() && hasQuota(token)) {
            throw RouterException.of(
                            RouterErrorCode.MODEL_NOT_PERMITTED,
                            "the model '" + plan.model() + "' has no price, and this key has a quota")
                    .param("model")
                    .build();
        }
        long amount = price == null ? 0 : amount(request, plan, price, promptTokens);
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
            return new Hold(price, amount, promptTokens);
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

    private long amount(RouterRequest request, RoutePlan plan, Price price, long promptTokens) {
        BigDecimal perMillion = PROMPT_MARGIN
                .multiply(BigDecimal.valueOf(promptTokens))
                .multiply(price.input().max(price.cacheWrite()))
                .add(price.output()
                        .multiply(BigDecimal.valueOf(request.maxOutputTokens().orElse(settings.defaultMaxOutput())))
                        .multiply(BigDecimal.valueOf(request.choices())));
        try {
            // credits for a million tokens, times tokens: a thousandth of that is nano-credits (1e9 / 1e6)
            return perMillion
                    .multiply(plan.highestMultiplier())
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
