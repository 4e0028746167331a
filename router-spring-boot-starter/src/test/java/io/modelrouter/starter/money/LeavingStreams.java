package io.modelrouter.starter.money;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallPage;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.DailyUsage;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.starter.load.RawCaller;
import io.modelrouter.starter.load.TinyDialect;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Streams in all dialects whose clients leave at random points, whose upstreams cut some, for three tokens with accounts of
 * their own, of users, of teams and of one organisation without a limit; then everything is added up.
 */
final class LeavingStreams {
    private static final long SEED = Long.getLong("modelrouter.seed", 20_261_121);
    private static final int AT_A_TIME = 32;
    private static final int TOKENS = 3;
    private static final int MOST_PIECES = 12;
    private static final Pattern ID = Pattern.compile("\"s(\\d{4})\"");

    /** The third token's user is that of the first. */
    private static final List<AccountId> ACCOUNTS = List.of(
            AccountId.token("one"),
            AccountId.token("two"),
            AccountId.token("three"),
            new AccountId("user:u0"),
            new AccountId("user:u1"),
            AccountId.team("t"),
            AccountId.organisation("o"));

    private static final String[] NAMES = {"one", "two", "three"};

    private final int count;
    private final List<CountDownLatch> asked = new ArrayList<>();
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger cut = new AtomicInteger();

    private LeavingStreams(int count) {
        this.count = count;
        for (int i = 0; i < count; i++) {
            asked.add(new CountDownLatch(1));
        }
    }

    /**
     * @param more settings that select a store
     */
    static void addUp(String store, int count, Map<String, ?> more) throws Exception {
        new LeavingStreams(count).run(store, more);
    }

