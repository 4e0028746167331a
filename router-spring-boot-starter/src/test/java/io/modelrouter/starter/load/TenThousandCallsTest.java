package io.modelrouter.starter.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.PlainClient;
import io.modelrouter.starter.sdk.RunningGateway;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("Ten thousand mixed calls, 64 at a time,")
class TenThousandCallsTest {
    private static final int CALLS = 10_000;
    private static final int AT_A_TIME = 64;
    private static final int TOKENS = 4;
    /** Ten tokens at one credit for a million and five at two. */
    private static final long COST = 10 * 1_000 + 5 * 2_000;

    private static final Map<String, String> TYPE_WHOLE = Map.of("content-type", "application/json");
    private static final Map<String, String> TYPE_STREAM = Map.of("content-type", "text/event-stream");

    private final CountDownLatch letGo = new CountDownLatch(1);
    private final CountDownLatch allIn = new CountDownLatch(AT_A_TIME);
    private volatile boolean holding;

    /** Answers at once, unless calls are held. */
    private void answer(LoopbackUpstream.Request request, LoopbackUpstream.Wire wire) throws java.io.IOException {
        TinyDialect dialect = TinyDialect.of(request.target());
        boolean stream = request.target().contains(":stream") || request.text().contains("\"stream\":true");
        if (holding) {
            allIn.countDown();
            await(letGo);
        }
        if (stream) {
            wire.begin(200, TYPE_STREAM);
            wire.write(dialect.answer(true));
            wire.end();
        } else {
            wire.whole(200, TYPE_WHOLE, dialect.answer(false));
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Object> settings() {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (int i = 0; i < TOKENS; i++) {
            settings.putAll(RunningGateway.token(1 + i, "team-" + i, key(i), "quota", "1000"));
        }
        settings.put("model-router.prices[0].model", "*");
        settings.put("model-router.prices[0].input", "1");
        settings.put("model-router.prices[0].output", "2");
        settings.put("model-router.cost-in-usage", "false");
        settings.put("model-router.limits.max-in-flight", AT_A_TIME);
        return settings;
    }

    private static String key(int token) {
        return "sk-team-" + token + "-0123456789abcdef";
    }

    /** One of the eight kinds of call, by one of the tokens. */
    private static HttpResponse<byte[]> call(PlainClient client, RunningGateway gateway, int number) {
        TinyDialect dialect = TinyDialect.values()[number % 4];
        boolean stream = number / 4 % 2 == 1;
        return client.post(gateway, dialect.path(stream), key(number / 8 % TOKENS), dialect.request(stream));
    }

    private static byte[] expected(int number) {
        return TinyDialect.values()[number % 4].answer(number / 4 % 2 == 1);
    }

    /** How many calls went wrong, and how. */
    private static Map<String, Integer> run(PlainClient client, RunningGateway gateway, int calls) throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(AT_A_TIME, work -> new Thread(work, "test-caller"));
        AtomicInteger next = new AtomicInteger();
        Map<String, Integer> wrong = new java.util.concurrent.ConcurrentHashMap<>();
        try {
            List<Callable<Object>> work = new ArrayList<>();
            for (int i = 0; i < AT_A_TIME; i++) {
                work.add(Executors.callable(() -> {
                    int number;
                    while ((number = next.getAndIncrement()) < calls) {
                        HttpResponse<byte[]> response = call(client, gateway, number);
                        if (response.statusCode() != 200 || !Arrays.equals(response.body(), expected(number))) {
                            wrong.merge(response.statusCode() + " " + new String(response.body()), 1, Integer::sum);
                        }
                    }
                }));
            }
            for (Future<Object> caller : callers.invokeAll(work)) {
                caller.get();
            }
        } finally {
            callers.shutdownNow();
        }
        return wrong;
    }

    /** Threads of the router and of its server, by pool. */
    private static Map<String, Long> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(thread -> thread.getName().replaceAll("[-.]?\\d+.*$", ""))
                .filter(name ->
                        name.startsWith("modelrouter") || name.startsWith("http-nio") || name.contains("OkHttp"))
                .collect(Collectors.groupingBy(name -> name, java.util.TreeMap::new, Collectors.counting()));
    }

