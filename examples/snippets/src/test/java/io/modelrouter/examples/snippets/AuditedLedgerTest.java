package io.modelrouter.examples.snippets;

import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.testkit.ManualClock;
import io.modelrouter.testkit.QuotaLedgerContract;

// <kit>
class AuditedLedgerTest extends QuotaLedgerContract {
    @Override
    protected QuotaLedger newLedger(ManualClock clock) {
        return new AuditedLedger(new InMemoryQuotaLedger(clock.nanoTime()), (id, done) -> {});
    }

    @Override
    protected int histories() {
        return 20;
    }
}
// </kit>
