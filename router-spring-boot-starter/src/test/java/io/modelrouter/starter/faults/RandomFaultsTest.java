package io.modelrouter.starter.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.ModelRouter;
import io.modelrouter.RoutedCall;
import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenHash;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.channel.Timeouts;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.auth.InMemoryTokenStore;
import io.modelrouter.core.pipeline.RouterSettings;
import io.modelrouter.core.quota.InMemoryQuotaLedger;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.providers.claude.ClaudeClient;
import io.modelrouter.providers.gemini.GeminiClient;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.HttpTransportSettings;
import io.modelrouter.providers.openai.OpenAiClient;
import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.QuotaLimit;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A thousand callers at a time, each with one stream after the other, in all dialects to all dialects, while upstreams fail
 * at random. Ten seconds, or as many as {@code -Dmodelrouter.soak} says; {@code -Dmodelrouter.seed} repeats the choices.
 */
@DisplayName("A thousand streams before upstreams that fail at random")
class RandomFaultsTest {
    private static final int CALLERS = 1_000;
    private static final int CHANNELS_EACH = 3;
    private static final long SECONDS = Long.getLong("modelrouter.soak", 10);
    private static final long SEED = Long.getLong("modelrouter.seed", 20_261_121);
    private static final AccountId ACCOUNT = new AccountId("token:" + FaultyWorld.TOKEN);

