package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The balances that come with a settlement: how every account stood right after it, as part of the same step. */
abstract class LedgerResultContract extends LedgerSettlementContract {

    @Nested
    @DisplayName("the balances in the result")
    class Balances {

        @Test
        @Tag("R1.2")
        @DisplayName("of a confirm are those right after it, of all accounts in the order of their ids")
        void confirmed() {
            limit(USER, 10);
            limit(TEAM, 100);
            hold("other", 3, USER);
            hold("a", 4, USER, TEAM);

            assertThat(accountsOf(settle("a", 9))).containsExactly(state(TEAM, 100, 0, 9, 0), state(USER, 10, 3, 7, 2));
        }

        @Test
        @Tag("R1.2")
        @DisplayName("of a release are those right after it")
        void released() {
            limit(USER, 10);
            limit(TEAM, 100);
            hold("used", 3, TEAM);
            confirm("used", 3);
            hold("a", 4, USER, TEAM);

            SettleResult result = ledger().release(new ReservationId("a"), "test");

            assertThat(accountsOf(result)).containsExactly(state(TEAM, 100, 0, 3, 0), state(USER, 10, 0, 0, 0));
        }

        @Test
        @Tag("R1.1")
        @DisplayName("of a late confirm are those right after it, the expiry's charge included")
        void late() {
            limit(TEAM, 10);
            hold("a", 6, TEAM);
            renew("a", 2);
            expireAll();
            hold("next", 1, TEAM);

            assertThat(accountsOf(settle("a", 5))).containsExactly(state(TEAM, 10, 1, 5, 0));
        }

        @Test
        @DisplayName("of an account without a limit say so")
        void unlimited() {
            ledger().setLimit(TEAM, QuotaLimit.UNLIMITED);
            hold("a", 1, TEAM);

            assertThat(accountsOf(settle("a", 5)))
                    .containsExactly(new AccountState(TEAM, new AccountBalance(QuotaLimit.UNLIMITED, 0, 5, 0)));
        }

        @Test
        @Tag("R1.5")
        @DisplayName("stand with where the reservation stands, which the ledger tells at any time")
        void states() {
            limit(TEAM, 10);
            ReservationId held = new ReservationId("held");
            hold("held", 1, TEAM);
            assumeTrue(ledger().state(held).isPresent(), "this ledger does not tell where reservations stand");
            hold("confirmed", 1, TEAM);
            confirm("confirmed", 2);
            ledger().release(new ReservationId("tombstone"), "test");

            assertThat(ledger().state(held)).contains(ReservationState.HELD);
            assertThat(ledger().state(new ReservationId("confirmed"))).contains(ReservationState.CONFIRMED);
            assertThat(ledger().state(new ReservationId("tombstone"))).contains(ReservationState.RELEASED);
            assertThat(ledger().state(new ReservationId("unknown"))).isEmpty();
            expireAll();
            assertThat(ledger().state(held)).contains(ReservationState.EXPIRED);
            confirm("held", 1);
            assertThat(ledger().state(held)).contains(ReservationState.CONFIRMED_LATE);
        }

        @Test
        @DisplayName("are none where a release left a tombstone")
        void tombstone() {
            limit(TEAM, 10);

            SettleResult result = ledger().release(new ReservationId("unknown"), "test");

            assertThat(result).isEqualTo(new SettleResult.Done(0, 0, List.of()));
        }

        @Test
        @Tag("R1.3")
        @DisplayName("are part of the step: among many threads no two confirms see the same")
        void partOfTheStep() throws Exception {
            limit(TEAM, 1_000);
            for (int i = 0; i < 80; i++) {
                hold("c" + i, 2, TEAM);
            }

            List<Object> balances = together(8, t -> {
                List<Object> mine = new ArrayList<>();
                for (int i = t; i < 80; i += 8) {
                    mine.addAll(accountsOf(settle("c" + i, 1)));
                }
                return mine;
            });

            List<Object> expected = new ArrayList<>();
            for (int settled = 1; settled <= 80; settled++) {
                expected.add(state(TEAM, 1_000, 160 - 2L * settled, settled, 0));
            }
            assertThat(balances).containsExactlyInAnyOrderElementsOf(expected);
        }

        private SettleResult settle(String id, long actual) {
            return ledger().confirm(new ReservationId(id), actual, UsageSource.REPORTED);
        }

        private static List<AccountState> accountsOf(SettleResult result) {
            assertThat(result).isInstanceOf(SettleResult.Done.class);
            return ((SettleResult.Done) result).accounts();
        }

        private static AccountState state(AccountId account, long limit, long held, long used, long overage) {
            return new AccountState(account, new AccountBalance(QuotaLimit.of(limit), held, used, overage));
        }
    }
}
