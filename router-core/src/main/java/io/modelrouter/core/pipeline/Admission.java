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
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The hold before a call: how much, on which accounts, and whether the ledger grants it. */
final class Admission {
    /** How often a client may repeat a call with one key that came to nothing. */
    private static final int MOST_RELEASED = 256;

    private final QuotaLedger ledger;
    private final LedgerRetry retry;
    private final PriceBook prices;
    private final BudgetAccounts budgets;
    private final RouterSettings settings;
    private final BudgetRefusal refusal;
    private final UnlimitedAccounts unlimited;
    private final Supplier<RandomGenerator> random;

    /**
     * What a granted hold rests on.
     *
     * @param rates what the candidates cost
     * @param prompt own count of its tokens
     * @param output the most that may be written
     * @param terms with what it is asked for
     * @param periods the current ones of all budgets
     * @param watched the accounts that tell how much is left: those that pay, and of each budget the period with the least left
     * @param held whether the ledger has it, and not only was asked for it
     */
    record Hold(
            CallRates rates,
            PromptCount prompt,
            OutputLimit output,
            HoldTerms terms,
            List<OpenPeriod> periods,
            Set<AccountId> watched,
            boolean held) {

        /** Nano-credits. */
        long amount() {
            return terms.amount();
        }

        Hold granted() {
            return new Hold(rates, prompt, output, terms, periods, watched, true);
        }

        /** The same without the request, for what is kept for long. */
        Hold counted() {
            return new Hold(rates, prompt.counted(), output, terms, periods, watched, held);
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
            UnlimitedAccounts unlimited,
            RouterSettings settings,
            InstantSource clock,
            Supplier<RandomGenerator> random) {
        this.ledger = ledger;
        this.retry = retry;
        this.prices = prices;
        this.budgets = budgets;
        this.settings = settings;
        this.refusal = new BudgetRefusal(budgets, clock);
        this.unlimited = unlimited;
        this.random = random;
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
     * What the call is to hold: the highest estimate on all accounts of the token and on the current periods of their
     * budgets. The ledger is not asked for it yet.
     */
    Hold wanted(CallSession call, CallPlan plan, CallRates rates) {
        RouterRequest request = call.request;
        Token token = call.token;
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
        Duration ttl = settings.quota().holdTime();
        if (call.key != null) {
            // Several calls may ask for one id. By this part, which is each one's own, the ledger answers a repetition of
            // our own try with REPLAY and everybody else with CONFLICT.
            ttl = ttl.plusNanos(1 + random.get().nextLong(1_000_000_000));
        }
        return new Hold(
                rates, prompt, output, new HoldTerms(accounts, amount, ttl), periods, watched(token, periods), false);
    }

    /**
     * Holds it on all accounts, or on none.
     *
     * @throws RouterException QUOTA_EXHAUSTED, LEDGER_UNAVAILABLE, CONFLICT or IDEMPOTENCY_KEY_IN_USE
     */
    Hold hold(CallSession call, Hold wanted) {
        IdempotencyKey key = call.key;
        if (key == null) {
            ReserveResult result = reserve(call, wanted);
            // ids are made for each call, so a held replay is our own first try whose answer was lost (R1.6)
            if (isHeld(result)) {
                return wanted.granted();
            }
            throw RouterException.of(RouterErrorCode.CONFLICT, "a call with the same id was made before")
                    .build();
        }
        int number = 0;
        for (int tries = 0; tries < 3; tries++) {
            call.reservation = key.reservation(number);
            ReserveResult result = reserve(call, wanted);
            if (isHeld(result)) {
                return wanted.granted();
            }
            ReservationState state = result instanceof ReserveResult.Replay replay
                    ? replay.state()
                    : reached(() -> ledger.state(call.reservation)).orElse(null);
            if (state != ReservationState.RELEASED) {
                throw IdempotencyRefusal.of(state);
            }
            number = afterReleased(key, number + 1);
            if (number == MOST_RELEASED) {
                throw IdempotencyRefusal.tooOften(MOST_RELEASED);
            }
        }
        // Others were quicker each time.
        throw IdempotencyRefusal.of(ReservationState.HELD);
    }

    /** The first number from there on whose hold was not released. They were taken in their order, so halving finds it. */
    private int afterReleased(IdempotencyKey key, int from) {
        int low = from;
        int high = MOST_RELEASED;
        while (low < high) {
            int middle = (low + high) >>> 1;
            boolean released = reached(() -> ledger.state(key.reservation(middle)))
                    .filter(state -> state == ReservationState.RELEASED)
                    .isPresent();
            if (released) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static boolean isHeld(ReserveResult result) {
        return result instanceof ReserveResult.Granted
                || result instanceof ReserveResult.Replay replay && replay.state() == ReservationState.HELD;
    }

    private ReserveResult reserve(CallSession call, Hold wanted) {
        HoldTerms terms = wanted.terms();
        ReserveResult result = reached(() -> {
            budgets.open(wanted.periods());
            return ledger.reserve(call.reservation, terms.accounts(), terms.amount(), terms.ttl());
        });
        if (result instanceof ReserveResult.Insufficient insufficient) {
            throw refusal.of(insufficient.account(), wanted.periods(), terms.amount());
        }
        return result;
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
        try {
            return hasLimit(token);
        } catch (RouterException e) {
            if (unlimited.all(token.accounts())) {
                return false;
            }
            throw e;
        }
    }

    private boolean hasLimit(Token token) {
        for (AccountId account : token.accounts()) {
            boolean limitless = reached(() -> ledger.balance(account))
                    .map(balance -> balance.limit() instanceof QuotaLimit.Unlimited)
                    .orElse(false);
            if (!limitless) {
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
