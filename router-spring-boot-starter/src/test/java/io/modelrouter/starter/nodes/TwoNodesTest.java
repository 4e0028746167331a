package io.modelrouter.starter.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelrouter.quota.AccountBalance;
import io.modelrouter.quota.Credits;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * Each test runs on PostgreSQL and on Redis at the same time. The loads last as short as they can, or as many seconds as
 * {@code -Dmodelrouter.nodes.seconds} says. The order only saves starts: a node that a test ended is started for the next.
 */
@DisplayName("Two gateway processes on one store")
@TestMethodOrder(OrderAnnotation.class)
class TwoNodesTest {
    private static final int SECONDS = Integer.getInteger("modelrouter.nodes.seconds", 0);
    private static final long FIRST_QUOTA = 5_000_000;
    private static final long TOP_UP = 50_000_000;
    /** What a call costs at the most: 3 tokens of prompt and 9 of answer. */
    private static final long DEAREST = 25_926;

    private static NodesByStore stores;

    @BeforeAll
    static void start() {
        stores = NodesByStore.start();
    }

    @AfterAll
    static void stop() {
        stores.close();
    }

    @Test
    @Order(1)
    @Tag("R1.2")
    @Tag("R1.3")
    @DisplayName("never spend more than the quota of a token that both spend at full load, nor lose a nano-credit")
    void quota() {
        stores.each(nodes -> {
            String token = "small";
            String key = nodes.create(0, token, "\"quota\":" + credits(FIRST_QUOTA));
            long hold = hold(nodes);
            long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
            long looks = 0;
            int rounds = 0;
            try (Load load = new Load(nodes, key, "any", TwoNodesTest::assertQuotaUsedUp).start()) {
                while (true) {
                    looks += lookUntilUsedUp(nodes, token, hold);
                    rounds++;
                    if (System.nanoTime() - end >= 0) {
                        break;
                    }
                    topUp(nodes, rounds % 2, token, "round-" + rounds, TOP_UP);
                }
                await().atMost(Duration.ofSeconds(30)).until(() -> bothRefused(load));
                load.stop();
                AccountBalance last = nodes.store.balance(token);
                for (int node = 0; node < 2; node++) {
                    assertQuotaUsedUp(nodes.call(node, key, "any"));
                    assertThat(load.successes(node))
                            .as("successes of node " + node)
                            .isPositive();
                }
                assertThat(nodes.store.balance(token)).isEqualTo(last);
                assertThat(last.held()).isZero();
                assertThat(last.overage()).isZero();
                assertThat(load.nanos()).as("what callers were told").isEqualTo(last.used());
                await().atMost(Duration.ofSeconds(30))
                        .untilAsserted(() -> assertThat(recorded(nodes, token)).isEqualTo(last.used()));
                report(
                        nodes,
                        "%d calls answered, %d refused, %d rounds, %d looks at the balance, 0 violations; limit %d, used %d,"
                                + " recorded %d, overage 0 nano-credits",
                        load.successes(),
                        load.refusals(),
                        rounds,
                        looks,
                        last.limit().nanos().orElseThrow(),
                        last.used(),
                        recorded(nodes, token));
            }
        });
    }

    private static long lookUntilUsedUp(Nodes nodes, String token, long hold) {
        long looks = 0;
        long patience = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (System.nanoTime() - patience < 0) {
            AccountBalance now = nodes.store.balance(token);
            long limit = now.limit().nanos().orElseThrow();
            assertThat(now.used() + now.held()).as("used + held").isLessThanOrEqualTo(limit);
            assertThat(now.overage()).as("overage").isZero();
            looks++;
            if (limit - now.used() < hold && now.held() == 0) {
                return looks;
            }
        }
        throw new AssertionError("the quota was not used up: " + nodes.store.balance(token));
    }

    /** What is held for a call, as it was seen. */
    private static long hold(Nodes nodes) throws Exception {
        String key = nodes.create(0, "sample", "\"quota\":1");
        CompletableFuture<Integer> call = held(nodes, 1, key, "held-sample");
        await().atMost(Duration.ofSeconds(30)).until(() -> nodes.upstream.inFlight("held-sample") == 1);
        long held = nodes.store.balance("sample").held();
        nodes.upstream.letGo("held-sample");
        assertThat(call.get()).isEqualTo(200);
        assertThat(held).isBetween(DEAREST, 2 * DEAREST);
        return held;
    }

    private static long recorded(Nodes nodes, String token) {
        return nodes.store.records(token).stream()
                .mapToLong(record -> record.costNanos().orElse(0))
                .reduce(0, Math::addExact);
    }

