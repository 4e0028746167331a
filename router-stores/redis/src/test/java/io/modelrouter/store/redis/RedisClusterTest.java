package io.modelrouter.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.modelrouter.limit.LimitDecision;
import io.modelrouter.limit.LimitedCall;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.store.redis.ledger.RedisQuotaLedger;
import io.modelrouter.store.redis.limit.RedisCallLimiter;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@DisplayName("On a cluster")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RedisClusterTest {
    private static final AccountId TEAM = new AccountId("team");

    private final TestRedis server = TestRedis.own("cluster-enabled yes");
    private final RedisClusterClient client = RedisClusterClient.create(RedisURI.create("127.0.0.1", server.port()));

    @BeforeAll
    void giveItAllSlots() {
        try (StatefulRedisConnection<String, String> raw = server.client().connect()) {
            raw.sync().clusterAddSlots(IntStream.range(0, 16_384).toArray());
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (!raw.sync().clusterInfo().contains("cluster_state:ok")) {
                assertThat(System.nanoTime()).as("the cluster never gets ready").isLessThan(end);
            }
        }
    }

    @AfterAll
    void stop() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        server.close();
    }

    @Test
    @DisplayName("the ledger holds, charges and expires")
    void ledger() {
        try (RedisStore store = RedisStore.of(client, TestRedis.space())) {
            RedisQuotaLedger ledger = new RedisQuotaLedger(store);
            ledger.setLimit(TEAM, QuotaLimit.of(10));
            ledger.reserve(new ReservationId("a"), List.of(TEAM), 4, Duration.ofMinutes(1));
            ledger.reserve(new ReservationId("b"), List.of(TEAM), 4, Duration.ZERO);

            assertThat(ledger.confirm(new ReservationId("a"), 3, UsageSource.REPORTED))
                    .isInstanceOf(SettleResult.Done.class);
            assertThat(ledger.expireDue(10)).isEqualTo(1);
            assertThat(ledger.balance(TEAM)).contains(new AccountBalance(QuotaLimit.of(10), 0, 3, 0));
        }
    }

    @Test
    @DisplayName("the limits let in and refuse")
    void limits() {
        try (RedisStore store = RedisStore.of(client)) {
            RedisCallLimiter limiter = new RedisCallLimiter(store);

            assertThat(limiter.enter(call("a"))).isEqualTo(LimitDecision.ENTERED);
            assertThat(limiter.enter(call("b"))).isInstanceOf(LimitDecision.Refused.class);
        }
    }

    @Test
    @DisplayName("a replica to wait for is asked from the node that has the slot")
    void replicas() {
        RedisStoreSettings settings = TestRedis.space().withReplicas(1, Duration.ofMillis(50));
        try (RedisStore store = RedisStore.of(client, settings)) {
            assertThatThrownBy(() -> new RedisQuotaLedger(store).setLimit(TEAM, QuotaLimit.of(10)))
                    .isInstanceOf(LedgerUnavailableException.class)
                    .cause()
                    .isInstanceOf(RedisException.class)
                    .hasMessageContaining("0 of 1");
        }
    }

    private static LimitedCall call(String id) {
        return new LimitedCall(
                id, "name", OptionalInt.empty(), OptionalLong.empty(), OptionalInt.of(1), 0, Duration.ofMinutes(1));
    }
}
