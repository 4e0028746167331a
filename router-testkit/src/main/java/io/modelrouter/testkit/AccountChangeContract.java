package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountChangeException;
import io.modelrouter.quota.AuditEntry;
import io.modelrouter.quota.QuotaLimit;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every change of an administrator's must do to an account; part of {@link AccountAdminContract}. */
abstract class AccountChangeContract extends AccountListContract {

    @Nested
    @DisplayName("a top-up")
    class TopUp {

        @Test
        @DisplayName("adds to the limit")
        void adds() {
            limit(TEAM, 10);

            AuditEntry row = topUp("t1", TEAM, 5);

            assertThat(row.before()).isEqualTo(new AccountBalance(QuotaLimit.of(10), 0, 0, 0));
            assertThat(row.after()).isEqualTo(new AccountBalance(QuotaLimit.of(15), 0, 0, 0));
            assertThat(ledger().balance(TEAM)).contains(row.after());
        }

        @Test
        @Tag("R1.4")
        @DisplayName("moves overage into used first, as every raise")
        void movesOverage() {
            limit(TEAM, 5);
            hold("open", 1, TEAM);
            hold("a", 4, TEAM);
            confirm("a", 9);
            assertBalance(TEAM, 1, 4, 5);

            topUp("t1", TEAM, 3);

            assertBalance(TEAM, 1, 7, 2);
        }

        @Test
        @Tag("R1.5")
        @DisplayName("made twice adds once and gives the first row again")
        void twice() {
            limit(TEAM, 10);
            AuditEntry first = topUp("t1", TEAM, 5);
            clock().advance(Duration.ofSeconds(7));
            topUp("t2", TEAM, 1);

            assertSame(topUp("t1", TEAM, 5), first);

            assertThat(ledger().balance(TEAM).orElseThrow().limit()).isEqualTo(QuotaLimit.of(16));
        }

        @Test
        @DisplayName("of an account without a limit is refused")
        void unlimited() {
            ledger().setLimit(TEAM, QuotaLimit.UNLIMITED);

            assertRefused(AccountChange.topUp("t1", TEAM, 5, ACTOR, ""));
        }

        @Test
        @DisplayName("of an unknown account is refused and creates none; the same change may succeed later")
        void unknown() {
            assertRefused(AccountChange.topUp("t1", TEAM, 5, ACTOR, ""));
            assertThat(ledger().balance(TEAM)).isEmpty();
            limit(TEAM, 1);

            topUp("t1", TEAM, 5);

            assertThat(ledger().balance(TEAM).orElseThrow().limit()).isEqualTo(QuotaLimit.of(6));
        }

        @Test
        @DisplayName("that does not fit is refused")
        void tooMuch() {
            limit(TEAM, Long.MAX_VALUE - 4);

            assertRefused(AccountChange.topUp("t1", TEAM, 5, ACTOR, ""));

            topUp("t2", TEAM, 4);
            assertThat(ledger().balance(TEAM).orElseThrow().limit()).isEqualTo(QuotaLimit.of(Long.MAX_VALUE));
        }
    }

    @Nested
    @DisplayName("a correction")
    class Correction {

        @Test
        @Tag("R1.4")
        @DisplayName("above 0 charges as a late confirm would: what does not fit is overage")
        void charges() {
            limit(TEAM, 10);
            hold("open", 3, TEAM);

            correct("c1", 5);
            assertBalance(TEAM, 3, 5, 0);

            correct("c2", 4);
            assertBalance(TEAM, 3, 7, 2);

            correct("c3", 1);
            assertBalance(TEAM, 3, 7, 3);
        }

        @Test
        @Tag("R1.4")
        @DisplayName("above 0 beside overage takes the room that came free since, as a late confirm would")
        void chargesBesideOverage() {
            limit(TEAM, 10);
            hold("open", 8, TEAM);
            correct("c1", 3);
            release("open");
            assertBalance(TEAM, 0, 2, 1);

            correct("c2", 9);

            assertBalance(TEAM, 0, 9, 3);
        }

        @Test
        @DisplayName("below 0 gives back, overage first, then used")
        void givesBack() {
            limit(TEAM, 5);
            hold("a", 5, TEAM);
            confirm("a", 8);
            assertBalance(TEAM, 0, 5, 3);

            correct("c1", -2);
            assertBalance(TEAM, 0, 5, 1);

            correct("c2", -3);
            assertBalance(TEAM, 0, 3, 0);
            hold("b", 2, TEAM);
        }

