package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.SettleResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every {@link QuotaLedger} must do. Extend it, give it an empty ledger of yours, and all of it is tested. Where your
 * ledger implements {@link AccountAdmin} too, a nested class runs {@link AccountAdminContract} beside it:
 *
 * <pre>
 * class MyLedgerTest extends QuotaLedgerContract {
 *     &#64;Override
 *     protected QuotaLedger newLedger(ManualClock clock) {
 *         return emptyLedger(clock);
 *     }
 *
 *     &#64;Nested
 *     class Admin extends AccountAdminContract {
 *         &#64;Override
 *         protected QuotaLedger newLedger(ManualClock clock) {
 *             return emptyLedger(clock);
 *         }
 *     }
 *
 *     private static MyLedger emptyLedger(ManualClock clock) {
 *         database().execute("truncate accounts, reservations, audit");
 *         return new MyLedger(database(), clock);
 *     }
 * }
 * </pre>
 *
 * <p>The clock: tests stand in one instant and move it. A store that takes its time from a server ({@code now()}, Redis
 * {@code TIME}) needs a way for tests to give it the time instead, such as an {@code InstantSource} in its constructor that
 * nobody sets in production; {@link ManualClock#instant()} is what it has to go by then, also in the audit. A resolution of a
 * millisecond is enough: every time in these tests is a whole number of them, and no two holds whose order matters expire in
 * the same one.
 *
 * <p>The random histories are seeded and name their seed; the system property {@value #SEED} runs one of them alone. If the
 * ledger implements {@link AccountAdmin} they contain changes by administrators too. {@link LedgerBank} runs longer than
 * the contract lets it, and {@link io.modelrouter.testkit.bank.BankKills} kills processes in the middle of it.
 */
public abstract class QuotaLedgerContract extends LedgerResultContract {
    /** System property: the seed of the one history to run. */
    public static final String SEED = "modelrouter.seed";

    /** System property: how many operations the bank makes instead of {@link #bankOperations}; prints how it goes. */
    public static final String BANK = "modelrouter.bank.operations";

    /** How many random histories to run; a slow store may want fewer. */
    protected int histories() {
        return 200;
    }

    /** Operations in each random history, at most 900. */
    protected int historyLength() {
        return 200;
    }

    /** Operations of the bank test, over all its threads; a slow store may want fewer. See {@link #BANK}. */
    protected int bankOperations() {
        return 60_000;
    }

    @Nested
    @DisplayName("setLimit")
    class SetLimit {

        @Test
        @DisplayName("creates the account; an account that nobody made is unknown")
        void creates() {
            assertThat(ledger().balance(TEAM)).isEmpty();

            limit(TEAM, 10);

            assertBalance(TEAM, 0, 0, 0);
            assertThat(ledger().balance(TEAM).orElseThrow().limit()).isEqualTo(QuotaLimit.of(10));
            assertThat(ledger().balance(TEAM).orElseThrow().available()).hasValue(10);
        }

        @Test
        @Tag("R1.4")
        @DisplayName("raised moves overage into used first, then gives new holds")
        void raisedMovesOverage() {
            limit(TEAM, 5);
            hold("a", 5, TEAM);
            confirm("a", 9);

            limit(TEAM, 10);

            assertBalance(TEAM, 0, 9, 0);
            assertThat(reserve("b", 2, TEAM)).isEqualTo(insufficient(TEAM));
            hold("c", 1, TEAM);
        }

        @Test
        @Tag("R1.4")
        @DisplayName("raised too little moves what fits beside the holds and still blocks")
        void raisedPartly() {
            limit(TEAM, 6);
            hold("open", 1, TEAM);
            hold("a", 5, TEAM);
            confirm("a", 9);

            limit(TEAM, 8);

            assertBalance(TEAM, 1, 7, 2);
            assertThat(reserve("b", 0, TEAM)).isEqualTo(insufficient(TEAM));
        }

        @Test
        @Tag("R1.4")
        @DisplayName("removed altogether leaves no overage")
        void removed() {
            limit(TEAM, 5);
            hold("a", 5, TEAM);
            confirm("a", 9);

            ledger().setLimit(TEAM, QuotaLimit.UNLIMITED);

            assertBalance(TEAM, 0, 9, 0);
            hold("b", 1_000, TEAM);
            assertThat(ledger().balance(TEAM).orElseThrow().available()).isEmpty();
        }

        @Test
        @Tag("R1.2")
        @DisplayName("lowered keeps holds and charges, and gives no new hold until there is room")
        void lowered() {
            limit(TEAM, 10);
            hold("used", 4, TEAM);
            confirm("used", 4);
            hold("open", 4, TEAM);

            limit(TEAM, 5);

            assertBalance(TEAM, 4, 4, 0);
            assertThat(reserve("b", 0, TEAM)).isEqualTo(insufficient(TEAM));
            assertThat(ledger().balance(TEAM).orElseThrow().available()).hasValue(-3);
            release("open");
            hold("c", 1, TEAM);
        }

        @Test
        @Tag("R1.5")
        @DisplayName("to what it is, or lower, moves nothing, even if there is room by now")
        void same() {
            limit(TEAM, 5);
            hold("other", 5, TEAM);
            hold("a", 0, TEAM);
            confirm("a", 3);
            release("other");

            limit(TEAM, 5);
            assertBalance(TEAM, 0, 0, 3);

            limit(TEAM, 4);
            assertBalance(TEAM, 0, 0, 3);

            limit(TEAM, 5);
            assertBalance(TEAM, 0, 3, 0);
        }

        @Test
        @DisplayName("puts a limit on an account that had none")
        void limited() {
            ledger().setLimit(TEAM, QuotaLimit.UNLIMITED);
            hold("a", 8, TEAM);
            confirm("a", 8);

            limit(TEAM, 5);

            assertBalance(TEAM, 0, 8, 0);
            assertThat(reserve("b", 1, TEAM)).isEqualTo(insufficient(TEAM));
        }
    }

    @Nested
    @DisplayName("the memory of settled reservations")
    class Memory {

        @Test
        @Tag("R1.5")
        @DisplayName("lasts at least 24 hours")
        void lastsADay() {
            limit(TEAM, 10);
            hold("confirmed", 2, TEAM);
            hold("expired", 2, TEAM);
            release("tombstone");
            confirm("confirmed", 2);
            expireAll();

            clock().advance(Duration.ofHours(24).minus(TTL).minusSeconds(1));
            for (int i = 0; i < 5; i++) {
                ledger().expireDue(10);
                hold("later" + i, 0, TEAM);
                release("later" + i);
            }

            assertThat(confirm("confirmed", 2)).isEqualTo(replay(ReservationState.CONFIRMED, 2, 0));
            assertThat(reserve("tombstone", 2, TEAM)).isEqualTo(replay(ReservationState.RELEASED));
            assertThat(confirm("expired", 1)).isEqualTo(done(1, 0));
        }
    }

    @Nested
    @DisplayName("many threads")
    class Threads {

        @Test
        @Tag("R1.3")
        @DisplayName("never get more than the limit between them")
        void neverMoreThanTheLimit() throws Exception {
            limit(TEAM, 100);

            List<Object> results = together(8, t -> {
                List<Object> mine = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    mine.add(reserve(t + "-" + i, 1, TEAM));
                }
                return mine;
            });

            assertThat(results).hasSize(320).filteredOn(GRANTED::equals).hasSize(100);
            assertBalance(TEAM, 100, 0, 0);
        }

        @Test
        @Tag("R1.3")
        @DisplayName("hold all accounts of a call or none, in whatever order they name them")
        void noDeadlock() throws Exception {
            limit(TEAM, 60);
            limit(USER, 40);

            List<Object> results = together(8, t -> {
                List<Object> mine = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    String id = t + "-" + i;
                    mine.add(t % 2 == 0 ? reserve(id, 1, TEAM, USER) : reserve(id, 1, USER, TEAM));
                }
                return mine;
            });

            assertThat(results).filteredOn(GRANTED::equals).hasSize(40);
            assertBalance(TEAM, 40, 0, 0);
            assertBalance(USER, 40, 0, 0);
        }

        @Test
        @Tag("R1.5")
        @DisplayName("that reserve the same id hold once, and that settle it charge once")
        void onlyOnce() throws Exception {
            limit(TEAM, 1_000);
            for (int round = 0; round < 20; round++) {
                String id = "r" + round;

                List<Object> reserved = together(8, t -> List.of(reserve(id, 3, TEAM)));
                List<Object> settled = together(8, t -> List.of(t % 3 == 0 ? release(id) : confirm(id, 2)));

                assertThat(reserved).filteredOn(GRANTED::equals).hasSize(1);
                assertThat(settled)
                        .filteredOn(SettleResult.Done.class::isInstance)
                        .hasSize(1);
            }
            assertThat(ledger().balance(TEAM).orElseThrow().held()).isZero();
        }

        @Test
        @Tag("R1.2")
        @DisplayName("keep the books of a bank")
        void bank() {
            Integer operations = Integer.getInteger(BANK);
            LedgerBank bank = new LedgerBank(ledger(), clock(), 8, 42);
            if (operations == null) {
                bank.run(bankOperations());
            } else {
                bank.printTo(System.out).run(operations);
            }
        }
    }

    @TestFactory
    @Tag("R1.1")
    @Tag("R1.2")
    @Tag("R1.5")
    @DisplayName("random histories give what the model gives")
    Stream<DynamicTest> randomHistories() {
        Long only = Long.getLong(SEED);
        LongStream seeds = only != null ? LongStream.of(only) : LongStream.rangeClosed(1, histories());
        return seeds.mapToObj(seed ->
                DynamicTest.dynamicTest("seed " + seed, () -> history(seed).check(this::newLedger)));
    }

    /** A random history with another seed each time, so that every build looks a little further. */
    @Test
    @DisplayName("a history with a new seed gives what the model gives")
    void newHistory() {
        history(System.nanoTime()).check(this::newLedger);
    }

    private LedgerHistory history(long seed) {
        return ledger() instanceof AccountAdmin
                ? LedgerHistory.withChanges(seed, historyLength())
                : LedgerHistory.random(seed, historyLength());
    }
}
