package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.RenewResult;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The first phase: reserve, renew, and releasing what was not used. */
abstract class LedgerHoldContract extends LedgerContractBase {

    @Nested
    @DisplayName("reserve")
    class Reserve {

        @Test
        @Tag("R1.2")
        @DisplayName("adds the amount to held of every account")
        void holds() {
            limit(TEAM, 10);
            limit(USER, 20);

            hold("a", 4, TEAM, USER);
            hold("b", 6, USER, TEAM);

            assertBalance(TEAM, 10, 0, 0);
            assertBalance(USER, 10, 0, 0);
        }

        @Test
        @Tag("R1.3")
        @DisplayName("changes nothing on any account if one has too little, and names that one")
        void allOrNone() {
            limit(TEAM, 100);
            limit(USER, 5);

            assertThat(reserve("a", 6, TEAM, USER)).isEqualTo(insufficient(USER));

            assertBalance(TEAM, 0, 0, 0);
            assertBalance(USER, 0, 0, 0);
        }

        @Test
        @Tag("R1.3")
        @DisplayName("takes the last unit and not one more")
        void exactly() {
            limit(TEAM, 10);
            hold("used", 3, TEAM);
            confirm("used", 3);

            assertThat(reserve("over", 8, TEAM)).isEqualTo(insufficient(TEAM));
            hold("all", 7, TEAM);
            assertThat(reserve("one", 1, TEAM)).isEqualTo(insufficient(TEAM));
            hold("none", 0, TEAM);
        }

        @Test
        @Tag("R1.3")
        @DisplayName("counts an unknown account as one with limit 0, which a hold of 0 makes known")
        void unknownAccount() {
            assertThat(reserve("a", 1, TEAM)).isEqualTo(insufficient(TEAM));
            assertThat(ledger().balance(TEAM)).isEmpty();

            hold("b", 0, TEAM);
            assertThat(confirm("b", 5)).isEqualTo(done(5, 5));
            assertBalance(TEAM, 0, 0, 5);
        }

        @Test
        @DisplayName("admits any amount to an account without a limit, and still counts it")
        void unlimited() {
            ledger().setLimit(TEAM, QuotaLimit.UNLIMITED);

            hold("a", 1L << 60, TEAM);

            assertBalance(TEAM, 1L << 60, 0, 0);
            assertThat(confirm("a", 1L << 61)).isEqualTo(done(1L << 61, 0));
            assertBalance(TEAM, 0, 1L << 61, 0);
        }

        @Test
        @Tag("R1.4")
        @DisplayName("gives an account with overage nothing, not even a hold of 0")
        void overageBlocks() {
            limit(TEAM, 5);
            hold("other", 5, TEAM);
            hold("a", 0, TEAM);
            confirm("a", 3);
            release("other");

            assertBalance(TEAM, 0, 0, 3);
            assertThat(reserve("b", 0, TEAM)).isEqualTo(insufficient(TEAM));
            assertThat(reserve("c", 1, TEAM)).isEqualTo(insufficient(TEAM));
        }

        @Test
        @Tag("R1.5")
        @DisplayName("repeated with equal arguments changes nothing, whatever became of the reservation")
        void replays() {
            limit(TEAM, 10);
            limit(USER, 10);
            hold("a", 4, TEAM, USER);

            assertThat(reserve("a", 4, TEAM, USER)).isEqualTo(replay(ReservationState.HELD));
            assertThat(reserve("a", 4, USER, TEAM)).as("order").isEqualTo(replay(ReservationState.HELD));
            assertBalance(TEAM, 4, 0, 0);

            confirm("a", 3);
            assertThat(reserve("a", 4, TEAM, USER)).isEqualTo(replay(ReservationState.CONFIRMED));
            assertBalance(TEAM, 0, 3, 0);
        }

        @Test
        @Tag("R1.5")
        @DisplayName("with other arguments is a conflict and changes nothing")
        void conflicts() {
            limit(TEAM, 10);
            limit(USER, 10);
            hold("a", 4, TEAM);

            assertThat(reserve("a", 5, TEAM)).isEqualTo(CONFLICT);
            assertThat(reserve("a", 4, USER)).isEqualTo(CONFLICT);
            assertThat(reserve("a", 4, TEAM, USER)).isEqualTo(CONFLICT);
            assertThat(ledger().reserve(new ReservationId("a"), List.of(TEAM), 4, TTL.plusSeconds(1)))
                    .isEqualTo(CONFLICT);
            assertThat(ledger().reserve(new ReservationId("a"), List.of(TEAM), 4, TTL.plusNanos(1)))
                    .as("by the nanosecond")
                    .isEqualTo(CONFLICT);
            release("a");
            assertThat(reserve("a", 5, TEAM)).as("settled").isEqualTo(CONFLICT);
            assertBalance(TEAM, 0, 0, 0);
            assertBalance(USER, 0, 0, 0);
        }

        @Test
        @Tag("R1.5")
        @DisplayName("that was refused leaves no trace, so its repeat is decided anew")
        void refusedThenGranted() {
            limit(TEAM, 10);
            hold("other", 8, TEAM);
            assertThat(reserve("a", 4, TEAM)).isEqualTo(insufficient(TEAM));

            release("other");

            hold("a", 4, TEAM);
        }

