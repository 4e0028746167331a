package io.modelrouter.examples.snippets;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountId;

/** Gives a team what it paid for. Marked {@code @Transactional}, it does so together with whatever else is in the transaction. */
public class PaidOrders {
    private final AccountAdmin accounts;

    public PaidOrders(AccountAdmin accounts) {
        this.accounts = accounts;
    }

    /** The same order again adds nothing. */
    public void paid(String order, String team, long nanoCredits) {
        accounts.change(
                AccountChange.topUp("order-" + order, AccountId.team(team), nanoCredits, "shop", "order " + order));
    }
}
