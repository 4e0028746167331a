package io.modelrouter.core.pipeline;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountChangeException;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends calls of which it is not known whether the ledger has their hold: those that went out while it was away (R1.10), and
 * those whose id may be another call's (R1.5). A {@code confirm} of an unknown id charges nothing, so the hold is asked for
 * first, with the same terms as before. Each step may be repeated. Thread-safe.
 */
final class UnheldCalls {
    private static final Logger LOG = LoggerFactory.getLogger(UnheldCalls.class);
    private static final SettleResult NOTHING = new SettleResult.Done(0, 0, List.of());

    private final QuotaLedger ledger;

    UnheldCalls(QuotaLedger ledger) {
        this.ledger = ledger;
    }

    SettleResult settle(UnsettledCall call, HoldTerms terms) {
        ReserveResult hold = ledger.reserve(call.id, terms.accounts(), terms.amount(), terms.ttl());
        if (call.nanos == null) {
            boolean ours = hold instanceof ReserveResult.Granted || hold instanceof ReserveResult.Replay;
            return ours ? ledger.release(call.id, "nothing was answered") : NOTHING;
        }
        if (hold instanceof ReserveResult.Insufficient && terms.amount() > 0) {
            hold = ledger.reserve(call.id, terms.accounts(), 0, terms.ttl());
        }
        // A conflict is our own hold of 0: only calls with an id of their own go out unheld.
        return hold instanceof ReserveResult.Insufficient
                ? correct(call, terms, call.nanos)
                : ledger.confirm(call.id, call.nanos, call.source);
    }

    /** The accounts got a limit meanwhile and take no hold at all. What was spent is charged all the same. */
    private SettleResult correct(UnsettledCall call, HoldTerms terms, long nanos) {
        if (!(ledger instanceof AccountAdmin admin)) {
            return new SettleResult.Unknown();
        }
        if (nanos == 0) {
            return NOTHING;
        }
        for (int i = 0; i < terms.accounts().size(); i++) {
            AccountId account = terms.accounts().get(i);
            try {
                admin.change(AccountChange.correction(
                        "unheld-" + i + "-" + call.id.value(),
                        account,
                        nanos,
                        ACTOR,
                        "call " + call.id + " was admitted while the ledger was away"));
            } catch (AccountChangeException | IllegalArgumentException e) {
                LOG.error("Account {} cannot be charged {} nano-credits for call {}", account, nanos, call.id, e);
            }
        }
        return new SettleResult.Done(nanos, 0, List.of());
    }

    /** Who makes such corrections. */
    static final String ACTOR = "router";
}
