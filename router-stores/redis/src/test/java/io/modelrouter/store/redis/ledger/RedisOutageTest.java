package io.modelrouter.store.redis.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.modelrouter.limit.LimitedCall;
import io.modelrouter.limit.LimiterUnavailableException;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.SettleResult;
import io.modelrouter.store.redis.RedisStore;
import io.modelrouter.store.redis.RedisStoreSettings;
import io.modelrouter.store.redis.TestRedis;
import io.modelrouter.store.redis.limit.RedisCallLimiter;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The Redis ledger in bad times")
class RedisOutageTest {
    private static final AccountId TEAM = new AccountId("team");
    private static final Duration TTL = Duration.ofMinutes(10);

    @Test
    @Tag("R1.10")
    @DisplayName("says that it cannot be reached while the server is dead, and has lost nothing when it is back")
    void serverKilled() throws IOException {
        try (TestRedis server = TestRedis.own();
                RedisStore store = server.store()) {
            RedisQuotaLedger ledger = new RedisQuotaLedger(store);
            ledger.setLimit(TEAM, QuotaLimit.of(10));
            reserve(ledger, "a", 4);

            server.kill();
            assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> reserve(ledger, "b", 1));
            assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger.balance(TEAM));
            assertThatExceptionOfType(LimiterUnavailableException.class)
                    .isThrownBy(() -> new RedisCallLimiter(store)
                            .enter(new LimitedCall(
                                    "a", "n", OptionalInt.of(1), OptionalLong.empty(), OptionalInt.empty(), 0, TTL)));