    private final RandomUpstream upstream = new RandomUpstream(SEED);
    private final HttpTransport transport = new HttpTransport(HttpTransportSettings.builder()
            .allowHttp(true)
            .allowPrivateAddresses(true)
            .maxIdleConnections(CALLERS)
            .build());
    private final InMemoryQuotaLedger ledger = new InMemoryQuotaLedger(System::nanoTime);
    private final Book book = new Book();
    private final Map<String, LongAdder> endings = new ConcurrentHashMap<>();
    private final ScheduledExecutorService cancels = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "test-cancels");
        thread.setDaemon(true);
        return thread;
    });

    /** Which calls began and ended, how often, and what the log was told. */
    private static final class Book implements RouterListener {
        final Map<String, AtomicInteger> begun = new ConcurrentHashMap<>();
        final Map<String, AtomicInteger> ended = new ConcurrentHashMap<>();
        final Queue<CallRecord> records = new ConcurrentLinkedQueue<>();
        final Queue<String> logged = new ConcurrentLinkedQueue<>();

        @Override
        public void callStarted(String callId, Dialect dialect, String model, boolean stream) {
            begun.computeIfAbsent(callId, id -> new AtomicInteger()).incrementAndGet();
        }

        @Override
        public void callEnded(CallRecord record) {
            ended.computeIfAbsent(record.id(), id -> new AtomicInteger()).incrementAndGet();
            records.add(record);
        }
    }

    private ModelRouter router() {
        Duration soon = Duration.ofSeconds(2);
        Timeouts timeouts = new Timeouts(
                Duration.ofSeconds(10),
                soon,
                soon,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10));
        List<Channel> channels = new ArrayList<>();
        for (Vendor vendor : Vendor.values()) {
            for (int i = 0; i < CHANNELS_EACH; i++) {
                channels.add(FaultyWorld.channel(vendor + "-" + i, vendor, upstream.server.url())
                        .models("to-" + vendor)
                        .mapModel("to-" + vendor, "m")
                        .timeouts(timeouts)
                        .build());
            }
            // patient, for streams that are held on purpose
            channels.add(FaultyWorld.channel(vendor + "-hold", vendor, upstream.server.url())
                    .models("hold-" + vendor)
                    .mapModel("hold-" + vendor, "m")
                    .build());
        }
        Price price = Price.of(BigDecimal.ONE, BigDecimal.valueOf(2));
        ledger.setLimit(ACCOUNT, QuotaLimit.of(Long.MAX_VALUE / 4));
        return ModelRouterBuilder.create(channels.toArray(new Channel[0]))
                .provider(new OpenAiClient(transport))
                .provider(new ClaudeClient(transport))
                .provider(new GeminiClient(transport))
                .tokens(new InMemoryTokenStore()
                        .put(
                                TokenHash.of(Secret.of(FaultyWorld.KEY)),
                                Token.builder(FaultyWorld.TOKEN).build()))
                .ledger(ledger)
                .prices(model -> Optional.of(price))
                .listener(book)
                .callLog(record -> book.logged.add(record.id()))
                .settings(RouterSettings.builder()
                        .maxEvent(Fault.Limits.EVENT)
                        .maxStream(Fault.Limits.STREAM)
                        .maxInFlight(CALLERS)
                        .maxInFlightPerToken(CALLERS)
                        .maxInFlightPerChannel(CALLERS)
                        // so short that half-open probes happen all the time
                        .health(Settings.health(
                                Map.of("cooldown", Duration.ofMillis(50), "longest", Duration.ofMillis(200))))
                        .build())
                .build();
    }

    private static RouterRequest request(Vendor client, Vendor to) {
        return client.request(true).withModel("to-" + to);
    }

    /** One call of a caller, in one of the ways to make it. */
    private String call(ModelRouter router, SplittableRandom random) throws InterruptedException {
        Vendor[] vendors = Vendor.values();
        Vendor client = vendors[random.nextInt(vendors.length)];
        // every other call goes to its own dialect
        Vendor to = random.nextBoolean() ? client : vendors[random.nextInt(vendors.length)];
        RoutedCall call = router.newCall(request(client, to), Ending.context());
        switch (random.nextInt(16)) {
            case 0:
            case 1:
                return Ending.ofEvents(client, call);
            case 2:
            case 3:
                return Ending.ofPublisher(client, call);
            case 4:
                return Ending.ofLeaving(client, call, random.nextInt(2_000));
            case 5:
                cancels.schedule(call::cancel, random.nextInt(2_000), TimeUnit.MILLISECONDS);
                return Ending.ofBytes(client, call, true);
            default:
                return Ending.ofBytes(client, call, false);
        }
    }

    private void callUntil(ModelRouter router, long end, SplittableRandom random) {
        while (System.nanoTime() < end) {
            String ending;
            try {
                ending = call(router, random);
            } catch (Throwable e) {
                ending = Ending.WRONG + e;
            }
            endings.computeIfAbsent(ending, word -> new LongAdder()).increment();
            if (!ending.startsWith("complete")) {
                // as a client would
                LockSupport.parkNanos(random.nextLong(100_000_000));
            }
        }
    }

    @Test
    @Tag("R1.2")
    @Tag("R1.7")
    @Tag("R2.1")
    @Tag("R3.3")
    @Tag("R4.2")
    @Tag("R4.3")
    @Tag("R4.4")
    @Tag("R5.2")
    void allEndOnceInAStateAClientUnderstandsAndLeaveNothingBehind() throws Exception {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        try (upstream) {
            try (ModelRouter router = router()) {
                run(router);
                checkTheBooks();
                checkThatEveryChannelIsUsedAgain(router);
                checkThatEveryPlaceIsFreeAgain(router);
                checkTheBooks();
            }
            assertThat(book.logged).as("call log").containsExactlyInAnyOrderElementsOf(ids(book.records));
            cancels.shutdownNow();
            transport.close();
            awaitNoConnections();
        }
        awaitNoThreads(before);
    }

    private void run(ModelRouter router) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < CALLERS; i++) {
            SplittableRandom random = new SplittableRandom(SEED ^ (i * 0x9E3779B97F4A7C15L));
            callers.add(start(() -> callUntil(router, end, random)));
        }
        join(callers);
        Map<String, Long> counted = new TreeMap<>();
        endings.forEach((word, count) -> counted.put(word, count.sum()));
        System.out.printf(
                "%d s, seed %d: %d calls, %d upstream failures; %s%n",
                SECONDS, SEED, book.records.size(), upstream.failed.sum(), counted);
        assertThat(counted.keySet()).noneMatch(word -> word.startsWith(Ending.WRONG));
        assertThat(counted).containsKeys("complete", "broke off honestly");
    }

    private static Thread start(Runnable work) {
        Thread thread = new Thread(null, work, "test-caller", 256 << 10);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        for (Thread thread : threads) {
            thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
            assertThat(thread.isAlive()).as("a call hangs").isFalse();
        }
    }

    private static List<String> ids(Collection<CallRecord> records) {
        return records.stream().map(CallRecord::id).toList();
    }

    private void checkTheBooks() throws InterruptedException {
        awaitEqual(book.begun::size, book.ended::size);
        assertThat(book.begun.values()).allMatch(count -> count.get() == 1);
        assertThat(book.ended.values()).allMatch(count -> count.get() == 1);
        assertThat(book.ended.keySet()).isEqualTo(book.begun.keySet());
        assertThat(book.records).noneMatch(record -> record.error() == RouterErrorCode.INTERNAL);
        AccountBalance balance = ledger.balance(ACCOUNT).orElseThrow();
        assertThat(balance.held()).as("held").isZero();
        assertThat(balance.overage()).isZero();
        long charged = book.records.stream()
                .mapToLong(record -> record.costNanos().orElseThrow())
                .sum();
        assertThat(balance.used()).as("charged").isEqualTo(charged);
    }

    /** The end of a publisher is heard a moment before its call is settled. */
    private static void awaitEqual(java.util.function.IntSupplier one, java.util.function.IntSupplier other) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (one.getAsInt() != other.getAsInt() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    /** A probe that had kept its place would keep its channel from being called for two minutes. */
    private void checkThatEveryChannelIsUsedAgain(ModelRouter router) throws InterruptedException {
        upstream.recover();
        Set<String> serving = new HashSet<>();
        Map<String, LongAdder> words = new TreeMap<>();
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (serving.size() < CHANNELS_EACH * Vendor.values().length && System.nanoTime() < deadline) {
            for (Vendor vendor : Vendor.values()) {
                String word = Ending.ofBytes(vendor, router.newCall(request(vendor, vendor), Ending.context()), false);
                words.computeIfAbsent(vendor + " " + word, w -> new LongAdder()).increment();
                CallRecord record = List.copyOf(book.records).get(book.records.size() - 1);
                if (record.succeeded()) {
                    serving.add(record.channel());
                }
            }
        }
        assertThat(serving)
                .as("channels that serve again; calls were %s", words)
                .hasSize(CHANNELS_EACH * Vendor.values().length);
    }

    /** The limit of calls in flight is as high as the load was: so many calls still fit in at once, and no more. */
    private void checkThatEveryPlaceIsFreeAgain(ModelRouter router) throws InterruptedException {
        upstream.hold(CALLERS);
        List<Thread> callers = new ArrayList<>();
        Queue<String> words = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < CALLERS; i++) {
            Vendor client = Vendor.values()[i % 4];
            Vendor to = Vendor.values()[i / 4 % 4];
            RoutedCall call = router.newCall(client.request(true).withModel("hold-" + to), Ending.context());
            callers.add(start(() -> words.add(Ending.ofBytes(client, call, false))));
        }
        assertThat(upstream.awaitHeld()).as("all streams are open at once").isTrue();
        RouterErrorCode oneMore = null;
        try {
            router.newCall(request(Vendor.CHAT, Vendor.CHAT), Ending.context())
                    .wire()
                    .close();
        } catch (RouterException e) {
            oneMore = e.code();
        }
        upstream.letGo();
        join(callers);
        assertThat(oneMore).isEqualTo(RouterErrorCode.OVERLOADED);
        assertThat(words).hasSize(CALLERS).allMatch("complete"::equals);
    }

    private void awaitNoConnections() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (upstream.server.connectionsOpen() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        assertThat(upstream.server.connectionsOpen()).as("open sockets").isZero();
    }

    /** The router's own threads, its pool's and its transport's end with it; each is waited for, within reason. */
    private static void awaitNoThreads(Set<Thread> before) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!before.contains(thread) && thread.getName().startsWith("modelrouter")) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
                assertThat(thread.isAlive())
                        .as("thread %s is left", thread.getName())
                        .isFalse();
            }
        }
    }
}
