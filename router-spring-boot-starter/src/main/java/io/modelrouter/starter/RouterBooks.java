package io.modelrouter.starter;

import io.modelrouter.auth.TokenStore;
import io.modelrouter.channel.ResponseOrigins;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.limit.CallLimiter;
import io.modelrouter.observe.CallAnnotator;
import io.modelrouter.observe.CallHistory;
import io.modelrouter.observe.CallLog;
import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.BudgetBook;
import io.modelrouter.quota.PriceBook;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import org.jspecify.annotations.Nullable;

/** What the router writes to and reads from, wherever it is kept. */
record RouterBooks(
        TokenStore tokens,
        QuotaLedger ledger,
        CallLimiter limiter,
        ResponseOrigins origins,
        PriceBook prices,
        BudgetBook budgets,
        CallLog log,
        @Nullable CallHistory history,
        CallAnnotator annotator) {

    /**
     * Gives an account the limit that the settings have for it. Where the ledger remembers what was configured before, only
     * a limit that differs from that counts: a restart does not undo what an administrator changed.
     */
    void configure(AccountId account, QuotaLimit limit) {
        if (ledger instanceof AccountAdmin admin) {
            admin.configure(account, limit);
        } else {
            ledger.setLimit(account, limit);
        }
    }

    void addTo(ModelRouterBuilder builder) {
        builder.tokens(tokens)
                .ledger(ledger)
                .limiter(limiter)
                .responseOrigins(origins)
                .prices(prices)
                .budgets(budgets)
                .callLog(log)
                .annotator(annotator);
        if (history != null) {
            builder.history(history);
        }
    }
}
