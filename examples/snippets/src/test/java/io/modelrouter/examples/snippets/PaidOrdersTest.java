package io.modelrouter.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLimit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An order that was paid")
class PaidOrdersTest {
    @Test
    void raises_the_limit_of_its_team_once() {
        InMemoryQuotaLedger ledger = new InMemoryQuotaLedger(System::nanoTime);
        ledger.setLimit(AccountId.team("search"), QuotaLimit.of(10));
        PaidOrders orders = new PaidOrders(ledger);

        orders.paid("1", "search", 5);
        orders.paid("1", "search", 5);

        assertThat(ledger.balance(AccountId.team("search")).orElseThrow().limit())
                .isEqualTo(QuotaLimit.of(15));
    }
}
