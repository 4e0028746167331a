package io.modelrouter.store.redis.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.StatefulRedisConnection;
import io.modelrouter.quota.AccountChange;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.store.redis.RedisStore;
import io.modelrouter.store.redis.TestRedis;
import io.modelrouter.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The accounts of ended periods, on Redis,")
class RedisLedgerPeriodsTest {
    private static final AccountId DAY = new AccountId("team:a#day:2026-01-01");
    private static final AccountId ROLLING = new AccountId("team:a#rolling-3600000-12:5897352");

    private final ManualClock clock = new ManualClock();
    private final RedisStore store = TestRedis.shared().store();
    private final RedisQuotaLedger ledger = TestLedgers.on(store, clock);
    private final StatefulRedisConnection<String, String> raw =
            TestRedis.shared().client().connect();

    @AfterEach
    void close() {
        raw.close();
        store.close();
    }

    private void pass(Duration time, int times) {
        for (int i = 0; i < times; i++) {
            clock.advance(time);
            ledger.expireDue(1);
        }
    }

    @Test
    @DisplayName("leave nothing 450 days after their last change, and stay for 400")
    void calendar() {
        ledger.change(AccountChange.limit("c", DAY, QuotaLimit.of(10), "me", "test"));
        pass(Duration.ofDays(10), 39);
        ledger.reserve(new ReservationId("a"), List.of(DAY), 1, Duration.ofMinutes(10));
        ledger.confirm(new ReservationId("a"), 1, UsageSource.REPORTED);

        pass(Duration.ofDays(10), 39);
        assertThat(ledger.balance(DAY)).isPresent();

        pass(Duration.ofDays(10), 6);
        assertThat(ledger.balance(DAY)).isEmpty();
        assertThat(ledger.accounts("", null, 10)).isEmpty();
        assertThat(raw.sync().keys(store.settings().keyPrefix() + "*"))
                .as("but the settled call, whose time is the server's")
                .containsExactly(store.settings().keyPrefix() + ":reservation:a");
    }

    @Test
    @DisplayName("of a rolling window leave nothing after some days, others stay")
    void rolling() {
        ledger.setLimit(ROLLING, QuotaLimit.of(10));
        ledger.setLimit(DAY, QuotaLimit.of(10));
        ledger.setLimit(new AccountId("team:a"), QuotaLimit.of(10));
        pass(Duration.ofHours(1), 50);
        assertThat(ledger.balance(ROLLING)).isPresent();

        pass(Duration.ofHours(1), 7);
        pass(Duration.ofDays(390), 1);

        assertThat(ledger.accounts("", null, 10))
                .extracting(state -> state.account().value())
                .containsExactly("team:a", DAY.value());
    }

    @Test
    @Tag("R1.2")
    @DisplayName("stay while they hold something")
    void held() {
        ledger.setLimit(ROLLING, QuotaLimit.of(10));
        ledger.reserve(new ReservationId("a"), List.of(ROLLING), 1, Duration.ofDays(3_000));

        pass(Duration.ofDays(10), 20);
        assertThat(ledger.balance(ROLLING).orElseThrow().held()).isEqualTo(1);

        ledger.release(new ReservationId("a"), "test");
        pass(Duration.ofDays(10), 2);
        assertThat(ledger.balance(ROLLING)).isEmpty();
    }

    @Test
    @DisplayName("are looked at fifty at a time")
    void bounded() {
        for (int i = 0; i < 60; i++) {
            ledger.setLimit(new AccountId("team:a#rolling-60000-1:" + i), QuotaLimit.of(1));
        }
        pass(Duration.ZERO, 2);

        pass(Duration.ofDays(3), 1);
        assertThat(ledger.accounts("", null, 100)).hasSize(10);

        pass(Duration.ZERO, 1);
        assertThat(ledger.accounts("", null, 100)).isEmpty();
    }
}
