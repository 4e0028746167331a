package io.modelrouter.core.pipeline;

import io.modelrouter.core.lane.UsageMembers;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.Credits;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * {@code cost} and {@code credits_remaining} for the usage object on the OpenAI paths, in credits. Cost is left out where
 * the model has no price; the rest where no account and no budget of the caller has a limit, or the ledger cannot be asked.
 */
final class CostMembers {
    private final QuotaLedger ledger;
    private final Settler settler;
    private final boolean wanted;

    CostMembers(QuotaLedger ledger, Settler settler, boolean wanted) {
        this.ledger = ledger;
        this.settler = settler;
        this.wanted = wanted;
    }

    /** For the usage chunk of a stream that is not settled yet. */
    UsageMembers preview(CallSession session, Exchange exchange) {
        Admission.Hold hold = session.hold;
        if (!applies(session) || hold == null) {
            return UsageMembers.NONE;
        }
        return () -> {
            Long cost = settler.preview(exchange, hold);
            long spent = cost == null ? 0 : cost;
            return text(cost, least(balances(hold), hold.amount() - spent));
        };
    }

    /** For a whole answer, after its settlement. */
    byte @Nullable [] settled(CallSession session, Settler.@Nullable Outcome outcome) {
        Admission.Hold hold = session.hold;
        if (!applies(session) || outcome == null || hold == null) {
            return null;
        }
        List<AccountBalance> balances = new ArrayList<>();
        for (AccountState state : outcome.accounts()) {
            if (hold.watched().contains(state.account())) {
                balances.add(state.balance());
            }
        }
        return text(outcome.nanos(), least(balances.isEmpty() ? balances(hold) : balances, 0));
    }

    private boolean applies(CallSession session) {
        return wanted && session.request.dialect().family() == Dialect.Family.OPENAI;
    }

    private List<AccountBalance> balances(Admission.Hold hold) {
        List<AccountBalance> balances = new ArrayList<>();
        try {
            for (AccountId account : hold.watched()) {
                ledger.balance(account).ifPresent(balances::add);
            }
        } catch (LedgerUnavailableException e) {
            return List.of();
        }
        return balances;
    }

    /** The least that any limited account has left, open holds of this call given back. */
    private static OptionalLong least(List<AccountBalance> balances, long givenBack) {
        OptionalLong least = OptionalLong.empty();
        for (AccountBalance balance : balances) {
            OptionalLong available = balance.available();
            if (available.isPresent()) {
                long left = available.getAsLong() + givenBack;
                least = OptionalLong.of(least.isPresent() ? Math.min(least.getAsLong(), left) : left);
            }
        }
        return least;
    }

    private static byte @Nullable [] text(@Nullable Long cost, OptionalLong remaining) {
        StringBuilder members = new StringBuilder();
        if (cost != null) {
            members.append(",\"cost\":").append(Credits.ofNanos(cost).toPlainString());
        }
        if (remaining.isPresent()) {
            members.append(",\"credits_remaining\":")
                    .append(Credits.ofNanos(remaining.getAsLong()).toPlainString());
        }
        return members.isEmpty() ? null : members.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
