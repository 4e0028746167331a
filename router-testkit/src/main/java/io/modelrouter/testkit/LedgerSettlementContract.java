package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The second phase: confirm, expiry, and a confirm that comes after it. */
abstract class LedgerSettlementContract extends LedgerHoldContract {

    @Nested
    @DisplayName("confirm")
    class Confirm {

        @Test
        @Tag("R1.2")
        @DisplayName("removes the hold and charges the actual cost to every account")
        void charges() {
            limit(TEAM, 10);
            limit(USER, 10);
            hold("less", 4, TEAM, USER);
            hold("equal", 2, TEAM);
            hold("nothing", 3, TEAM);

            assertThat(confirm("less", 3)).isEqualTo(done(3, 0));
            assertThat(confirm("equal", 2)).isEqualTo(done(2, 0));
            assertThat(confirm("nothing", 0)).isEqualTo(done(0, 0));

            assertBalance(TEAM, 0, 5, 0);
            assertBalance(USER, 0, 3, 0);
        }

        @Test
        @Tag("R1.4")
        @DisplayName("takes what exceeds the hold from the available amount")
        void takesAvailable() {
            limit(TEAM, 10);
            hold("other", 3, TEAM);
            hold("a", 2, TEAM);

            assertThat(confirm("a", 7)).isEqualTo(done(7, 0));

            assertBalance(TEAM, 3, 7, 0);
        }

        @Test
        @Tag("R1.4")
        @DisplayName("puts the rest into overage, never into used, and never touches others' holds")
        void overage() {
            limit(TEAM, 10);
            hold("other", 6, TEAM);
            hold("a", 2, TEAM);

            assertThat(confirm("a", 9)).isEqualTo(done(9, 5));

            assertBalance(TEAM, 6, 4, 5);
            assertThat(confirm("other", 6)).as("a hold granted before").isEqualTo(done(6, 0));
            assertBalance(TEAM, 0, 10, 5);
        }

        @Test
        @Tag("R1.4")
        @DisplayName("counts the overage of each account by itself and reports the largest")
        void overageOfEach() {
            limit(TEAM, 5);
            limit(USER, 100);
            hold("a", 5, TEAM, USER);

            assertThat(confirm("a", 9)).isEqualTo(done(9, 4));

            assertBalance(TEAM, 0, 5, 4);
            assertBalance(USER, 0, 9, 0);
        }

        @Test
        @Tag("R1.4")
        @DisplayName("charges what was held before the limit was lowered to used")
        void afterLoweredLimit() {
            limit(TEAM, 10);
            hold("a", 8, TEAM);
            limit(TEAM, 3);

            assertThat(confirm("a", 9)).isEqualTo(done(9, 1));

            assertBalance(TEAM, 0, 8, 1);
        }

        @Test
        @Tag("R1.5")
        @DisplayName("repeated tells the first result and changes nothing, also with another amount")
        void replays() {
            limit(TEAM, 5);
            hold("a", 5, TEAM);
            confirm("a", 7);

            assertThat(confirm("a", 7)).isEqualTo(replay(ReservationState.CONFIRMED, 7, 2));
            assertThat(confirm("a", 1)).isEqualTo(replay(ReservationState.CONFIRMED, 7, 2));

            assertBalance(TEAM, 0, 5, 2);
        }

        @Test
        @Tag("R1.1")
        @DisplayName("after a release charges nothing")
        void afterRelease() {
            limit(TEAM, 10);
            hold("a", 5, TEAM);
            release("a");

            assertThat(confirm("a", 5)).isEqualTo(replay(ReservationState.RELEASED, 0, 0));

            assertBalance(TEAM, 0, 0, 0);
        }

        @Test
        @DisplayName("of an unknown id says so and leaves no trace")
        void unknownId() {
            limit(TEAM, 10);

            assertThat(confirm("a", 5)).isEqualTo(unknown());

            hold("a", 10, TEAM);
        }

        @Test
        @DisplayName("refuses a negative cost")
        void arguments() {
            limit(TEAM, 10);
            hold("a", 5, TEAM);

            assertThatIllegalArgumentException().isThrownBy(() -> confirm("a", -1));

            assertBalance(TEAM, 5, 0, 0);
        }

        @Test
        @DisplayName("is an error and changes nothing where a sum would overflow")
        void overflow() {
            limit(TEAM, 10);
            ledger().setLimit(USER, QuotaLimit.UNLIMITED);
            hold("big", Long.MAX_VALUE - 5, USER);
            hold("a", 5, TEAM, USER);

            assertThatThrownBy(() -> confirm("a", 6)).isInstanceOf(RuntimeException.class);

            assertBalance(TEAM, 5, 0, 0);
            assertBalance(USER, Long.MAX_VALUE, 0, 0);
            assertThat(confirm("a", 5)).isEqualTo(done(5, 0));
        }
    }

    @Nested
    @DisplayName("expireDue")
    class ExpireDue {

