package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AuditEntry;
import io.modelrouter.quota.QuotaLimit;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What every {@link io.modelrouter.quota.AccountAdmin} must do. {@link #newLedger} gives a ledger that implements it beside
 * {@link io.modelrouter.quota.QuotaLedger}. {@link QuotaLedgerContract} shows how both are run on a store.
 *
 * <p>Every change is one step of the store, remembered by its id; a refused one leaves no trace, so that its repeat is
 * decided anew. Audit times are compared to the millisecond.
 */
public abstract class AccountAdminContract extends AccountChangeContract {

    @Nested
    @DisplayName("the id of a change")
    class Ids {

        @Test
        @Tag("R1.5")
        @DisplayName("is refused for a change that differs in anything")
        void otherContent() {
            limit(TEAM, 10);
            limit(USER, 10);
            admin().change(AccountChange.topUp("x", TEAM, 5, ACTOR, "why"));

            assertRefused(AccountChange.topUp("x", TEAM, 6, ACTOR, "why"));
            assertRefused(AccountChange.topUp("x", USER, 5, ACTOR, "why"));
            assertRefused(AccountChange.topUp("x", TEAM, 5, "somebody else", "why"));
            assertRefused(AccountChange.topUp("x", TEAM, 5, ACTOR, "another reason"));
            assertRefused(AccountChange.correction("x", TEAM, 5, ACTOR, "why"));
            assertRefused(AccountChange.limit("x", TEAM, QuotaLimit.of(5), ACTOR, "why"));

            assertThat(ledger().balance(TEAM).orElseThrow().limit()).isEqualTo(QuotaLimit.of(15));
            assertThat(ledger().balance(USER).orElseThrow().limit()).isEqualTo(QuotaLimit.of(10));
            assertThat(admin().audit(TEAM, null, 10)).hasSize(1);
            assertThat(admin().audit(USER, null, 10)).isEmpty();
        }

        @Test
        @Tag("R1.5")
        @DisplayName("with one limit is refused for another one, or for none")
        void otherLimit() {
            admin().change(AccountChange.limit("x", TEAM, QuotaLimit.of(0), ACTOR, ""));

            assertRefused(AccountChange.limit("x", TEAM, QuotaLimit.of(1), ACTOR, ""));
            assertRefused(AccountChange.limit("x", TEAM, QuotaLimit.UNLIMITED, ACTOR, ""));
        }

        @Test
        @Tag("R1.5")
        @DisplayName("counts once, however many threads use it at the same time")
        void atOnce() throws Exception {
            limit(TEAM, 10);

            List<Object> rows = together(8, t -> List.of(comparable(topUp("x", TEAM, 5)), own(t)));

            assertThat(new HashSet<>(rows)).as("one row for all, and one each").hasSize(9);
            assertThat(ledger().balance(TEAM).orElseThrow().limit()).isEqualTo(QuotaLimit.of(23));
            List<AuditEntry> audit = new ArrayList<>(admin().audit(TEAM, null, 100));
            assertThat(audit).hasSize(9);
            for (int i = 1; i < audit.size(); i++) {
                assertThat(audit.get(i - 1).before())
                        .as("each change begins where the one before it ended")
                        .isEqualTo(audit.get(i).after());
            }
        }

        private Object own(int thread) {
            return comparable(topUp("own" + thread, TEAM, 1));
        }
    }

    @Nested
    @DisplayName("a configured limit")
    class Configured {

        @Test
        @DisplayName("creates the account and leaves a row of the actor 'configuration'")
        void creates() {
            AuditEntry row = admin().configure(TEAM, QuotaLimit.of(10)).orElseThrow();

            assertThat(row.change().actor()).isEqualTo("configuration");
            assertThat(row.change().kind()).isEqualTo(AccountChange.Kind.LIMIT);
            assertThat(row.change().account()).isEqualTo(TEAM);
            assertThat(row.change().limit()).isEqualTo(QuotaLimit.of(10));
            assertThat(row.after()).isEqualTo(new AccountBalance(QuotaLimit.of(10), 0, 0, 0));
            assertThat(ledger().balance(TEAM)).contains(row.after());
            assertSame(admin().audit(TEAM, null, 10).get(0), row);
        }

        @Test
        @DisplayName("configured again changes nothing and leaves what an administrator did since")
        void survivesTopUps() {
            admin().configure(TEAM, QuotaLimit.of(10));
            topUp("t1", TEAM, 5);

            assertThat(admin().configure(TEAM, QuotaLimit.of(10))).isEmpty();
            assertThat(ledger().balance(TEAM).orElseThrow().limit()).isEqualTo(QuotaLimit.of(15));

            limit(TEAM, 3);
            assertThat(admin().configure(TEAM, QuotaLimit.of(10))).isEmpty();
            assertThat(ledger().balance(TEAM).orElseThrow().limit()).isEqualTo(QuotaLimit.of(3));
            assertThat(admin().audit(TEAM, null, 10)).hasSize(2);
        }

        @Test
        @DisplayName("takes effect when the configuration changes, and again when it changes back")
        void changed() {
            admin().configure(TEAM, QuotaLimit.of(10));
            topUp("t1", TEAM, 5);

            Optional<AuditEntry> changed = admin().configure(TEAM, QuotaLimit.UNLIMITED);
            assertThat(changed.orElseThrow().before().limit()).isEqualTo(QuotaLimit.of(15));
            assertThat(admin().configure(TEAM, QuotaLimit.UNLIMITED)).isEmpty();
            assertThat(admin().configure(TEAM, QuotaLimit.of(10))).isPresent();
            assertThat(admin().configure(TEAM, QuotaLimit.of(0))).isPresent();

            assertThat(ledger().balance(TEAM).orElseThrow().limit()).isEqualTo(QuotaLimit.of(0));
            assertThat(admin().audit(TEAM, null, 10)).hasSize(5);
        }

        @Test
        @DisplayName(
                "takes effect the first time, whatever limit the account had, and leaves a row even if it is the same")
        void firstTime() {
            limit(TEAM, 3);
            limit(USER, 8);

            assertThat(admin().configure(TEAM, QuotaLimit.of(8))).isPresent();
            assertThat(admin().configure(USER, QuotaLimit.of(8))).isPresent();

            assertThat(ledger().balance(TEAM).orElseThrow().limit()).isEqualTo(QuotaLimit.of(8));
            assertThat(ledger().balance(USER).orElseThrow().limit()).isEqualTo(QuotaLimit.of(8));
        }

        @Test
        @Tag("R1.4")
        @DisplayName("moves overage when it raises")
        void movesOverage() {
            admin().configure(TEAM, QuotaLimit.of(5));
            hold("a", 5, TEAM);
            confirm("a", 9);

            admin().configure(TEAM, QuotaLimit.of(20));

            assertBalance(TEAM, 0, 9, 0);
        }

        @Test
        @Tag("R1.5")
        @DisplayName("takes effect once, however many nodes start at the same time")
        void atOnce() throws Exception {
            List<Object> rows = together(8, t -> List.of(admin().configure(TEAM, QuotaLimit.of(10))));

            assertThat(rows).filteredOn(row -> !row.equals(Optional.empty())).hasSize(1);
            assertThat(admin().audit(TEAM, null, 10)).hasSize(1);
        }
    }

    @Nested
    @DisplayName("the audit")
    class Audit {

        @Test
        @DisplayName("has what was asked for, when by the store's clock, and how the account stood before and after")
        void rows() {
            limit(TEAM, 10);
            hold("a", 4, TEAM);
            clock().advance(Duration.ofMillis(90_061));
            AccountChange change =
                    AccountChange.correction("c-\u00fc%_\\'\"", TEAM, 8, "\u00e4dmin", "it's 'so'\n\u20ac");

            AuditEntry row = admin().change(change);

            assertThat(row.change()).isEqualTo(change);
            assertThat(row.time().truncatedTo(ChronoUnit.MILLIS))
                    .isEqualTo(clock().instant().truncatedTo(ChronoUnit.MILLIS));
            assertThat(row.before()).isEqualTo(new AccountBalance(QuotaLimit.of(10), 4, 0, 0));
            assertThat(row.after()).isEqualTo(new AccountBalance(QuotaLimit.of(10), 4, 6, 2));
            assertThat(admin().audit(TEAM, null, 1)).hasSize(1);
            assertSame(admin().audit(TEAM, null, 1).get(0), row);
        }

        @Test
        @DisplayName("keeps texts of the greatest length")
        void longTexts() {
            limit(TEAM, 10);
            AccountChange change =
                    AccountChange.topUp("i".repeat(128), TEAM, 1, "a".repeat(128), "\u00fc".repeat(1_000));

            admin().change(change);

            assertThat(admin().audit(TEAM, null, 1).get(0).change()).isEqualTo(change);
        }

        @Test
        @DisplayName("is read newest first, in pages, also where several rows have the same time")
        void pages() {
            limit(TEAM, 10);
            limit(USER, 10);
            for (int i = 1; i <= 7; i++) {
                topUp("t" + i, TEAM, 1);
                topUp("u" + i, USER, 1);
            }

            assertThat(ids(admin().audit(TEAM, null, 3))).containsExactly("t7", "t6", "t5");
            assertThat(ids(admin().audit(TEAM, "t5", 3))).containsExactly("t4", "t3", "t2");
            assertThat(ids(admin().audit(TEAM, "t2", 3))).containsExactly("t1");
            assertThat(ids(admin().audit(TEAM, "t1", 3))).isEmpty();
            assertThat(admin().audit(TEAM, null, 1_000)).hasSize(7);
        }

        @Test
        @DisplayName("begins nowhere after a row that the account does not have")
        void foreignRow() {
            limit(TEAM, 10);
            limit(USER, 10);
            topUp("t1", TEAM, 1);
            topUp("u1", USER, 1);

            assertThat(admin().audit(TEAM, "u1", 10)).isEmpty();
            assertThat(admin().audit(TEAM, "nobody's", 10)).isEmpty();
        }

        @Test
        @DisplayName("of an account without changes, or of an unknown one, is empty; refused changes are not in it")
        void nothing() {
            limit(TEAM, 10);
            assertRefused(AccountChange.correction("c1", TEAM, -1, ACTOR, ""));

            assertThat(admin().audit(TEAM, null, 10)).isEmpty();
            assertThat(admin().audit(USER, null, 10)).isEmpty();
        }

        @Test
        @DisplayName("gives 1 to 1000 rows at once")
        void bounds() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> admin().audit(TEAM, null, 0))
                    .withMessageContaining("max");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> admin().audit(TEAM, null, 1_001))
                    .withMessageContaining("max");
        }

        private static List<String> ids(List<AuditEntry> rows) {
            return rows.stream().map(AuditEntry::id).toList();
        }
    }
}