    private static void assertQuotaUsedUp(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(402);
        JsonNode error = Nodes.JSON.readTree(answer.body()).get("error");
        assertThat(error.get("code").stringValue()).isEqualTo("insufficient_quota");
        assertThat(error.get("type").stringValue()).isEqualTo("insufficient_quota");
        assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
    }

    @Test
    @Order(2)
    @DisplayName("let no more requests of a token through in a minute than it may make, in sum")
    void requests() {
        stores.each(nodes -> {
            int rate = 60;
            String key = nodes.create(1, "requests", "\"unlimited\":true,\"requestsPerMinute\":" + rate);
            long begin = System.nanoTime();
            try (Load load = new Load(nodes, key, "any", TwoNodesTest::assertLimited).start()) {
                await().atMost(window(2)).until(() -> load.successes() >= rate && bothRefused(load) && isOver(begin));
                load.stop();
                long most = rate + filled(begin, rate);
                assertThat(load.successes()).isBetween(rate, (int) most);
                report(
                        nodes,
                        "%d requests let through, at most %d, %d refused",
                        load.successes(),
                        most,
                        load.refusals());
            }
        });
    }

    @Test
    @Order(3)
    @DisplayName("let no more tokens through in a minute than a token may use, in sum")
    void tokens() {
        stores.each(nodes -> {
            int rate = 1_200;
            String key = nodes.create(1, "tokens", "\"unlimited\":true,\"tokensPerMinute\":" + rate);
            long begin = System.nanoTime();
            try (Load load = new Load(nodes, key, "any", TwoNodesTest::assertLimited).start()) {
                // less than a call takes before it is known what it uses
                await().atMost(window(2)).until(() -> load.tokens() > rate - 40 && bothRefused(load) && isOver(begin));
                load.stop();
                long most = rate + filled(begin, rate);
                assertThat(load.tokens()).isBetween(rate - 40L, most);
                report(nodes, "%d tokens let through, at most %d, %d refused", load.tokens(), most, load.refusals());
            }
        });
    }

    @Test
    @Order(4)
    @DisplayName("let no more calls of a token be in flight than it may have, in sum")
    void inFlight() {
        stores.each(nodes -> {
            int limit = 5;
            String model = "held-flight";
            String key = nodes.create(1, "flights", "\"unlimited\":true,\"maxInFlight\":" + limit);
            long begin = System.nanoTime();
            try (Load load = new Load(nodes, key, model, TwoNodesTest::assertLimited).start()) {
                await().atMost(window(0)).until(() -> nodes.upstream.inFlight(model) == limit && load.refusals() >= 20);
                nodes.upstream.letGo(model);
                await().atMost(window(0)).until(() -> load.successes() >= 50 && isOver(begin));
                load.stop();
                assertThat(nodes.upstream.mostInFlight(model)).isEqualTo(limit);
                assertThat(load.refusals()).isPositive();
                report(nodes, "%d calls, at most %d in flight, %d refused", load.successes(), limit, load.refusals());
            }
        });
    }

    private static void assertLimited(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        assertThat(answer.headers().firstValueAsLong("retry-after").orElse(0)).isPositive();
    }

    private static boolean bothRefused(Load load) {
        return load.refusals(0) > 0 && load.refusals(1) > 0;
    }

    /** What came into a bucket since then, at the most. */
    private static long filled(long begin, int perMinute) {
        return (System.nanoTime() - begin) / 1_000_000 * perMinute / 60_000 + 1;
    }

    private static boolean isOver(long begin) {
        return System.nanoTime() - begin >= Duration.ofSeconds(SECONDS).toNanos();
    }

    private static Duration window(int least) {
        return Duration.ofSeconds(60 + least + SECONDS);
    }

    @Test
    @Order(5)
    @DisplayName(
            "know a token that was made on the other, and its top-up, and refuse it within 5 s of its disabling there")
    void administration() {
        stores.each(nodes -> {
            String key = nodes.create(0, "made", "\"quota\":0.0001");
            assertThat(nodes.status(1, key)).isEqualTo(200);
            await().atMost(Duration.ofSeconds(30)).until(() -> nodes.status(1, key) == 402);
            topUp(nodes, 0, "made", "gift", 100_000_000);
            assertThat(nodes.status(1, key)).isEqualTo(200);

            nodes.admin(0, "modelroutertokens/made/disable", "");
            long begin = System.nanoTime();
            assertThat(nodes.status(0, key)).as("where it was disabled").isEqualTo(401);
            await().atMost(Duration.ofSeconds(5)).until(() -> nodes.status(1, key) == 401);
            report(nodes, "refused on the other node after %d ms", (System.nanoTime() - begin) / 1_000_000);
            nodes.admin(0, "modelroutertokens/made/enable", "");
            await().atMost(Duration.ofSeconds(5)).until(() -> nodes.status(1, key) == 200);
        });
    }

