package io.modelrouter.core.pipeline;

import io.modelrouter.core.quota.BudgetAccounts;
import io.modelrouter.core.quota.BudgetAccounts.OpenPeriod;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.quota.AccountId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * What a caller is told whose hold was not granted: which of its balances or budgets had too little, by their kind and never
 * by their name, and for a budget when to come again.
 */
final class BudgetRefusal {
    private final BudgetAccounts budgets;
    private final InstantSource clock;

    BudgetRefusal(BudgetAccounts budgets, InstantSource clock) {
        this.budgets = budgets;
        this.clock = clock;
    }

    /**
     * @param insufficient the account that had too little
     * @param periods what the call would have been charged to beside its accounts
     */
    RouterException of(AccountId insufficient, List<OpenPeriod> periods, long amount) {
        for (OpenPeriod period : periods) {
            if (period.account().equals(insufficient)) {
                return of(period, periods, amount);
            }
        }
        return RouterException.of(
                        RouterErrorCode.QUOTA_EXHAUSTED,
                        "you exceeded your current quota: this call needs more credits than " + kind(insufficient)
                                + " has left")
                .build();
    }

    private RouterException of(OpenPeriod blocking, List<OpenPeriod> periods, long amount) {
        String budget = "the " + blocking.budget().window().label() + " budget of " + kind(blocking.owner());
        Optional<Instant> room = budgets.roomAt(periods, blocking, amount);
        if (room.isEmpty()) {
            return RouterException.of(
                            RouterErrorCode.QUOTA_EXHAUSTED,
                            "you exceeded your current quota: this call needs more credits than " + budget + " allows")
                    .build();
        }
        Duration wait = Duration.between(clock.instant(), room.get());
        return RouterException.of(
                        RouterErrorCode.QUOTA_EXHAUSTED,
                        "you exceeded your current quota: " + budget + " has too little left for this call until "
                                + room.get())
                .retryAfter(wait.compareTo(Duration.ofSeconds(1)) < 0 ? Duration.ofSeconds(1) : wait)
                .build();
    }

    private static String kind(AccountId account) {
        String name = account.value();
        if (name.startsWith("user:")) {
            return "its user";
        }
        if (name.startsWith("team:")) {
            return "its team";
        }
        return name.startsWith("organisation:") ? "its organisation" : "the key";
    }
}
