package io.modelrouter.starter.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.Usage;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.PlainClient;
import io.modelrouter.starter.sdk.RecordedAnswer;
import io.modelrouter.starter.sdk.RunningGateway;
import io.modelrouter.testkit.corpus.RecordedExchange;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("What was recorded of Azure, through the starter on a real port,")
class AzurePassThroughTest {
    /** What is added where the client did not ask for a stream's usage (R1.15). */
    private static final String ADDED = ",\"stream_options\":{\"include_usage\":true}";

    private static final List<Passed> PASSED = new ArrayList<>();
    private static RecordedExchange next;

    /** What became of one exchange. */
    private record Passed(
            RecordedExchange exchange,
            LoopbackUpstream.Request sent,
            HttpResponse<byte[]> received,
            CallRecord record) {

        boolean isGood() {
            return exchange.status() == 200 && !exchange.hasTag("error-in-200");
        }
    }

    @BeforeAll
    static void passThemAll() {
        PlainClient client = new PlainClient();
        try (LoopbackUpstream upstream = LoopbackUpstream.start((request, wire) -> RecordedAnswer.play(next, wire));
                RunningGateway gateway = AzureRecordings.gateway(upstream)) {
            for (RecordedExchange exchange : AzureRecordings.chats().list()) {
                next = exchange;
                upstream.forget();
                gateway.calls().forget();
                HttpResponse<byte[]> received = client.post(
                        gateway,
                        exchange.api().equals("chat") ? "/v1/chat/completions" : "/v1/responses",
                        AzureRecordings.key(exchange),
                        AzureRecordings.body(exchange));
                PASSED.add(new Passed(
                        exchange,
                        upstream.onlyRequest(),
                        received,
                        gateway.calls().onlyRecord()));
            }
        }
    }

    @AfterAll
    static void forget() {
        PASSED.clear();
    }

    private static List<Passed> good() {
        return PASSED.stream().filter(Passed::isGood).toList();
    }

    private static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @Test
    @Tag("R1.7")
    void keepsEveryByteOfEveryAnswer() {
        for (Passed passed : good()) {
            RecordedExchange exchange = passed.exchange();
            assertThat(passed.received().statusCode()).as("%s", exchange).isEqualTo(200);
            assertThat(latin(passed.received().body())).as("%s", exchange).isEqualTo(latin(exchange.responseBody()));
        }
        System.out.printf("Azure: %d of %d exchanges pass byte for byte%n", good().size(), PASSED.size());
    }

    @Test
    @Tag("R1.7")
    void isAskedForAtTheRecordedPathWithTheRecordedBody() {
        for (Passed passed : PASSED) {
            RecordedExchange exchange = passed.exchange();
            LoopbackUpstream.Request sent = passed.sent();
            assertThat(sent.target()).as("%s", exchange).isEqualTo(AzureRecordings.path(exchange));
            assertThat(sent.header("api-key")).isEqualTo(RunningGateway.UPSTREAM_KEY);
            assertThat(sent.headers()).doesNotContainKey("authorization");
            String body = latin(AzureRecordings.body(exchange));
            boolean asked =
                    !exchange.stream() || exchange.api().equals("responses") || exchange.hasTag("include-usage");
            assertThat(latin(sent.body()))
                    .as("%s", exchange)
                    .isEqualTo(asked ? body : body.substring(0, body.length() - 1) + ADDED + "}");
        }
    }

    @Test
    @Tag("R1.14")
    void isRecordedWithTheUsageItTellsAndItsIdAtAzure() {
        int told = 0;
        for (Passed passed : good()) {
            RecordedExchange exchange = passed.exchange();
            CallRecord record = passed.record();
            Usage usage = AzureRecordings.usage(exchange);
            assertThat(record.succeeded()).as("%s", exchange).isTrue();
            assertThat(record.source() == UsageSource.REPORTED)
                    .as("%s", exchange)
                    .isEqualTo(usage != null);
            if (usage != null) {
                told++;
                assertThat(counts(record.usage())).as("%s", exchange).isEqualTo(counts(usage));
            }
            assertThat(record.upstreamRequestId())
                    .as("%s", exchange)
                    .isEqualTo(exchange.responseHeaders()
                            .first("x-request-id")
                            .or(() -> exchange.responseHeaders().first("apim-request-id"))
                            .orElse(null));
        }
        System.out.printf("Azure: %d of %d good exchanges tell their usage%n", told, good().size());
    }

    private static List<Long> counts(Usage usage) {
        return List.of(usage.input(), usage.cacheRead(), usage.cacheWrite(), usage.output(), usage.reasoning());
    }
}
