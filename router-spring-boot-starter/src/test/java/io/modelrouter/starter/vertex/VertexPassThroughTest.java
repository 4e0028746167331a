package io.modelrouter.starter.vertex;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.PlainClient;
import io.modelrouter.starter.sdk.RecordedAnswer;
import io.modelrouter.starter.sdk.RunningGateway;
import io.modelrouter.testkit.corpus.RecordedExchange;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("What was recorded of Vertex, through the starter on a real port,")
class VertexPassThroughTest {
    private static final Pattern OUTPUT = Pattern.compile("\"(?:candidatesTokenCount|output_tokens)\" ?: ?(\\d+)");
    private static final Pattern THOUGHTS = Pattern.compile("\"thoughtsTokenCount\" ?: ?(\\d+)");

    private static final List<Passed> PASSED = new ArrayList<>();
    private static RecordedExchange next;

    /**
     * What became of one exchange.
     *
     * @param record null for a count, which has none
     */
    private record Passed(
            RecordedExchange exchange,
            LoopbackUpstream.Request sent,
            HttpResponse<byte[]> received,
            CallRecord record) {}

    @BeforeAll
    static void passThemAll() {
        PlainClient client = new PlainClient();
        try (LoopbackUpstream upstream = LoopbackUpstream.start((request, wire) -> RecordedAnswer.play(next, wire));
                RunningGateway gateway = VertexRecordings.gateway(upstream)) {
            for (RecordedExchange exchange : VertexRecordings.all().list()) {
                next = exchange;
                upstream.forget();
                gateway.calls().forget();
                HttpResponse<byte[]> received = client.post(
                        gateway,
                        VertexRecordings.asked(exchange),
                        VertexRecordings.key(exchange),
                        VertexRecordings.body(exchange));
                boolean counts = exchange.api().equals("count-tokens");
                PASSED.add(new Passed(
                        exchange,
                        upstream.onlyRequest(),
                        received,
                        counts ? null : gateway.calls().onlyRecord()));
            }
        }
    }

    @AfterAll
    static void forget() {
        PASSED.clear();
    }

    @Test
    @Tag("R1.7")
    void keepsEveryByteOfEveryAnswerAndOfEveryError() {
        for (Passed passed : PASSED) {
            RecordedExchange exchange = passed.exchange();
            assertThat(passed.received().statusCode()).as("%s", exchange).isEqualTo(exchange.status());
            assertThat(VertexRecordings.latin(passed.received().body()))
                    .as("%s", exchange)
                    .isEqualTo(VertexRecordings.latin(exchange.responseBody()));
        }
        System.out.printf(
                "Vertex: %d exchanges pass byte for byte: %d of Claude, %d counts, %d embeddings, %d errors%n",
                PASSED.size(),
                PASSED.stream()
                        .filter(passed -> VertexRecordings.isClaude(passed.exchange()))
                        .count(),
                PASSED.stream()
                        .filter(passed -> passed.exchange().api().equals("count-tokens"))
                        .count(),
                PASSED.stream()
                        .filter(passed -> passed.exchange().api().equals("embeddings"))
                        .count(),
                PASSED.stream()
                        .filter(passed -> passed.exchange().status() != 200)
                        .count());
        assertThat(PASSED).hasSizeGreaterThan(35);
    }

    @Test
    @Tag("R1.7")
    void isAskedForAtTheRecordedPathWithTheRecordedBodyAndABearerToken() {
        for (Passed passed : PASSED) {
            RecordedExchange exchange = passed.exchange();
            LoopbackUpstream.Request sent = passed.sent();
            assertThat(sent.method()).isEqualTo("POST");
            assertThat(sent.target()).as("%s", exchange).isEqualTo(VertexRecordings.path(exchange));
            assertThat(VertexRecordings.latin(sent.body()))
                    .as("%s", exchange)
                    .isEqualTo(VertexRecordings.latin(exchange.requestBody().orElseThrow()));
            assertThat(sent.header("authorization")).isEqualTo("Bearer " + RunningGateway.UPSTREAM_KEY);
            assertThat(sent.header("content-type")).isEqualTo("application/json");
            assertThat(sent.headers()).doesNotContainKeys("x-goog-api-key", "x-api-key");
        }
    }

    @Test
    @Tag("R1.14")
    void isRecordedWithTheUsageItTells() {
        int told = 0;
        for (Passed passed : PASSED) {
            RecordedExchange exchange = passed.exchange();
            if (passed.record() == null || exchange.status() != 200) {
                continue;
            }
            assertThat(passed.record().succeeded()).as("%s", exchange).isTrue();
            assertThat(passed.record().source()).as("%s", exchange).isEqualTo(UsageSource.REPORTED);
            if (!exchange.api().equals("embeddings")) {
                told++;
                String body = VertexRecordings.latin(exchange.responseBody());
                assertThat(passed.record().usage().output())
                        .as("%s", exchange)
                        .isEqualTo(last(OUTPUT, body) + last(THOUGHTS, body));
            }
        }
        assertThat(told).isGreaterThan(30);
    }

    private static long last(Pattern pattern, String body) {
        long last = 0;
        for (Matcher matcher = pattern.matcher(body); matcher.find(); ) {
            last = Long.parseLong(matcher.group(1));
        }
        return last;
    }
}
