package io.modelrouter.starter.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.Usage;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.wire.RawJson;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Recorded exchanges, through the starter on a real port,")
@TestMethodOrder(MethodOrderer.MethodName.class)
class RecordedExchangesOverHttpTest {
    /** What is added where the client did not ask for a stream's usage (R1.15). */
    private static final String ADDED = ",\"stream_options\":{\"include_usage\":true}";

    private static final Pattern COST = Pattern.compile(",\"cost\":([0-9.]+),\"credits_remaining\":([0-9.]+)");
    private static final String PAYING_KEY = "sk-paying-0123456789abcdef";
    private static final BigDecimal CREDITS = BigDecimal.valueOf(1_000_000);

    private static RecordedExchange next;
    private static LoopbackUpstream upstream;
    private static RunningGateway gateway;
    private static RunningGateway withCost;
    private static PlainClient client;

    @BeforeAll
    static void start() {
        upstream = LoopbackUpstream.start((request, wire) -> Recordings.replay(next, request, wire, 211));
        gateway = RunningGateway.before(upstream, Map.of("model-router.cost-in-usage", "false"));
        Map<String, Object> priced = RunningGateway.token(0, "team", PAYING_KEY, "quota", CREDITS.toPlainString());
        priced.put("model-router.prices[0].model", "*");
        priced.put("model-router.prices[0].input", "1.25");
        priced.put("model-router.prices[0].output", "10");
        priced.put("model-router.tokens[0].unlimited", "false");
        withCost = RunningGateway.before(upstream, priced);
        client = new PlainClient();
    }

    @AfterAll
    static void stop() {
        gateway.close();
        withCost.close();
        upstream.close();
    }

    /** What came out of one exchange. */
    private record Passed(LoopbackUpstream.Request sent, HttpResponse<byte[]> received, CallRecord record) {

        String text() {
            return latin(received.body());
        }
    }

    private static Passed pass(RunningGateway router, String key, RecordedExchange exchange, byte[] body) {
        next = exchange;
        upstream.forget();
        router.calls().forget();
        HttpResponse<byte[]> received = client.post(router, RecordedRequests.path(exchange), key, body);
        return new Passed(upstream.onlyRequest(), received, router.calls().onlyRecord());
    }

    private static Passed pass(RecordedExchange exchange) {
        return pass(gateway, RunningGateway.KEY, exchange, RecordedRequests.body(exchange));
    }

    private static List<RecordedExchange> successes(String protocol) {
        return Recordings.of(protocol)
                .successful()
                .withoutTag("error-mid-stream")
                .withoutTag("response-failed")
                .list();
    }

    /** Bytes as text of as many characters. */
    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static boolean asksUsage(RecordedExchange exchange) {
        return !exchange.protocol().equals(Recordings.CHAT) || !exchange.stream() || exchange.hasTag("include-usage");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {Recordings.CHAT, Recordings.RESPONSES, Recordings.CLAUDE, Recordings.GEMINI})
    @Tag("R1.7")
    @Tag("R1.14")
    void keepEveryByteInBothDirectionsAndAreRecordedWithTheirUsage(String protocol) {
        List<RecordedExchange> all = successes(protocol);
        int streamed = 0;
        int reported = 0;
        for (RecordedExchange exchange : all) {
            Passed passed = pass(exchange);

            checkRequest(exchange, passed);
            assertThat(passed.received.statusCode())
                    .as("status of %s", exchange)
                    .isEqualTo(exchange.status());
            assertThat(passed.text()).as("answer of %s", exchange).isEqualTo(latin(exchange.responseBody()));
            checkHeaders(exchange, passed);
            reported += checkRecord(exchange, passed.record) ? 1 : 0;
            streamed += exchange.stream() ? 1 : 0;
        }
        assertThat(gateway.balance("team").held()).isZero();
        int errors = Recordings.of(protocol).tag("error").list().size();
        System.out.printf(
                "%-20s %4d exchanges, %3d streamed, %3d with usage told, %2d errors%n",
                protocol, all.size(), streamed, reported, errors);
    }

    private static void checkRequest(RecordedExchange exchange, Passed passed) {
        String body = latin(RecordedRequests.body(exchange));
        String sent = latin(passed.sent.body());
        if (!asksUsage(exchange)) {
            assertThat(sent).as("request of %s", exchange).contains("\"include_usage\":true");
            sent = body.contains("\"include_usage\":false")
                    ? sent.replace("\"include_usage\":true", "\"include_usage\":false")
                    : sent.replace(ADDED, "");
        }
        assertThat(sent).as("request of %s", exchange).isEqualTo(body);
        assertThat(passed.sent.target()).isEqualTo(RecordedRequests.upstreamPath(exchange));
        assertThat(passed.sent.headers().toString())
                .contains(RunningGateway.UPSTREAM_KEY)
                .doesNotContain(RunningGateway.KEY);
    }

