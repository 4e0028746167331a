package io.modelrouter.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.modelrouter.quota.AccountAdmin;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AccountState;
import io.modelrouter.quota.AuditEntry;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Reading accounts page by page, and the words in which the contract of an administrator is written. */
abstract class AccountListContract extends LedgerContractBase {
    static final String ACTOR = "somebody";

    final AccountAdmin admin() {
        assertThat(ledger()).as("what newLedger gives").isInstanceOf(AccountAdmin.class);
        return (AccountAdmin) ledger();
    }

    final AuditEntry topUp(String id, AccountId account, long nanos) {
        return admin().change(AccountChange.topUp(id, account, nanos, ACTOR, ""));
    }

    static void assertSame(AuditEntry found, AuditEntry expected) {
        assertThat(comparable(found)).isEqualTo(comparable(expected));
    }

    /** Stores may keep milliseconds only. */
    static AuditEntry comparable(AuditEntry row) {
        return new AuditEntry(row.change(), row.time().truncatedTo(ChronoUnit.MILLIS), row.before(), row.after());
    }

    @Nested
    @DisplayName("the list of accounts")
    class Accounts {

        @Test
        @DisplayName("is in the order of their ids, character by character, with their balances")
        void ordered() {
            for (String id : List.of("b", "a", "B", "a-b", "ab", "a:b", "A", "a#b", "_")) {
                limit(new AccountId(id), 10);
            }
            hold("h", 3, new AccountId("a"));

            List<AccountState> all = admin().accounts("", null, 1_000);

            assertThat(names(all)).containsExactly("A", "B", "_", "a", "a#b", "a-b", "a:b", "ab", "b");
            for (AccountState state : all) {
                assertThat(ledger().balance(state.account())).contains(state.balance());
            }
        }

        @Test
        @DisplayName("has all accounts that begin with the prefix and no other")
        void prefix() {
            for (String id : List.of("team:a", "team:b", "team", "Team:c", "tea", "user:team:a")) {
                limit(new AccountId(id), 10);
            }

            assertThat(list("team:", null, 10)).containsExactly("team:a", "team:b");
            assertThat(list("team", null, 10)).containsExactly("team", "team:a", "team:b");
            assertThat(list("team:a", null, 10)).containsExactly("team:a");
            assertThat(list("team:ab", null, 10)).isEmpty();
        }

        @Test
        @DisplayName("takes the prefix literally: %, _, \\, * and others are letters")
        void literally() {
            List<String> ids = List.of("a%b", "a_b", "axb", "a\\b", "a\\%b", "a*b", "a?b", "a[b", "a'b", "axxb");
            for (String id : ids) {
                limit(new AccountId(id), 10);
            }

            for (String prefix : List.of("a%", "a_", "a\\", "a*", "a?", "a[", "a'", "a\\%")) {
                assertThat(list(prefix, null, 100))
                        .as("accounts from %s", prefix)
                        .containsExactlyInAnyOrderElementsOf(
                                ids.stream().filter(id -> id.startsWith(prefix)).toList());
            }
            assertThat(list("%", null, 100)).isEmpty();
            assertThat(list("_", null, 100)).isEmpty();
        }

        @Test
        @DisplayName("comes in pages, whether or not the last account of a page still fits the prefix")
        void pages() {
            for (int i = 1; i <= 5; i++) {
                limit(new AccountId("p" + i), 10);
            }

            assertThat(list("p", null, 2)).containsExactly("p1", "p2");
            assertThat(list("p", "p2", 2)).containsExactly("p3", "p4");
            assertThat(list("p", "p4", 2)).containsExactly("p5");
            assertThat(list("p", "p5", 2)).isEmpty();
            assertThat(list("p", "a", 1)).containsExactly("p1");
            assertThat(list("p", "p22", 1)).as("after an id that nobody has").containsExactly("p3");
            assertThat(list("p", "q", 1)).isEmpty();
        }

        @Test
        @DisplayName("has the accounts that a hold of 0 made known")
        void madeByHold() {
            hold("h", 0, TEAM);

            assertThat(list("", null, 10)).containsExactly("team");
        }

        @Test
        @DisplayName("gives 1 to 1000 accounts at once")
        void bounds() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> admin().accounts("", null, 0))
                    .withMessageContaining("max");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> admin().accounts("", null, 1_001))
                    .withMessageContaining("max");
        }

        private List<String> list(String prefix, @Nullable String after, int max) {
            return names(admin().accounts(prefix, after == null ? null : new AccountId(after), max));
        }

        private static List<String> names(List<AccountState> states) {
            return states.stream().map(state -> state.account().value()).toList();
        }
    }
}
