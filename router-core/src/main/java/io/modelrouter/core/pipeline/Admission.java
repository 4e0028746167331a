package io.modelrouter.core.pipeline;

import io.modelrouter.Steering;
import io.modelrouter.auth.Token;
import io.modelrouter.core.quota.BudgetAccounts;
import io.modelrouter.core.quota.BudgetAccounts.OpenPeriod;
import io.modelrouter.core.quota.LedgerRetry;
import io.modelrouter.core.quota.Unpriced;
import io.modelrouter.core.route.CallPlan;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.core.tokens.PromptCount;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.quota.PriceBook;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Task;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The hold before a call: how much, on which accounts, and whether the ledger grants it. */
final class Admission {
    private final QuotaLedger ledger;
    private final LedgerRetry retry;
    private final PriceBook prices;
    private final BudgetAccounts budgets;
    private final RouterSettings settings;
    private final BudgetRefusal refusal;

    /**
     * What a granted hold rests on.
     *
     * @param rates what the candidates cost
     * @param amount nano-credits held
     * @param prompt own count of its tokens
     * @param output the most that may be written
     * @param watched the accounts that tell how much is left: those that pay, and of each budget the period with the least left
     */
    record Hold(CallRates rates, long amount, PromptCount prompt, OutputLimit output, Set<AccountId> watched) {

        /** The same without the request, for what is kept for long. */
        Hold counted() {
            return new Hold(rates, amount, prompt.counted(), output, watched);
        }

        /** The estimate for one candidate alone; null where its model has no price. */
        @Nullable
        Long estimate(Candidate candidate) {
            return rates.estimate(candidate, prompt, output);
        }
    }

    Admission(
            QuotaLedger ledger,
            LedgerRetry retry,
            PriceBook prices,
            BudgetAccounts budgets,
            RouterSettings settings,
            InstantSource clock) {
        this.ledger = ledger;
        this.retry = retry;
        this.prices = prices;
        this.budgets = budgets;
        this.settings = settings;
        this.refusal = new BudgetRefusal(budgets, clock);
    }

    /** What the caller pays on each candidate of the plan. */
    CallRates rates(CallPlan plan, Token token, Steering steering) {
        return new CallRates(plan, prices, settings, token, steering.group());
    }

    /** The estimate of R1.9; nothing is held. Empty where no model of the plan has a price. */
    OptionalLong estimate(RouterRequest request, CallPlan plan, CallRates rates) {
        return rates.highest(plan, new PromptCount(request, plan.likelyModel()), outputTokens(request));
    }

    /**
     * The plan without the candidates that this caller may not use because they have no price.
     *
     * @throws RouterException MODEL_NOT_PERMITTED if none is left, LEDGER_UNAVAILABLE
     */
    CallPlan affordable(RouterRequest request, CallPlan plan, CallRates rates, Token token) {
        // Moderations are free at their vendor; without a price of the operator's they are so here.
        if (settings.quota().unpriced() != Unpriced.REFUSE || request.dialect().task() == Task.MODERATION) {
            return plan;
        }
        Predicate<Candidate> hasPrice = candidate -> rates.price(candidate) != null;
        CallPlan priced = plan.keeping(hasPrice);
        if (priced.size() == plan.size() || !hasQuota(token)) {
            return plan;
        }
        if (priced.models().isEmpty() && !plan.models().isEmpty()) {
            throw RouterException.of(
                            RouterErrorCode.MODEL_NOT_PERMITTED,
                            "the model '" + plan.requested() + "' has no price, and this key has a quota")
                    .param("model")
                    .build();
        }
        return priced;
    }

    /**
     * Holds the highest estimate on all accounts of the token and on the current periods of their budgets, or on none.
     *
     * @throws RouterException QUOTA_EXHAUSTED, LEDGER_UNAVAILABLE or CONFLICT
     */
    Hold hold(ReservationId id, RouterRequest request, CallPlan plan, CallRates rates, Token token) {
        PromptCount prompt = new PromptCount(request, plan.likelyModel());
        OutputLimit output = outputTokens(request);
        long amount = rates.highest(plan, prompt, output).orElse(0);
        List<OpenPeriod> periods = budgets.current(token.accounts());
        List<AccountId> accounts = token.accounts();
        if (!periods.isEmpty()) {
            accounts = new ArrayList<>(accounts);
            for (OpenPeriod period : periods) {
                accounts.add(period.account());
            }
        }
        List<AccountId> held = accounts;
        ReserveResult result = reached(() -> {
            budgets.open(periods);
            return ledger.reserve(id, held, amount, settings.quota().holdTime());
        });
        // ids are made for each call, so a held replay is our own first try whose answer was lost (R1.6)
        boolean ours = result instanceof ReserveResult.Replay replay && replay.state() == ReservationState.HELD;
        if (ours || result instanceof ReserveResult.Granted) {
            return new Hold(rates, amount, prompt, output, watched(token, periods));
        }
        if (result instanceof ReserveResult.Insufficient insufficient) {
            throw refusal.of(insufficient.account(), periods, amount);
        }
        throw RouterException.of(RouterErrorCode.CONFLICT, "a call with the same id was made before")
                .build();
    }

    private <T> T reached(Supplier<T> operation) {
        try {
            return retry.call(operation);
        } catch (LedgerUnavailableException e) {
            throw RouterException.of(RouterErrorCode.LEDGER_UNAVAILABLE, "quota cannot be checked right now")
                    .retryAfter(Duration.ofSeconds(1))
                    .cause(e)
                    .build();
        }
    }

    private static Set<AccountId> watched(Token token, List<OpenPeriod> periods) {
        Set<AccountId> watched = new LinkedHashSet<>(token.accounts());
        for (OpenPeriod period : periods) {
            if (period.first()) {
                watched.add(period.account());
            }
        }
        return watched;
    }

    private boolean hasQuota(Token token) {
        if (budgets.anyFor(token.accounts())) {
            return true;
        }
        for (AccountId account : token.accounts()) {
            boolean unlimited = reached(() -> ledger.balance(account))
                    .map(balance -> balance.limit() instanceof QuotaLimit.Unlimited)
                    .orElse(false);
            if (!unlimited) {
                return true;
            }
        }
        return false;
    }

    private OutputLimit outputTokens(RouterRequest request) {
        return new OutputLimit(
                request.maxOutputTokens(), request.choices(), settings.quota().defaultMaxOutput());
    }
}