        @Test
        @Tag("R1.8")
        @DisplayName("expires a hold when its time has passed, and not before")
        void atItsTime() {
            limit(TEAM, 10);
            hold("a", 4, TEAM);

            clock().advance(TTL.minusSeconds(1));
            assertThat(ledger().expireDue(10)).isZero();
            assertBalance(TEAM, 4, 0, 0);

            clock().advance(Duration.ofSeconds(1));
            assertThat(ledger().expireDue(10)).isEqualTo(1);
            assertThat(ledger().expireDue(10)).as("again").isZero();
            assertBalance(TEAM, 0, 0, 0);
        }

        @Test
        @Tag("R1.1")
        @DisplayName("charges what had accrued and removes the rest of the hold")
        void chargesAccrued() {
            limit(TEAM, 10);
            limit(USER, 10);
            hold("a", 6, TEAM, USER);
            renew("a", 2);

            assertThat(expireAll()).isEqualTo(1);

            assertBalance(TEAM, 0, 2, 0);
            assertBalance(USER, 0, 2, 0);
        }

        @Test
        @Tag("R1.4")
        @DisplayName("takes what accrued beyond the hold from the available amount, the rest is overage")
        void accruedBeyondTheHold() {
            limit(TEAM, 10);
            hold("a", 6, TEAM);
            renew("a", 12);

            expireAll();

            assertBalance(TEAM, 0, 10, 2);
        }

        @Test
        @DisplayName("expires no more than it is told, the earliest first")
        void earliestFirst() {
            limit(TEAM, 10);
            for (int i : List.of(3, 1, 2)) {
                ledger().reserve(new ReservationId("r" + i), List.of(TEAM), i, Duration.ofMinutes(i));
            }
            clock().advance(Duration.ofMinutes(5));

            assertThat(ledger().expireDue(0)).isZero();
            assertThat(ledger().expireDue(2)).isEqualTo(2);

            assertBalance(TEAM, 3, 0, 0);
            assertThat(ledger().expireDue(2)).isEqualTo(1);
            assertThatIllegalArgumentException().isThrownBy(() -> ledger().expireDue(-1));
        }

        @Test
        @DisplayName("leaves alone what is settled")
        void settled() {
            limit(TEAM, 10);
            hold("confirmed", 2, TEAM);
            hold("released", 2, TEAM);
            confirm("confirmed", 1);
            release("released");

            assertThat(expireAll()).isZero();

            assertBalance(TEAM, 0, 1, 0);
        }
    }

    @Nested
    @DisplayName("confirm after expiry")
    class LateConfirm {

        @Test
        @Tag("R1.1")
        @DisplayName("charges what had not accrued and marks CONFIRMED_LATE")
        void chargesTheRest() {
            limit(TEAM, 10);
            hold("a", 6, TEAM);
            renew("a", 2);
            expireAll();

            assertThat(confirm("a", 5)).as("the totals of the reservation").isEqualTo(done(5, 0));

            assertBalance(TEAM, 0, 5, 0);
            assertThat(reserve("a", 6, TEAM)).isEqualTo(replay(ReservationState.CONFIRMED_LATE));
        }

        @Test
        @Tag("R1.1")
        @DisplayName("charges once")
        void once() {
            limit(TEAM, 10);
            hold("a", 6, TEAM);
            expireAll();
            confirm("a", 5);

            assertThat(confirm("a", 9)).isEqualTo(replay(ReservationState.CONFIRMED_LATE, 5, 0));
            assertThat(release("a")).isEqualTo(replay(ReservationState.CONFIRMED_LATE, 5, 0));

            assertBalance(TEAM, 0, 5, 0);
        }

        @Test
        @Tag("R1.1")
        @DisplayName("credits nothing where more had accrued")
        void noCredit() {
            limit(TEAM, 10);
            hold("a", 6, TEAM);
            renew("a", 4);
            expireAll();

            assertThat(confirm("a", 1)).isEqualTo(done(4, 0));

            assertBalance(TEAM, 0, 4, 0);
        }

        @Test
        @Tag("R1.4")
        @DisplayName("never fails for lack of quota: what no longer fits is overage")
        void overage() {
            limit(TEAM, 10);
            limit(USER, 100);
            hold("a", 6, TEAM, USER);
            expireAll();
            hold("next", 9, TEAM);

            assertThat(confirm("a", 6)).isEqualTo(done(6, 5));

            assertBalance(TEAM, 9, 1, 5);
            assertBalance(USER, 0, 6, 0);
        }

        @Test
        @Tag("R1.4")
        @DisplayName("adds to the overage that the expiry left")
        void overageTwice() {
            limit(TEAM, 5);
            hold("a", 5, TEAM);
            renew("a", 7);
            expireAll();
            assertBalance(TEAM, 0, 5, 2);

            assertThat(confirm("a", 10)).isEqualTo(done(10, 5));

            assertBalance(TEAM, 0, 5, 5);
        }
    }
}
