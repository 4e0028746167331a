package io.modelrouter.store.redis.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.cluster.SlotHash;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.AuditEntry;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.store.redis.RedisStore;
import io.modelrouter.store.redis.RedisStoreSettings;
import io.modelrouter.store.redis.TestRedis;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("What the ledger leaves on Redis")
class RedisLedgerKeysTest {
    private static final AccountId TEAM = new AccountId("team");

    private final RedisStore store = TestRedis.shared().store();
    private final RedisQuotaLedger ledger = new RedisQuotaLedger(store);
    private final StatefulRedisConnection<String, String> raw =
            TestRedis.shared().client().connect();
    private final RedisCommands<String, String> redis = raw.sync();

    @AfterEach
    void close() {
        raw.close();
        store.close();
    }

    @Test
    @Tag("R1.12")
    @DisplayName("is in one hash slot")
    void oneSlot() {
        ledger.setLimit(TEAM, QuotaLimit.of(10));
        hold("a", Duration.ofMinutes(10));
        ledger.change(AccountChange.topUp("t", TEAM, 1, "me", ""));

        assertThat(redis.keys(key("*")))
                .hasSize(6)
                .extracting(SlotHash::getSlot)
                .containsOnly(SlotHash.getSlot(store.settings().keyPrefix()));
    }

    @Test
    @Tag("R1.12")
    @DisplayName("lives for ever while a hold is open, and 24 hours once it is settled")
    void timesToLive() {
        ledger.setLimit(TEAM, QuotaLimit.of(10));
        for (String id : List.of("open", "confirmed", "released")) {
            hold(id, Duration.ofMinutes(10));
        }
        hold("expired", Duration.ZERO);
        assertThat(ledger.expireDue(10)).as("by the server's clock").isEqualTo(1);
        ledger.confirm(new ReservationId("confirmed"), 1, UsageSource.REPORTED);
        ledger.release(new ReservationId("released"), "test");
        ledger.release(new ReservationId("tombstone"), "test");

        assertThat(redis.pttl(key(":reservation:open"))).isEqualTo(-1);
        assertThat(redis.pttl(key(":account:team"))).isEqualTo(-1);
        for (String id : List.of("confirmed", "released", "expired", "tombstone")) {
            assertThat(redis.pttl(key(":reservation:" + id)))
                    .as(id)
                    .isBetween(
                            Duration.ofHours(24).minusMinutes(1).toMillis(),
                            Duration.ofHours(24).toMillis());
        }
        assertThat(redis.zrange(key(":expiries"), 0, -1)).containsExactly("open");
    }

    @Test
    @Tag("R1.12")
    @DisplayName("is rebuilt where it is absent and left alone where it is not")
    void rebuild() {
        ledger.setLimit(TEAM, QuotaLimit.of(10));
        hold("before", Duration.ofMinutes(10));
        assertThat(ledger.rebuild(TEAM, QuotaLimit.of(99), 5, 5)).isFalse();
        assertThat(ledger.balance(TEAM)).contains(new AccountBalance(QuotaLimit.of(10), 1, 0, 0));

        redis.del(key(":account:team"));
        assertThat(ledger.rebuild(TEAM, QuotaLimit.of(99), 5, 0)).isTrue();
        assertThat(ledger.rebuild(TEAM, QuotaLimit.of(99), 5, 0)).isFalse();
        assertThat(ledger.balance(TEAM)).contains(new AccountBalance(QuotaLimit.of(99), 0, 5, 0));

        assertThat(ledger.confirm(new ReservationId("before"), 3, UsageSource.REPORTED))
                .as("a hold from before is charged")
                .isInstanceOf(SettleResult.Done.class);
        assertThat(ledger.balance(TEAM)).contains(new AccountBalance(QuotaLimit.of(99), 0, 8, 0));
    }

    @Test
    @DisplayName("is so many rows of the audit and no more, the oldest gone with the memory of its change")
    void auditIsTrimmed() {
        RedisQuotaLedger small = new RedisQuotaLedger(store, Duration.ofDays(2), 2);
        small.setLimit(TEAM, QuotaLimit.of(0));
        for (int i = 1; i <= 4; i++) {
            small.change(AccountChange.topUp("t" + i, TEAM, i, "me", ""));
        }

        assertThat(small.audit(TEAM, null, 10)).extracting(AuditEntry::id).containsExactly("t4", "t3");
        assertThat(redis.keys(key(":change:*"))).hasSize(2);
        assertThat(small.change(AccountChange.topUp("t4", TEAM, 4, "me", ""))
                        .after()
                        .limit())
                .isEqualTo(QuotaLimit.of(10));
    }

    @Test
    @DisplayName("is in the order of Java's characters, also outside the basic plane")
    void order() {
        List<String> names = List.of("a\ud83d\ude00", "a\uff21", "a\u00e4", "a\u20ac");
        for (String name : names) {
            ledger.setLimit(new AccountId(name), QuotaLimit.of(1));
        }

        assertThat(ledger.accounts("a", null, 10))
                .extracting(state -> state.account().value())
                .containsExactlyElementsOf(names.stream().sorted().toList());
    }

    @Test
    @DisplayName("has no name with half a character, which would be another's name")
    void halfCharacters() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ledger.setLimit(new AccountId("a\ud83d"), QuotaLimit.of(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ledger.release(new ReservationId("\ude00\ud83d"), "test"));
    }

    @Test
    @DisplayName("needs settings that make sense")
    void settings() {
        RedisStoreSettings settings = RedisStoreSettings.DEFAULT;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withKeyPrefix("modelrouter"))
                .withMessageContaining("keyPrefix");
        assertThatIllegalArgumentException().isThrownBy(() -> settings.withKeyPrefix("a{}b{c}"));
        assertThat(settings.withKeyPrefix("acme:{quota}:").keyPrefix()).isEqualTo("acme:{quota}:");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withTimeout(Duration.ZERO))
                .withMessageContaining("timeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withReplicas(-1, Duration.ofMillis(1)))
                .withMessageContaining("replicas");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings.withReplicas(1, Duration.ofSeconds(3)))
                .withMessageContaining("replicaTimeout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RedisQuotaLedger(store, Duration.ofHours(23), 1))
                .withMessageContaining("remember");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RedisQuotaLedger(store, Duration.ofHours(24), 0))
                .withMessageContaining("auditRows");
    }

    private void hold(String id, Duration ttl) {
        assertThat(ledger.reserve(new ReservationId(id), List.of(TEAM), 1, ttl)).isEqualTo(new ReserveResult.Granted());
    }

    private String key(String rest) {
        return store.settings().keyPrefix() + rest;
    }
}
