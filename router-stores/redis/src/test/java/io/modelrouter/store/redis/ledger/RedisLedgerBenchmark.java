package io.modelrouter.store.redis.ledger;

import io.lettuce.core.RedisFuture;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.store.redis.RedisStore;
import io.modelrouter.store.redis.TestRedis;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Pairs of hold and settle in a second, beside bare pairs on the same server: two transactions (MULTI, two HINCRBY, EXEC) on
 * a connection for each thread, and two scripts of two HINCRBY on one connection for all threads, as the ledger has it. The
 * server writes its append-only file as the argument says ({@code always}, which is the default, or {@code everysec}).
 */
public final class RedisLedgerBenchmark {
    private static final String TWO_COMMANDS =
            "redis.call('HINCRBY', KEYS[1], 'held', ARGV[1]) return redis.call('HINCRBY', KEYS[1], 'used', ARGV[1])";

    /** Numbers of the first measurement; those of the warm-up are below, those of the second are twice as high. */
    private static final long FIRST = 1L << 40;

    private static LongSupplier cpuMicros = () -> 0;

    private RedisLedgerBenchmark() {}

    private interface Pair {
        void run(int thread, long number) throws Exception;
    }

    /** @param args how often the append-only file is synced, and seconds for each measurement (default 5) */
    public static void main(String[] args) throws Exception {
        String fsync = args.length > 0 ? args[0] : "always";
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        try (TestRedis server = TestRedis.own("appendfsync " + fsync);
                RedisStore store = server.store();
                StatefulRedisConnection<String, String> shared = server.client().connect()) {
            System.out.printf(
                    "%-44s %12s %12s %18s   appendfsync %s%n",
                    "pairs / s", "1 thread", "8 threads", "server CPU us/pair", fsync);
            cpuMicros = () -> serverMicros(shared.sync().info("cpu"));
            List<StatefulRedisConnection<String, String>> own = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                own.add(server.client().connect());
                own.get(i).setAutoFlushCommands(false);
            }
            measure("bare: 2 x MULTI, 2 HINCRBY, EXEC", seconds, (thread, number) -> {
                transaction(own.get(thread));
                transaction(own.get(thread));
            });
            String sha = shared.sync().scriptLoad(TWO_COMMANDS);
            measure("bare: 2 x script of 2 HINCRBY", seconds, (thread, number) -> {
                script(shared.async(), sha);
                script(shared.async(), sha);
            });
            RedisQuotaLedger ledger = new RedisQuotaLedger(store);
            AccountId user = AccountId.user("bench");
            ledger.setLimit(user, QuotaLimit.UNLIMITED);
            measure("ledger: reserve + confirm, 1 account", seconds, (thread, number) -> {
                pair(ledger, "one-" + thread + "-" + number, List.of(user));
            });
            AccountId token = AccountId.token("bench");
            AccountId team = AccountId.team("bench");
            ledger.setLimit(token, QuotaLimit.of(Long.MAX_VALUE));
            ledger.setLimit(team, QuotaLimit.of(Long.MAX_VALUE));
            measure("ledger: reserve + confirm, 3 accounts", seconds, (thread, number) -> {
                pair(ledger, "three-" + thread + "-" + number, List.of(user, token, team));
            });
            String records = store.settings().keyPrefix() + ":reservation:";
            System.out.printf(
                    "bytes of a settled reservation: %d with 1 account, %d with 3%n",
                    shared.sync().memoryUsage(records + "one-0-" + FIRST),
                    shared.sync().memoryUsage(records + "three-0-" + FIRST));
        }
        System.exit(0);
    }

    private static void pair(RedisQuotaLedger ledger, String id, List<AccountId> accounts) {
        ReservationId reservation = new ReservationId(id);
        ledger.reserve(reservation, accounts, 1_000_000, Duration.ofMinutes(10));
        ledger.confirm(reservation, 900_000, UsageSource.REPORTED);
    }

    /** All of it in one packet. */
    private static void transaction(StatefulRedisConnection<String, String> own) throws Exception {
        RedisAsyncCommands<String, String> redis = own.async();
        redis.multi();
        redis.hincrby("bare", "held", 1);
        redis.hincrby("bare", "used", 1);
        RedisFuture<TransactionResult> done = redis.exec();
        own.flushCommands();
        done.get(10, TimeUnit.SECONDS);
    }

    private static void script(RedisAsyncCommands<String, String> redis, String sha) throws Exception {
        RedisFuture<Long> done = redis.evalsha(sha, ScriptOutputType.INTEGER, new String[] {"bare"}, "1");
        done.get(10, TimeUnit.SECONDS);
    }

    private static void measure(String name, int seconds, Pair pair) throws Exception {
        run(8, 2, pair, 0);
        double one = run(1, seconds, pair, FIRST);
        long before = cpuMicros.getAsLong();
        double eight = run(8, seconds, pair, 2 * FIRST);
        double cpu = (cpuMicros.getAsLong() - before) / (eight * seconds);
        System.out.printf("%-44s %,12.0f %,12.0f %18.0f%n", name, one, eight, cpu);
    }

    /** What the server has computed so far; says something on a busy machine too. */
    private static long serverMicros(String info) {
        double seconds = 0;
        for (String line : info.split("\r?\n")) {
            if (line.startsWith("used_cpu_sys:") || line.startsWith("used_cpu_user:")) {
                seconds += Double.parseDouble(line.substring(line.indexOf(':') + 1));
            }
        }
        return (long) (seconds * 1e6);
    }

    private static double run(int threads, int seconds, Pair pair, long firstNumber) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            long start = System.nanoTime();
            long end = start + TimeUnit.SECONDS.toNanos(seconds);
            List<Future<Long>> counts = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int thread = t;
                counts.add(pool.submit(() -> {
                    long number = firstNumber;
                    while (System.nanoTime() < end) {
                        pair.run(thread, number++);
                    }
                    return number - firstNumber;
                }));
            }
            long sum = 0;
            for (Future<Long> count : counts) {
                sum += count.get();
            }
            return sum / ((System.nanoTime() - start) / 1e9);
        } finally {
            pool.shutdownNow();
        }
    }
}