            server.restart();
            assertThat(insist(() -> reserve(ledger, "a", 4)))
                    .isEqualTo(new ReserveResult.Replay(ReservationState.HELD));
            assertThat(ledger.balance(TEAM)).contains(new AccountBalance(QuotaLimit.of(10), 4, 0, 0));
        }
    }

    @Test
    @Tag("R1.10")
    @DisplayName("can be made while the server is dead, and works once it is there")
    void madeBeforeTheServer() throws IOException {
        try (TestRedis server = TestRedis.own();
                RedisStore store = server.store()) {
            server.kill();
            RedisQuotaLedger ledger = new RedisQuotaLedger(store);
            assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger.balance(TEAM));

            server.restart();

            assertThat(insist(() -> ledger.balance(TEAM))).isEmpty();
        }
    }

    @Test
    @Tag("R1.12")
    @DisplayName("sends its scripts again when the server has forgotten them")
    void scriptsFlushed() {
        try (RedisStore store = TestRedis.shared().store();
                StatefulRedisConnection<String, String> raw =
                        TestRedis.shared().client().connect()) {
            RedisQuotaLedger ledger = new RedisQuotaLedger(store);
            ledger.setLimit(TEAM, QuotaLimit.of(10));
            reserve(ledger, "a", 4);

            raw.sync().scriptFlush();

            assertThat(reserve(ledger, "b", 6)).isEqualTo(new ReserveResult.Granted());
        }
    }

    @Test
    @Tag("R1.6")
    @DisplayName("holds once where an answer was lost and the operation is repeated")
    void repeatedAfterTimeout() {
        RedisStoreSettings settings = TestRedis.space();
        try (TestRedis server = TestRedis.own();
                RedisStore store = RedisStore.of(server.client(), settings);
                RedisStore hasty = RedisStore.of(server.client(), settings.withTimeout(Duration.ofMillis(100)));
                StatefulRedisConnection<String, String> raw = server.client().connect()) {
            new RedisQuotaLedger(store).setLimit(TEAM, QuotaLimit.of(10));
            RedisQuotaLedger ledger = new RedisQuotaLedger(hasty);
            insist(() -> ledger.balance(TEAM));
            reserve(ledger, "warm", 0);

            sleep(raw, "0.5");
            assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> reserve(ledger, "a", 4));

            assertThat(insist(() -> reserve(ledger, "a", 4)))
                    .isEqualTo(new ReserveResult.Replay(ReservationState.HELD));
            assertThat(ledger.balance(TEAM)).contains(new AccountBalance(QuotaLimit.of(10), 4, 0, 0));
        }
    }

    @Test
    @Tag("R1.6")
    @DisplayName("refuses a reserve that another node's release overtook")
    void lateReserve() {
        RedisStoreSettings settings = TestRedis.space();
        try (RedisStore one = RedisStore.of(TestRedis.shared().client(), settings);
                RedisStore other = RedisStore.of(TestRedis.shared().client(), settings)) {
            RedisQuotaLedger ledger = new RedisQuotaLedger(one);
            ledger.setLimit(TEAM, QuotaLimit.of(10));

            new RedisQuotaLedger(other).release(new ReservationId("a"), "unclear");

            assertThat(reserve(ledger, "a", 4)).isEqualTo(new ReserveResult.Replay(ReservationState.RELEASED));
            assertThat(ledger.balance(TEAM)).contains(new AccountBalance(QuotaLimit.of(10), 0, 0, 0));
        }
    }

    @Test
    @Tag("R1.3")
    @DisplayName("gives no unit over the limit to many threads on two connections")
    void neverOverTheLimit() throws Exception {
        RedisStoreSettings settings = TestRedis.space();
        try (RedisStore one = RedisStore.of(TestRedis.shared().client(), settings);
                RedisStore other = RedisStore.of(TestRedis.shared().client(), settings)) {
            new RedisQuotaLedger(one).setLimit(TEAM, QuotaLimit.of(500));
            ExecutorService pool = Executors.newFixedThreadPool(16);
            try {
                List<Future<Integer>> granted = new ArrayList<>();
                for (int t = 0; t < 16; t++) {
                    int thread = t;
                    RedisQuotaLedger ledger = new RedisQuotaLedger(thread % 2 == 0 ? one : other);
                    granted.add(pool.submit(() -> {
                        int mine = 0;
                        for (int i = 0; i < 100; i++) {
                            mine += reserve(ledger, thread + "-" + i, 1) instanceof ReserveResult.Granted ? 1 : 0;
                        }
                        return mine;
                    }));
                }
                int sum = 0;
                for (Future<Integer> each : granted) {
                    sum += each.get();
                }
                assertThat(sum).isEqualTo(500);
            } finally {
                pool.shutdownNow();
            }
        }
    }

    @Test
    @DisplayName("with a replica to wait for, is unclear without one, gives the first result when repeated with one")
    void replicas() {
        RedisStoreSettings settings = TestRedis.space();
        try (TestRedis master = TestRedis.own("repl-diskless-sync-delay 0");
                RedisStore store = RedisStore.of(master.client(), settings.withReplicas(1, Duration.ofMillis(100)))) {
            RedisQuotaLedger ledger = new RedisQuotaLedger(store);
            assertThatThrownBy(() -> ledger.setLimit(TEAM, QuotaLimit.of(10)))
                    .isInstanceOf(LedgerUnavailableException.class)
                    .cause()
                    .hasMessageContaining("0 of 1");
            assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> reserve(ledger, "a", 4));
            assertThatExceptionOfType(LedgerUnavailableException.class)
                    .as("repeated, it writes nothing and must wait all the same")
                    .isThrownBy(() -> reserve(ledger, "a", 4));

            try (TestRedis replica = TestRedis.own("replicaof 127.0.0.1 " + master.port())) {
                assertThat(insist(() -> reserve(ledger, "a", 4)))
                        .isEqualTo(new ReserveResult.Replay(ReservationState.HELD));
                assertThat(ledger.release(new ReservationId("a"), "test")).isInstanceOf(SettleResult.Done.class);
                try (StatefulRedisConnection<String, String> raw =
                        replica.client().connect()) {
                    assertThat(raw.sync().hget(settings.keyPrefix() + ":reservation:a", "state"))
                            .isEqualTo("RELEASED");
                }
            }
        }
    }

    @Test
    @DisplayName("is closed for good once its store is closed")
    void closed() {
        RedisStore store = TestRedis.shared().store();
        RedisQuotaLedger ledger = new RedisQuotaLedger(store);
        ledger.balance(TEAM);

        store.close();
        store.close();

        assertThatExceptionOfType(LedgerUnavailableException.class).isThrownBy(() -> ledger.balance(TEAM));
    }

    private static ReserveResult reserve(RedisQuotaLedger ledger, String id, long amount) {
        return ledger.reserve(new ReservationId(id), List.of(TEAM), amount, TTL);
    }

    /** As the router's retries do, only longer. */
    private static <T> T insist(Supplier<T> operation) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            try {
                return operation.get();
            } catch (LedgerUnavailableException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    /** The server is deaf for so many seconds. */
    private static void sleep(StatefulRedisConnection<String, String> raw, String seconds) {
        CommandArgs<String, String> arguments =
                new CommandArgs<>(StringCodec.UTF8).add("SLEEP").add(seconds);
        raw.async().dispatch(CommandType.DEBUG, new StatusOutput<>(StringCodec.UTF8), arguments);
        raw.flushCommands();
    }
}
