package io.modelrouter.store.jdbc.ledger;

import com.zaxxer.hikari.HikariDataSource;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.store.jdbc.Engine;
import io.modelrouter.store.jdbc.JdbcDatabase;
import io.modelrouter.store.jdbc.Migrations;
import io.modelrouter.store.jdbc.Servers;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hold + settle pairs a second, beside the least that any ledger on the same server could do: two transactions by hand, each
 * of which updates one row. Each thread has an account of its own ("own"), or all share one ("shared"), where only one
 * transaction at a time can be on its way to the disk. Arguments: seconds for each cell (default 5), then engines.
 */
public final class LedgerBenchmark {
    private static final Duration TTL = Duration.ofMinutes(10);

    private final int seconds;
    private final AtomicLong number = new AtomicLong();

    private LedgerBenchmark(int seconds) {
        this.seconds = seconds;
    }

    private interface Pair {
        void make(int account) throws SQLException;
    }

    /** @param args see the class */
    public static void main(String[] args) throws Exception {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
        List<Engine> engines = new ArrayList<>();
        for (int i = 1; i < args.length; i++) {
            engines.add(Engine.valueOf(args[i].toUpperCase(Locale.ROOT)));
        }
        if (engines.isEmpty()) {
            engines.addAll(List.of(Engine.POSTGRESQL, Engine.H2, Engine.MARIADB));
        }
        System.out.println("| engine | threads | accounts | bare pairs/s | ledger pairs/s | share |");
        System.out.println("|---|---|---|---|---|---|");
        LedgerBenchmark benchmark = new LedgerBenchmark(seconds);
        for (Engine engine : engines) {
            benchmark.run(engine);
        }
        System.exit(0);
    }

    private void run(Engine engine) throws Exception {
        String url = engine == Engine.H2 ? Servers.h2File() : Servers.url(engine);
        try (HikariDataSource pool = Servers.pool(url, engine, 8)) {
            Migrations.migrate(pool);
            JdbcQuotaLedger ledger = new JdbcQuotaLedger(JdbcDatabase.of(pool));
            prepare(pool, ledger);
            measure(pool, ledger, 8, false, 2);
            for (int threads : new int[] {1, 8}) {
                print(engine, threads, "own", measure(pool, ledger, threads, false, seconds));
            }
            print(engine, 8, "shared", measure(pool, ledger, 8, true, seconds));
        }
    }

    private static void print(Engine engine, int threads, String accounts, double[] rates) {
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %s | %.0f | %.0f | %.0f %% |%n",
                engine,
                threads,
                accounts,
                rates[0],
                rates[1],
                100 * rates[1] / rates[0]);
    }

    private static void prepare(HikariDataSource pool, JdbcQuotaLedger ledger) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE bare (id INT PRIMARY KEY, n BIGINT NOT NULL)");
            for (int i = 0; i < 8; i++) {
                statement.execute("INSERT INTO bare (id, n) VALUES (" + i + ", 0)");
                ledger.setLimit(account(i), QuotaLimit.of(Long.MAX_VALUE));
            }
        }
    }

    /** Bare and ledger in turns, half a second each, so that both meet the same machine. */
    private double[] measure(HikariDataSource pool, JdbcQuotaLedger ledger, int threads, boolean shared, int time)
            throws Exception {
        double[] sums = new double[2];
        int turns = Math.max(1, time);
        for (int turn = 0; turn < turns; turn++) {
            sums[0] += rate(threads, shared, account -> bare(pool, account));
            sums[1] += rate(threads, shared, account -> pair(ledger, account));
        }
        return new double[] {sums[0] / turns, sums[1] / turns};
    }

    private static double rate(int threads, boolean shared, Pair pair) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            long start = System.nanoTime();
            long end = start + 1_000_000_000L;
            List<Future<Long>> counts = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int account = shared ? 0 : t;
                counts.add(executor.submit(() -> {
                    long count = 0;
                    while (System.nanoTime() < end) {
                        pair.make(account);
                        count++;
                    }
                    return count;
                }));
            }
            long sum = 0;
            for (Future<Long> count : counts) {
                sum += count.get();
            }
            return sum * 1e9 / (System.nanoTime() - start);
        } finally {
            executor.shutdownNow();
        }
    }

    private static void bare(HikariDataSource pool, int account) throws SQLException {
        for (int i = 0; i < 2; i++) {
            try (Connection connection = pool.getConnection()) {
                connection.setAutoCommit(false);
                try (PreparedStatement statement =
                        connection.prepareStatement("UPDATE bare SET n = n + ? WHERE id = ?")) {
                    statement.setLong(1, 1);
                    statement.setInt(2, account);
                    statement.executeUpdate();
                }
                connection.commit();
            }
        }
    }

    private void pair(JdbcQuotaLedger ledger, int account) {
        ReservationId id = new ReservationId("bench-" + number.incrementAndGet());
        ledger.reserve(id, List.of(account(account)), 1_000, TTL);
        ledger.confirm(id, 700, UsageSource.REPORTED);
    }

    private static AccountId account(int number) {
        return new AccountId("bench:" + number);
    }
}