        @Test
        @DisplayName("refuses arguments that make no sense")
        void arguments() {
            limit(TEAM, 10);

            assertThatIllegalArgumentException().isThrownBy(() -> reserve("a", -1, TEAM));
            assertThatIllegalArgumentException().isThrownBy(() -> reserve("a", 1));
            assertThatIllegalArgumentException().isThrownBy(() -> reserve("a", 1, TEAM, TEAM));
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> ledger().reserve(new ReservationId("a"), List.of(TEAM), 1, Duration.ofSeconds(-1)));
            hold("a", 10, TEAM);
        }

        @Test
        @DisplayName("is an error and changes nothing where a sum would overflow")
        void overflow() {
            ledger().setLimit(TEAM, QuotaLimit.UNLIMITED);
            limit(USER, 1);
            hold("a", Long.MAX_VALUE - 1, TEAM);

            assertThatThrownBy(() -> reserve("b", 2, TEAM)).isInstanceOf(RuntimeException.class);

            assertBalance(TEAM, Long.MAX_VALUE - 1, 0, 0);
            hold("b", 1, TEAM, USER);
        }
    }

    @Nested
    @DisplayName("renew")
    class Renew {

        @Test
        @Tag("R1.8")
        @DisplayName("moves the expiry, counted from now")
        void moves() {
            limit(TEAM, 10);
            hold("a", 4, TEAM);
            clock().advance(TTL.dividedBy(2));

            assertThat(ledger().renew(new ReservationId("a"), TTL, 0)).isEqualTo(RenewResult.OK);

            clock().advance(TTL.minusSeconds(1));
            assertThat(ledger().expireDue(10)).isZero();
            clock().advance(Duration.ofSeconds(1));
            assertThat(ledger().expireDue(10)).isEqualTo(1);
        }

        @Test
        @DisplayName("may also bring the expiry nearer")
        void shortens() {
            limit(TEAM, 10);
            hold("a", 4, TEAM);

            ledger().renew(new ReservationId("a"), Duration.ofSeconds(1), 0);
            clock().advance(Duration.ofSeconds(1));

            assertThat(ledger().expireDue(10)).isEqualTo(1);
        }

        @Test
        @Tag("R1.1")
        @DisplayName("stores what has accrued, which never decreases, and holds what it held")
        void accrues() {
            limit(TEAM, 10);
            hold("a", 4, TEAM);

            renew("a", 3);
            renew("a", 1);

            assertBalance(TEAM, 4, 0, 0);
            expireAll();
            assertBalance(TEAM, 0, 3, 0);
        }

        @Test
        @DisplayName("says GONE for what is settled or was never reserved, and changes nothing")
        void gone() {
            limit(TEAM, 10);
            hold("confirmed", 1, TEAM);
            hold("released", 1, TEAM);
            hold("expired", 1, TEAM);
            confirm("confirmed", 1);
            release("released");
            expireAll();

            for (String id : List.of("confirmed", "released", "expired", "unknown")) {
                assertThat(ledger().renew(new ReservationId(id), TTL, 5)).as(id).isEqualTo(RenewResult.GONE);
            }
            assertBalance(TEAM, 0, 1, 0);
            assertThat(confirm("unknown", 1)).as("renew made it").isEqualTo(unknown());
        }

        @Test
        @DisplayName("refuses a negative accrual or ttl")
        void arguments() {
            limit(TEAM, 10);
            hold("a", 4, TEAM);

            assertThatIllegalArgumentException().isThrownBy(() -> renew("a", -1));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ledger().renew(new ReservationId("a"), Duration.ofNanos(-1), 0));
        }
    }

    @Nested
    @DisplayName("release")
    class Release {

        @Test
        @Tag("R1.1")
        @DisplayName("removes the hold and charges nothing, whatever had accrued")
        void frees() {
            limit(TEAM, 10);
            limit(USER, 10);
            hold("a", 4, TEAM, USER);
            renew("a", 3);

            assertThat(release("a")).isEqualTo(done(0, 0));

            assertBalance(TEAM, 0, 0, 0);
            assertBalance(USER, 0, 0, 0);
        }

        @Test
        @Tag("R1.5")
        @DisplayName("repeated changes nothing")
        void replays() {
            limit(TEAM, 10);
            hold("a", 4, TEAM);
            hold("b", 4, TEAM);
            release("a");

            assertThat(release("a")).isEqualTo(replay(ReservationState.RELEASED, 0, 0));

            assertBalance(TEAM, 4, 0, 0);
        }

        @Test
        @Tag("R1.1")
        @DisplayName("after a confirm or an expiry tells the first result and changes nothing")
        void terminal() {
            limit(TEAM, 10);
            hold("confirmed", 2, TEAM);
            confirm("confirmed", 1);
            hold("expired", 2, TEAM);
            renew("expired", 2);
            expireAll();

            assertThat(release("confirmed")).isEqualTo(replay(ReservationState.CONFIRMED, 1, 0));
            assertThat(release("expired")).isEqualTo(replay(ReservationState.EXPIRED, 2, 0));
            assertBalance(TEAM, 0, 3, 0);
        }

        @Test
        @Tag("R1.6")
        @DisplayName("of an unknown id leaves a tombstone, so that a late reserve is refused")
        void tombstone() {
            limit(TEAM, 10);

            assertThat(release("late")).isEqualTo(done(0, 0));

            assertThat(reserve("late", 4, TEAM)).isEqualTo(replay(ReservationState.RELEASED));
            assertThat(release("late")).isEqualTo(replay(ReservationState.RELEASED, 0, 0));
            assertThat(confirm("late", 4)).isEqualTo(replay(ReservationState.RELEASED, 0, 0));
            assertBalance(TEAM, 0, 0, 0);
        }
    }
}
