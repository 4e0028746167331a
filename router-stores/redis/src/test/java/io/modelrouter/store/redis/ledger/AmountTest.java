package io.modelrouter.store.redis.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLedger;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.ReserveResult;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.store.redis.RedisScript;
import io.modelrouter.store.redis.RedisStore;
import io.modelrouter.store.redis.TestRedis;
import io.modelrouter.testkit.LedgerModel;
import io.modelrouter.testkit.ManualClock;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Amounts in the scripts")
class AmountTest {
    private static final BigInteger MAX = BigInteger.valueOf(Long.MAX_VALUE);
    private static final long[] EDGES = {
        0,
        1,
        9,
        999_999_999L,
        1_000_000_000L,
        1_000_000_001L,
        1_999_999_999L,
        1L << 32,
        (1L << 53) - 1,
        1L << 53,
        (1L << 53) + 1,
        Long.MAX_VALUE / 2,
        Long.MAX_VALUE / 2 + 1,
        9_223_372_035_999_999_999L,
        9_223_372_036_000_000_000L,
        Long.MAX_VALUE - 1,
        Long.MAX_VALUE
    };

    @Test
    @Tag("R1.2")
    @DisplayName("are added, subtracted and compared as BigInteger does it")
    void likeBigInteger() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        RedisScript probe = RedisScript.of(LedgerScripts.class, "amount.lua", "amount-probe.lua");
        List<String> pairs = new ArrayList<>();
        for (long a : EDGES) {
            for (long b : EDGES) {
                pairs.addAll(List.of(Long.toString(a), Long.toString(b)));
            }
        }
        for (int i = 0; i < 20_000; i++) {
            pairs.addAll(List.of(Long.toString(any(random)), Long.toString(any(random))));
        }
        try (RedisStore store = TestRedis.shared().store()) {
            for (int from = 0; from < pairs.size(); from += 1_000) {
                List<String> batch = pairs.subList(from, Math.min(pairs.size(), from + 1_000));
                List<String> expected = new ArrayList<>();
                for (int i = 0; i < batch.size(); i += 2) {
                    expect(new BigInteger(batch.get(i)), new BigInteger(batch.get(i + 1)), expected);
                }

                assertThat(store.run(probe, batch.toArray(new String[0])))
                        .as("seed %d", seed)
                        .isEqualTo(expected);
            }
        }
    }

    private static void expect(BigInteger a, BigInteger b, List<String> expected) {
        expected.add(a.add(b).toString());
        expected.add(a.subtract(b).max(BigInteger.ZERO).toString());
        expected.add(Boolean.toString(a.compareTo(b) < 0));
        expected.add(a.min(b).toString());
        expected.add(Boolean.toString(a.add(b).compareTo(MAX) > 0));
    }

    /** Of any length, so that small, middle and great meet. */
    private static long any(Random random) {
        return random.nextInt(10) == 0
                ? EDGES[random.nextInt(EDGES.length)]
                : random.nextLong() >>> (1 + random.nextInt(63));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @Tag("R1.2")
    @DisplayName("far beyond 2^53 are counted by the ledger to the last unit, or are an ArithmeticException")
    void greatAmounts(long seed) {
        Random random = new Random(seed);
        ManualClock clock = new ManualClock();
        LedgerModel model = new LedgerModel(clock);
        List<AccountId> accounts = List.of(new AccountId("great"), new AccountId("open"));
        try (RedisStore store = TestRedis.shared().store()) {
            RedisQuotaLedger ledger = TestLedgers.on(store, clock);
            for (QuotaLedger each : List.of(model, ledger)) {
                each.setLimit(accounts.get(0), QuotaLimit.of(Long.MAX_VALUE - seed));
                each.setLimit(accounts.get(1), QuotaLimit.UNLIMITED);
            }
            for (int i = 0; i < 300; i++) {
                Function<QuotaLedger, Object> step = step(i, random, accounts);
                Object expected = outcome(step, model);
                Object found = outcome(step, ledger);
                boolean refusedAnyway = expected.equals("overflow") && found instanceof ReserveResult.Insufficient;
                if (!refusedAnyway) {
                    assertThat(found).as("step %d", i).isEqualTo(expected);
                }
                for (AccountId account : accounts) {
                    AccountBalance right = model.balance(account).orElseThrow();
                    assertThat(ledger.balance(account)).as("after step %d", i).contains(right);
                }
            }
        }
    }

    private static Function<QuotaLedger, Object> step(int number, Random random, List<AccountId> accounts) {
        ReservationId id = new ReservationId("r" + random.nextInt(1 + number));
        long amount = any(random) >>> random.nextInt(8);
        List<AccountId> payers = random.nextBoolean() ? accounts : List.of(accounts.get(random.nextInt(2)));
        return switch (random.nextInt(5)) {
            case 0, 1 ->
                ledger -> ledger.reserve(new ReservationId("r" + number), payers, amount, Duration.ofSeconds(1));
            case 2 -> ledger -> ledger.confirm(id, amount, UsageSource.REPORTED);
            case 3 -> ledger -> ledger.renew(id, Duration.ofMinutes(1), amount);
            default -> ledger -> ledger.release(id, "test");
        };
    }

    private static Object outcome(Function<QuotaLedger, Object> step, QuotaLedger ledger) {
        try {
            return step.apply(ledger);
        } catch (ArithmeticException e) {
            return "overflow";
        }
    }
}