    @Test
    @Order(6)
    @Tag("R1.8")
    @DisplayName("give back what a killed one held, keep what it had charged, and keep what the living one holds")
    void killed() {
        stores.each(nodes -> {
            String token = "shared";
            String model = "held-kill-" + System.nanoTime();
            String key = nodes.create(0, token, "\"quota\":5");
            CompletableFuture<Integer> living = held(nodes, 0, key, model);
            for (int i = 0; i < 3; i++) {
                held(nodes, 1, key, model);
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> nodes.upstream.inFlight(model) == 4);
            long hold = nodes.store.balance(token).held() / 4;
            long begin = System.nanoTime();
            try (Load load = new Load(nodes, key, "any", TwoNodesTest::assertNoRefusal)
                    .mortal(1)
                    .start()) {
                await().atMost(window(0))
                        .until(() -> load.successes(0) >= 20 && load.successes(1) >= 20 && isOver(begin));
                nodes.kill(1);
                AccountBalance before = nodes.store.balance(token);
                long killed = System.nanoTime();
                int served = load.successes(0);
                await().atMost(Duration.ofSeconds(30)).until(() -> load.successes(0) >= served + 20);
                load.stop();
                await().atMost(Nodes.HOLD_TIME.plusSeconds(30))
                        .until(() -> nodes.store.balance(token).held() <= hold);
                long back = System.nanoTime();
                assertThat(nodes.store.balance(token).held())
                        .as("held by the living node")
                        .isEqualTo(hold);
                assertThat(living).isNotDone();
                nodes.upstream.letGo(model);
                assertThat(living.get()).isEqualTo(200);

                AccountBalance after = nodes.store.balance(token);
                assertThat(after.held()).isZero();
                assertThat(after.overage()).isZero();
                assertThat(after.used()).isGreaterThanOrEqualTo(before.used());
                // the held call's cost, and those of calls that were charged when their answers were lost
                assertThat(after.used() - load.nanos()).isBetween(0L, (1 + Load.CALLERS) * DEAREST);
                report(
                        nodes,
                        "killed with %d nano-credits held after %d calls; %d ms later they were back; %d further calls of the"
                                + " other node; charged before %d, after %d",
                        before.held(),
                        load.successes(1),
                        (back - killed) / 1_000_000,
                        load.successes(0) - served,
                        before.used(),
                        after.used());
            }
        });
    }

    private static void assertNoRefusal(HttpResponse<String> answer) {
        throw new AssertionError(answer.statusCode() + " " + answer.body());
    }

    /** A call in the background. */
    private static CompletableFuture<Integer> held(Nodes nodes, int node, String key, String model) {
        CompletableFuture<Integer> status = new CompletableFuture<>();
        Thread caller = new Thread(
                () -> {
                    try {
                        status.complete(nodes.call(node, key, model).statusCode());
                    } catch (Exception e) {
                        status.completeExceptionally(e);
                    }
                },
                "test-held-call");
        caller.setDaemon(true);
        caller.start();
        return status;
    }

    @Test
    @Order(7)
    @DisplayName("keep a top-up when one is started again with the quota that was configured")
    void restart() {
        stores.eachAsLeft(nodes -> {
            long limit = nodes.store.balance(Nodes.CONFIGURED).limit().nanos().orElseThrow();
            assertThat(limit).isEqualTo(Nodes.CONFIGURED_QUOTA);
            await().atMost(Duration.ofSeconds(30)).until(() -> nodes.status(0, Nodes.CONFIGURED_KEY) == 402);
            topUp(nodes, 0, Nodes.CONFIGURED, "before-restart", TOP_UP);
            AccountBalance before = nodes.store.balance(Nodes.CONFIGURED);

            nodes.startAgain(1);

            assertThat(nodes.store.balance(Nodes.CONFIGURED)).isEqualTo(before);
            assertThat(before.limit().nanos()).hasValue(limit + TOP_UP);
            assertThat(nodes.status(1, Nodes.CONFIGURED_KEY)).isEqualTo(200);
            assertThat(nodes.status(0, Nodes.CONFIGURED_KEY)).isEqualTo(200);
        });
    }

    private static void topUp(Nodes nodes, int node, String token, String id, long nanos) throws Exception {
        nodes.admin(
                node,
                "modelrouteraccounts/token:" + token + "/top-up",
                "\"id\":\"" + token + "-" + id + "\",\"credits\":" + credits(nanos));
    }

    private static String credits(long nanos) {
        return Credits.ofNanos(nanos).toPlainString();
    }

    private static void report(Nodes nodes, String words, Object... values) {
        if (SECONDS > 0) {
            System.out.println("nodes on " + nodes.name + ": " + String.format(Locale.ROOT, words, values));
        }
    }
}