        @Test
        @DisplayName("that gives back all that was charged leaves 0; one more is refused and changes nothing")
        void notBelowZero() {
            limit(TEAM, 5);
            hold("a", 5, TEAM);
            confirm("a", 8);

            assertRefused(AccountChange.correction("c1", TEAM, -9, ACTOR, ""));
            assertBalance(TEAM, 0, 5, 3);

            correct("c2", -8);
            assertBalance(TEAM, 0, 0, 0);
        }

        @Test
        @DisplayName("charges an account without a limit, without overage")
        void unlimited() {
            ledger().setLimit(TEAM, QuotaLimit.UNLIMITED);

            correct("c1", 8);

            assertBalance(TEAM, 0, 8, 0);
        }

        @Test
        @DisplayName("that does not fit is refused")
        void tooMuch() {
            ledger().setLimit(TEAM, QuotaLimit.UNLIMITED);
            correct("c1", Long.MAX_VALUE - 5);
            hold("a", 3, TEAM);

            assertRefused(AccountChange.correction("c2", TEAM, 3, ACTOR, ""));
            assertBalance(TEAM, 3, Long.MAX_VALUE - 5, 0);

            correct("c3", 2);
            correct("c4", -Long.MAX_VALUE + 3);
            assertBalance(TEAM, 3, 0, 0);
        }

        @Test
        @DisplayName("of an unknown account is refused and creates none")
        void unknown() {
            assertRefused(AccountChange.correction("c1", TEAM, 5, ACTOR, ""));
            assertThat(ledger().balance(TEAM)).isEmpty();
        }

        @Test
        @Tag("R1.2")
        @DisplayName("leaves holds alone: they settle as if nothing had been")
        void besideHolds() {
            limit(TEAM, 10);
            hold("a", 4, TEAM);
            correct("c1", 20);

            assertThat(confirm("a", 4)).isEqualTo(done(4, 0));

            assertBalance(TEAM, 0, 10, 14);
        }

        private void correct(String id, long nanos) {
            admin().change(AccountChange.correction(id, TEAM, nanos, ACTOR, "because"));
        }
    }

    @Nested
    @DisplayName("a new limit")
    class NewLimit {

        @Test
        @DisplayName("creates the account; before that it stood at nothing")
        void creates() {
            AuditEntry row = setLimit("l1", QuotaLimit.of(7));

            assertThat(row.before()).isEqualTo(new AccountBalance(QuotaLimit.of(0), 0, 0, 0));
            assertThat(row.after()).isEqualTo(new AccountBalance(QuotaLimit.of(7), 0, 0, 0));
            assertThat(ledger().balance(TEAM)).contains(row.after());
        }

        @Test
        @Tag("R1.4")
        @DisplayName("raised or removed moves overage, lowered keeps holds and charges")
        void changes() {
            limit(TEAM, 5);
            hold("a", 5, TEAM);
            confirm("a", 9);

            setLimit("l1", QuotaLimit.of(7));
            assertBalance(TEAM, 0, 7, 2);
            setLimit("l2", QuotaLimit.of(1));
            assertBalance(TEAM, 0, 7, 2);
            setLimit("l3", QuotaLimit.UNLIMITED);
            assertBalance(TEAM, 0, 9, 0);
            assertThat(ledger().balance(TEAM).orElseThrow().limit()).isEqualTo(QuotaLimit.UNLIMITED);
        }

        @Test
        @Tag("R1.5")
        @DisplayName("made again after another one does not come back")
        void again() {
            AuditEntry first = setLimit("l1", QuotaLimit.of(7));
            setLimit("l2", QuotaLimit.of(9));

            assertSame(setLimit("l1", QuotaLimit.of(7)), first);

            assertThat(ledger().balance(TEAM).orElseThrow().limit()).isEqualTo(QuotaLimit.of(9));
        }

        private AuditEntry setLimit(String id, QuotaLimit limit) {
            return admin().change(AccountChange.limit(id, TEAM, limit, ACTOR, ""));
        }
    }

    final void assertRefused(AccountChange change) {
        assertThatExceptionOfType(AccountChangeException.class).isThrownBy(() -> admin().change(change));
    }
}