    private static Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (int i = 0; i < TOKENS; i++) {
            String token = "model-router.tokens[" + i + "].";
            settings.put(token + "name", NAMES[i]);
            settings.put(token + "key", "sk-leaving-" + NAMES[i]);
            settings.put(token + "quota", "100.000000007");
            settings.put(token + "user", "u" + i % 2);
            settings.put(token + "team", "t");
            settings.put(token + "organisation", "o");
        }
        String[] limits = {"user:u0", "user:u1", "team:t"};
        for (int i = 0; i < limits.length; i++) {
            settings.put("model-router.accounts[" + i + "].id", limits[i]);
            settings.put("model-router.accounts[" + i + "].quota", "1000.123456789");
        }
        settings.put("model-router.accounts[3].id", "organisation:o");
        settings.put("model-router.accounts[3].unlimited", true);
        String[] multipliers = {"1.0731", "0.9173", "1.3337"};
        for (int i = 0; i < multipliers.length; i++) {
            settings.put("model-router.channels[" + i + "].multiplier", multipliers[i]);
        }
        settings.put("model-router.group-multipliers.default", "0.777");
        settings.put("model-router.prices[0].per-call", "0.0000000133");
        return settings;
    }

    private void run(String store, Map<String, ?> more) throws Exception {
        Map<String, Object> settings = settings();
        settings.putAll(more);
        ExecutorService clients = Executors.newFixedThreadPool(AT_A_TIME);
        long began = System.nanoTime();
        try (LoopbackUpstream upstream = LoopbackUpstream.start((request, wire) -> answer(request, wire))
                        .forgetful();
                MoneyGateway gateway = MoneyGateway.before(upstream, settings)) {
            List<Callable<Void>> calls = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                calls.add(() -> {
                    call(number, gateway.port());
                    return null;
                });
            }
            for (Future<Void> call : clients.invokeAll(calls)) {
                call.get();
            }
            String sums = check(gateway);
            System.out.printf(
                    "%s: %d streams, seed %d, %d clients left, %d cut upstream, %d ms: %s%n",
                    store,
                    count,
                    SEED,
                    left.get(),
                    cut.get(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
                    sums);
        } finally {
            clients.shutdownNow();
        }
    }

    private static SplittableRandom random(int number, int side) {
        return new SplittableRandom(SEED ^ (number * 0x9E3779B97F4A7C15L) ^ side);
    }

    private void answer(LoopbackUpstream.Request request, LoopbackUpstream.Wire wire) throws IOException {
        Matcher id = ID.matcher(request.text());
        if (!id.find()) {
            throw new AssertionError(request.text());
        }
        int number = Integer.parseInt(id.group(1));
        SplittableRandom random = random(number, 1);
        TinyDialect dialect = Told.dialect(request.target());
        asked.get(number).countDown();
        wire.begin(200, Map.of("content-type", "text/event-stream"));
        wire.write(dialect.opening());
        int pieces = random.nextInt(MOST_PIECES);
        for (int i = 0; i < pieces; i++) {
            LockSupport.parkNanos(random.nextLong(4_000_000));
            wire.write(dialect.delta());
        }
        if (random.nextInt(8) == 0) {
            cut.incrementAndGet();
            wire.cut();
            return;
        }
        wire.write(
                random.nextInt(4) == 0
                        ? Told.nothing(dialect.ending())
                        : Told.counts(dialect.ending(), "" + random.nextInt(5_000), "" + random.nextInt(3_000)));
        wire.end();
    }

    private void call(int number, int port) throws Exception {
        SplittableRandom random = random(number, 2);
        TinyDialect dialect = TinyDialect.values()[random.nextInt(4)];
        String model = Told.model("m", dialect);
        byte[] body = Told.request(dialect, true, model, String.format("s%04d", number));
        String key = "sk-leaving-" + NAMES[random.nextInt(TOKENS)];
        try (RawCaller caller = new RawCaller(port).ask(Told.path(dialect, true, model), key, body)) {
            if (random.nextInt(5) == 0) {
                caller.readAll();
                return;
            }
            if (random.nextInt(5) > 0) {
                caller.read(1 + random.nextInt(3_000));
            }
            // a request that the container has not read yet would die with its connection
            assertThat(asked.get(number).await(30, TimeUnit.SECONDS)).isTrue();
            left.incrementAndGet();
            if (random.nextBoolean()) {
                caller.reset();
            }
        }
    }

    private String check(MoneyGateway gateway) {
        List<CallRecord> told = gateway.calls().records();
        assertThat(told).hasSize(count);
        List<CallRecord> logged = logged(gateway);
        assertThat(logged).extracting(CallRecord::id).doesNotHaveDuplicates();
        assertThat(ids(logged)).isEqualTo(ids(told));
        assertThat(logged).as("settled").allMatch(record -> record.settlement() != null);
        for (CallRecord record : logged) {
            BigDecimal factor = record.multipliers().product();
            long cost = record.settlement() == ReservationState.RELEASED
                    ? 0
                    : record.rates().cost(record.usage(), factor);
            assertThat(record.costNanos()).as("cost of %s", record).hasValue(cost);
        }
        List<String> sums = new ArrayList<>();
        for (AccountId account : ACCOUNTS) {
            AccountBalance balance = gateway.balance(account);
            long charged = logged.stream()
                    .filter(record -> record.accounts().contains(account))
                    .mapToLong(record -> record.costNanos().orElseThrow())
                    .reduce(0, Math::addExact);
            assertThat(balance.held()).as("held by %s", account).isZero();
            assertThat(balance.used() + balance.overage())
                    .as("charged to %s", account)
                    .isEqualTo(charged)
                    .isPositive();
            long daily = gateway.history().daily(CallFilter.ofAccount(account), List.of()).stream()
                    .mapToLong(DailyUsage::cost)
                    .reduce(0, Math::addExact);
            assertThat(daily).as("daily sum of %s", account).isEqualTo(charged);
            sums.add(account + "=" + charged);
        }
        long calls = gateway.history().daily(CallFilter.everybody(), List.of()).stream()
                .mapToLong(DailyUsage::calls)
                .sum();
        assertThat(calls).as("calls of the days").isEqualTo(count);
        return sums.toString();
    }

    private static List<String> ids(List<CallRecord> records) {
        return records.stream().map(CallRecord::id).sorted().collect(Collectors.toList());
    }

    /** All records of the call log, once its queue has been written. */
    private List<CallRecord> logged(MoneyGateway gateway) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            List<CallRecord> all = new ArrayList<>();
            String cursor = null;
            do {
                CallPage page = gateway.history().calls(CallFilter.everybody(), cursor, 1_000);
                all.addAll(page.records());
                cursor = page.next();
            } while (cursor != null);
            boolean whole = all.size() >= count && all.stream().allMatch(record -> record.settlement() != null);
            if (whole || System.nanoTime() > deadline) {
                return all;
            }
            LockSupport.parkNanos(10_000_000);
        }
    }
}