    @Test
    @Tag("R1.2")
    @Tag("R1.7")
    @Tag("R5.2")
    void leaveNoErrorNoThreadNoConnectionAndNoHeldQuotaBehind() throws Exception {
        PlainClient client = new PlainClient();
        try (LoopbackUpstream upstream = LoopbackUpstream.start(this::answer).forgetful()) {
            RunningGateway gateway = RunningGateway.before(upstream, settings());
            try (gateway) {
                assertThat(run(client, gateway, CALLS)).isEmpty();

                assertThat(upstream.requestCount()).isEqualTo(CALLS);
                List<CallRecord> records = gateway.calls().records();
                assertThat(records).hasSize(CALLS);
                assertThat(records.stream().map(CallRecord::id).distinct()).hasSize(CALLS);
                assertThat(records).allMatch(CallRecord::succeeded).allMatch(r -> r.source() == UsageSource.REPORTED);
                checkMoney(gateway, records);
                assertThat(upstream.connectionsAccepted()).isLessThanOrEqualTo(2 * AT_A_TIME);
                Map<String, Long> threads = threads();
                System.out.printf(
                        "%d calls: %d connections to the upstream, %d of them open; threads: %s%n",
                        CALLS, upstream.connectionsAccepted(), upstream.connectionsOpen(), threads);
                assertThat(threads.getOrDefault("modelrouter-call", 0L)).isLessThanOrEqualTo(AT_A_TIME + 2);

                checkThatEveryPlaceIsFreeAgain(client, gateway);
            }
            assertThat(upstream.connectionsOpen())
                    .as("connections open after the end")
                    .isZero();
        }
        awaitNoThreads();
    }

    private static void checkMoney(RunningGateway gateway, List<CallRecord> records) {
        long used = 0;
        for (int i = 0; i < TOKENS; i++) {
            String token = "team-" + i;
            long charged = records.stream()
                    .filter(record -> record.token().equals(token))
                    .mapToLong(record -> record.costNanos().orElseThrow())
                    .sum();
            assertThat(gateway.balance(token).held()).as("held of %s", token).isZero();
            assertThat(gateway.balance(token).overage()).isZero();
            assertThat(gateway.balance(token).used()).as("used of %s", token).isEqualTo(charged);
            used += charged;
        }
        assertThat(used).isEqualTo(CALLS * COST);
    }

    /** The limit of calls in flight is as high as the load was: so many calls still fit in at once, and no more. */
    private void checkThatEveryPlaceIsFreeAgain(PlainClient client, RunningGateway gateway) throws Exception {
        holding = true;
        ExecutorService callers = Executors.newFixedThreadPool(AT_A_TIME, work -> new Thread(work, "test-caller"));
        try {
            List<Future<HttpResponse<byte[]>>> answers = new ArrayList<>();
            for (int i = 0; i < AT_A_TIME; i++) {
                int number = i;
                answers.add(callers.submit(() -> call(client, gateway, number)));
            }
            await(allIn);
            HttpResponse<byte[]> oneMore = call(client, gateway, 0);
            assertThat(oneMore.statusCode()).isEqualTo(503);
            assertThat(oneMore.headers().firstValue("retry-after")).isPresent();
            letGo.countDown();
            for (Future<HttpResponse<byte[]>> answer : answers) {
                assertThat(answer.get().statusCode()).isEqualTo(200);
            }
        } finally {
            letGo.countDown();
            callers.shutdownNow();
        }
        gateway.calls().records();
        for (int i = 0; i < TOKENS; i++) {
            assertThat(gateway.balance("team-" + i).held()).isZero();
        }
    }

    /** The upstream learns of closed connections in its own time. */
    private static void awaitNoConnections(LoopbackUpstream upstream) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (upstream.connectionsOpen() > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(upstream.connectionsOpen())
                .as("connections open after the end")
                .isZero();
    }

    /** After the application has closed, its threads end; each is waited for, as long as it takes within reason. */
    private static void awaitNoThreads() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            String name = thread.getName();
            boolean ours = name.startsWith("modelrouter") || name.startsWith("http-nio") || name.contains("OkHttp");
            if (ours && !name.contains("TaskRunner")) {
                thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime())));
                assertThat(thread.isAlive()).as("thread %s is left", name).isFalse();
            }
        }
    }
}
