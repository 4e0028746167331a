package io.modelrouter.store.redis.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.store.redis.RedisStore;
import io.modelrouter.store.redis.TestRedis;
import io.modelrouter.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R1.8")
@DisplayName("Expiry on Redis, beyond the contract")
class RedisLedgerExpiryTest {
    private static final AccountId OPEN = new AccountId("open");

    private final ManualClock clock = new ManualClock();
    private final RedisStore store = TestRedis.shared().store();
    private final RedisQuotaLedger ledger = TestLedgers.on(store, clock);

    @BeforeEach
    void openTheAccount() {
        ledger.setLimit(OPEN, QuotaLimit.UNLIMITED);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    @DisplayName("takes more holds than one batch has, and no more than it is told")
    void batches() {
        for (int i = 0; i < 250; i++) {
            hold("r" + i, 1, Duration.ofMillis(i));
        }
        clock.advance(Duration.ofSeconds(1));

        assertThat(ledger.expireDue(120)).isEqualTo(120);
        assertThat(held()).isEqualTo(130);
        assertThat(ledger.expireDue(1_000)).isEqualTo(130);
        assertThat(ledger.expireDue(1_000)).isZero();
        assertThat(held()).isZero();
    }

    @Test
    @DisplayName("comes to the millisecond, and a part of one counts as a whole")
    void milliseconds() {
        hold("a", 1, Duration.ofNanos(1_000_001));

        clock.advance(Duration.ofNanos(1_999_999));
        assertThat(ledger.expireDue(1)).isZero();

        clock.advance(Duration.ofNanos(1));
        assertThat(ledger.expireDue(1)).isEqualTo(1);
    }

    @Test
    @DisplayName("after centuries is no overflow")
    void veryLongTtl() {
        hold("a", 1, Duration.ofSeconds(Long.MAX_VALUE));
        clock.advance(Duration.ofDays(36_499));

        assertThat(ledger.expireDue(10)).isZero();
    }

    @Test
    @DisplayName("leaves a hold that is due as it is until expireDue comes by")
    void dueButHeld() {
        hold("a", 1, Duration.ofMinutes(1));
        hold("b", 1, Duration.ofMinutes(1));
        clock.advance(Duration.ofHours(1));

        assertThat(confirm("a", 1)).isEqualTo("DONE");
        ledger.renew(new ReservationId("b"), Duration.ofMinutes(1), 0);

        assertThat(ledger.expireDue(10)).isZero();
    }

    @Test
    @DisplayName("puts off a hold whose charge would overflow, which stops no other and keeps its cost")
    void overflowAtExpiry() {
        hold("full", 1, Duration.ofDays(2));
        confirm("full", Long.MAX_VALUE - 5);
        hold("a", 1, Duration.ofMinutes(1));
        ledger.renew(new ReservationId("a"), Duration.ofMinutes(1), 100);
        hold("b", 1, Duration.ofMinutes(2));
        clock.advance(Duration.ofMinutes(3));

        assertThat(ledger.expireDue(10)).isEqualTo(1);

        assertThat(ledger.balance(OPEN)).contains(new AccountBalance(QuotaLimit.UNLIMITED, 1, Long.MAX_VALUE - 5, 0));
        clock.advance(Duration.ofHours(1));
        assertThat(ledger.expireDue(10)).as("still too much").isZero();
        assertThat(confirm("a", 5)).isEqualTo("DONE");
    }

    private void hold(String id, long amount, Duration ttl) {
        assertThat(ledger.reserve(new ReservationId(id), List.of(OPEN), amount, ttl))
                .isEqualTo(new ReserveResult.Granted());
    }

    private String confirm(String id, long actual) {
        return ledger.confirm(new ReservationId(id), actual, UsageSource.REPORTED) instanceof SettleResult.Done
                ? "DONE"
                : "NOT DONE";
    }

    private long held() {
        return ledger.balance(OPEN).orElseThrow().held();
    }
}
