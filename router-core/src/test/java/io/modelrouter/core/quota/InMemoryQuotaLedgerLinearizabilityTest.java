package io.modelrouter.core.quota;

import io.modelrouter.core.Linearizability;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountChangeException;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.RenewResult;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The in-memory ledger")
class InMemoryQuotaLedgerLinearizabilityTest {

    @Test
    @Tag("R1.2")
    @DisplayName("answers many threads as if they had come one after the other")
    void linearizable() {
        Linearizability.stress(Operations.class);
    }

    /** Time stands still. Holds of an even amount are due at once. */
    @Param(name = "id", gen = IntGen.class, conf = "1:3")
    @Param(name = "amount", gen = IntGen.class, conf = "0:6")
    public static class Operations {
        private static final AccountId TEAM = new AccountId("team");
        private static final AccountId USER = new AccountId("user");

        private final InMemoryQuotaLedger ledger = new InMemoryQuotaLedger(() -> 0, 2, () -> Instant.EPOCH);

        public Operations() {
            ledger.setLimit(TEAM, QuotaLimit.of(10));
            ledger.setLimit(USER, QuotaLimit.of(7));
        }

        @Operation
        public ReserveResult reserve(@Param(name = "id") int id, @Param(name = "amount") int amount) {
            List<AccountId> accounts = amount < 3 ? List.of(TEAM) : List.of(USER, TEAM);
            return ledger.reserve(id(id), accounts, amount, Duration.ofSeconds(amount % 2));
        }

        @Operation
        public RenewResult renew(@Param(name = "id") int id, @Param(name = "amount") int accrued) {
            return ledger.renew(id(id), Duration.ofSeconds(accrued % 2), accrued);
        }

        @Operation
        public SettleResult confirm(@Param(name = "id") int id, @Param(name = "amount") int actual) {
            return ledger.confirm(id(id), actual, UsageSource.REPORTED);
        }

        @Operation
        public SettleResult release(@Param(name = "id") int id) {
            return ledger.release(id(id), "test");
        }

        /** One at a time: a longer run takes the lock anew for each hold, so that calls can pass. */
        @Operation
        public int expireOne() {
            return ledger.expireDue(1);
        }

        @Operation
        public Object change(@Param(name = "id") int id, @Param(name = "amount") int amount) {
            AccountChange change = amount == 0
                    ? AccountChange.limit("c" + id, TEAM, QuotaLimit.of(12), "test", "")
                    : amount < 4
                            ? AccountChange.correction("c" + id, TEAM, 2 - 4L * (amount % 2), "test", "")
                            : AccountChange.topUp("c" + id, TEAM, amount, "test", "");
            try {
                return ledger.change(change);
            } catch (AccountChangeException e) {
                return "refused";
            }
        }

        @Operation
        public Optional<AccountBalance> balance() {
            return ledger.balance(TEAM);
        }

        private static ReservationId id(int id) {
            return new ReservationId("r" + id);
        }
    }
}