    private static void checkHeaders(RecordedExchange exchange, Passed passed) {
        Map<String, String> expected = new LinkedHashMap<>();
        RecordedAnswer.headers(exchange).forEach((name, value) -> {
            if (name.equals("content-type") || name.equals("retry-after") || name.contains("ratelimit")) {
                expected.put(name, value);
            }
        });
        Map<String, String> seen = new LinkedHashMap<>();
        expected.keySet()
                .forEach(name -> seen.put(
                        name, passed.received.headers().firstValue(name).orElse("-")));
        // The server writes "; charset" without the space, whatever it is given.
        expected.computeIfPresent("content-type", (name, type) -> type.replace("; ", ";"));
        seen.computeIfPresent("content-type", (name, type) -> type.replace("; ", ";"));
        assertThat(seen).as("headers of %s", exchange).isEqualTo(expected);
        for (String name : Set.of("set-cookie", "server", "openai-organization", "location")) {
            assertThat(passed.received.headers().firstValue(name)).isEmpty();
        }
    }

    /** Whether the recording tells its usage. */
    private static boolean checkRecord(RecordedExchange exchange, CallRecord record) {
        assertThat(record.succeeded()).as("record of %s", exchange).isTrue();
        assertThat(record.stream()).as("record of %s", exchange).isEqualTo(exchange.stream());
        Usage told = RecordedUsage.of(exchange);
        if (record.source() != UsageSource.REPORTED) {
            boolean nothingTold = told.isEmpty() || told.output() == 0;
            assertThat(nothingTold)
                    .as("usage of %s was not taken: %s", exchange, told)
                    .isTrue();
            return false;
        }
        Usage seen = record.usage();
        assertThat(List.of(seen.prompt(), seen.cacheRead(), seen.cacheWrite(), seen.output(), seen.reasoning()))
                .as("prompt, cache read, cache write, output, reasoning of %s", exchange)
                .isEqualTo(
                        List.of(told.prompt(), told.cacheRead(), told.cacheWrite(), told.output(), told.reasoning()));
        return true;
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {Recordings.CHAT, Recordings.RESPONSES})
    void carryTheirCostAndNothingElseThatIsNew(String protocol) {
        for (RecordedExchange exchange : successes(protocol)) {
            Passed passed = pass(withCost, PAYING_KEY, exchange, RecordedRequests.body(exchange));

            Matcher cost = COST.matcher(passed.text());
            List<String> told = new ArrayList<>();
            List<String> left = new ArrayList<>();
            while (cost.find()) {
                told.add(cost.group(1));
                left.add(cost.group(2));
            }
            assertThat(cost.replaceAll("")).as("answer of %s", exchange).isEqualTo(latin(exchange.responseBody()));
            BigDecimal charged = BigDecimal.valueOf(passed.record.costNanos().orElseThrow(), 9);
            if (RecordedUsage.objects(exchange).isEmpty()) {
                assertThat(told).as("cost of %s", exchange).isEmpty();
            } else {
                BigDecimal available =
                        BigDecimal.valueOf(withCost.balance("team").available().orElseThrow(), 9);
                assertThat(new BigDecimal(told.get(told.size() - 1)))
                        .as("cost of %s", exchange)
                        .isEqualByComparingTo(charged);
                assertThat(new BigDecimal(left.get(left.size() - 1)))
                        .as("credits left after %s", exchange)
                        .isEqualByComparingTo(available);
            }
        }
        assertThat(withCost.balance("team").held()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = Recordings.CHAT)
    @Tag("R1.15")
    void loseTheUsageChunkWhereTheClientDidNotAskForIt(String protocol) {
        List<RecordedExchange> streams = Recordings.of(protocol)
                .successful()
                .streamed()
                .tag("include-usage")
                .tag("usage-chunk")
                .list();
        for (RecordedExchange exchange : streams) {
            byte[] body = RawJson.parse(RecordedRequests.body(exchange))
                    .without("stream_options")
                    .toBytes();

            Passed passed = pass(gateway, RunningGateway.KEY, exchange, body);

            StringBuilder kept = new StringBuilder();
            for (String frame : latin(exchange.responseBody()).split("(?<=\n\n)")) {
                boolean usageAlone = frame.contains("\"choices\":[]") && frame.contains("\"usage\":{");
                kept.append(usageAlone ? "" : frame);
            }
            assertThat(passed.text()).as("%s", exchange).isEqualTo(kept.toString());
            assertThat(latin(passed.sent.body())).contains("\"include_usage\":true");
            checkRecord(exchange, passed.record);
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {Recordings.CHAT, Recordings.RESPONSES, Recordings.CLAUDE, Recordings.GEMINI})
    @Tag("R2.2")
    void thatAreErrorsArriveAsTheTableOfErrorsSays(String protocol) {
        List<RecordedExchange> errors =
                new ArrayList<>(Recordings.of(protocol).tag("error").list());
        if (protocol.equals(Recordings.RESPONSES)) {
            errors.addAll(Recordings.of(protocol).tag("error-mid-stream").list());
        }
        for (RecordedExchange exchange : errors) {
            Passed passed = pass(exchange);

            ExpectedError.of(exchange).check(exchange, passed.received);
            assertThat(passed.record.succeeded()).as("record of %s", exchange).isFalse();
            assertThat(passed.record.usage().isEmpty())
                    .as("record of %s", exchange)
                    .isTrue();
        }
        assertThat(gateway.balance("team").held()).isZero();
    }
}
