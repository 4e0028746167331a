package io.modelrouter.providers.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderResponse;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

@DisplayName("An event stream of Bedrock")
class EventStreamTest {

    /** Answers with these bytes, in pieces that somebody else chooses. */
    private static ProviderResponse read(byte[] bytes, Random cuts, Dialect dialect) throws ProviderException {
        ProviderResponse upstream = new ProviderResponse() {
            private int at;

            @Override
            public int status() {
                return 200;
            }

            @Override
            public HttpHeaders headers() {
                return HttpHeaders.builder()
                        .add("content-type", "application/vnd.amazon.eventstream")
                        .add("x-amzn-requestid", "r1")
                        .build();
            }

            @Override
            public int read(byte[] buffer, int offset, int length) {
                if (at == bytes.length) {
                    return -1;
                }
                int most = cuts.nextInt(4) == 0 ? 3 : 700;
                int count = Math.min(Math.min(length, 1 + cuts.nextInt(most)), bytes.length - at);
                System.arraycopy(bytes, at, buffer, offset, count);
                at += count;
                return count;
            }

            @Override
            public void close() {}
        };
        ProviderCall call = new ProviderCall() {
            @Override
            public ProviderResponse execute() {
                return upstream;
            }

            @Override
            public void cancel() {}
        };
        return EventStreamResponse.over(call, dialect).execute();
    }

    private static String events(byte[] bytes, long seed, Dialect dialect) throws ProviderException {
        return Bedrocks.text(read(bytes, new Random(seed), dialect));
    }

    private static List<RecordedExchange> recorded(String protocol) {
        return RecordedExchanges.assumePresent()
                .protocol(protocol)
                .streamed()
                .successful()
                .where("binary", exchange -> exchange.bodyKind() == RecordedExchange.BodyKind.EVENT_STREAM)
                .list();
    }

    private static byte[] message(Map<String, String> headers, String payload) {
        Map<String, HeaderValue> values = new LinkedHashMap<>();
        headers.forEach((name, value) -> values.put(name, HeaderValue.fromString(value)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Message(values, payload.getBytes(StandardCharsets.UTF_8)).encode(out);
        return out.toByteArray();
    }

    /** By hand: lengths and headers as the documentation has them, nothing checked. */
    private static String byHand(byte[] bytes, boolean claude) {
        java.nio.ByteBuffer in = java.nio.ByteBuffer.wrap(bytes);
        StringBuilder events = new StringBuilder();
        while (in.hasRemaining()) {
            int start = in.position();
            int total = in.getInt();
            int headers = in.getInt();
            in.getInt();
            String name = "";
            while (in.position() < start + 12 + headers) {
                byte[] key = new byte[in.get()];
                in.get(key);
                assertThat(in.get()).isEqualTo((byte) 7);
                byte[] value = new byte[in.getShort()];
                in.get(value);
                if (new String(key, StandardCharsets.US_ASCII).equals(":event-type")) {
                    name = new String(value, StandardCharsets.US_ASCII);
                }
            }
            byte[] payload = new byte[total - headers - 16];
            in.get(payload);
            in.getInt();
            String data = new String(payload, StandardCharsets.UTF_8);
            if (claude) {
                data = new String(
                        Base64.getDecoder()
                                .decode(RawJson.parse(payload)
                                        .get("bytes")
                                        .flatMap(RawJson::asString)
                                        .orElseThrow()),
                        StandardCharsets.UTF_8);
                name = RawJson.parse(data)
                        .get("type")
                        .flatMap(RawJson::asString)
                        .orElseThrow();
            }
            events.append("event: ")
                    .append(name)
                    .append("\ndata: ")
                    .append(data)
                    .append("\n\n");
        }
        return events.toString();
    }

    @ParameterizedTest
    @CsvSource({"bedrock-converse, BEDROCK_CONVERSE", "bedrock-invoke, CLAUDE_MESSAGES"})
    @Tag("R4.6")
    void isTheSameEventsWhereverTheReadsCutIt(String protocol, Dialect dialect) throws Exception {
        List<RecordedExchange> all = recorded(protocol);
        int events = 0;
        for (RecordedExchange exchange : all) {
            byte[] bytes = exchange.responseBody();
            String expected = byHand(bytes, dialect == Dialect.CLAUDE_MESSAGES);
            for (long seed = 0; seed < 20; seed++) {
                assertThat(events(bytes, seed, dialect))
                        .as("%s seed %d", exchange, seed)
                        .isEqualTo(expected);
            }
            events += expected.split("\n\n").length;
        }
        System.out.printf("%s: %d streams, %d events, each cut in 20 ways%n", protocol, all.size(), events);
    }

    @Test
    void tellsThatItIsServerSentEventsAndKeepsTheOtherHeaders() throws Exception {
        ProviderResponse response = read(new byte[0], new Random(1), Dialect.BEDROCK_CONVERSE);

        assertThat(response.headers().first("content-type")).contains("text/event-stream; charset=utf-8");
        assertThat(response.headers().first("x-amzn-requestid")).contains("r1");
        assertThat(Bedrocks.text(response)).isEmpty();
    }

    @Test
    void namesAnExceptionInsideConverseAsItCame() throws Exception {
        byte[] stream = message(
                Map.of(":message-type", "exception", ":exception-type", "throttlingException"),
                "{\"message\":\"slow down\"}");

        assertThat(events(stream, 1, Dialect.BEDROCK_CONVERSE))
                .isEqualTo("event: throttlingException\ndata: {\"message\":\"slow down\"}\n\n");
    }

    @Test
    void namesAnErrorByItsCode() throws Exception {
        byte[] stream = message(
                Map.of(":message-type", "error", ":error-code", "InternalFailure", ":error-message", "a \"b\""), "");

        assertThat(events(stream, 1, Dialect.BEDROCK_CONVERSE))
                .isEqualTo("event: InternalFailure\ndata: {\"message\":\"a \\\"b\\\"\"}\n\n");
    }

    @ParameterizedTest
    @CsvSource({
        "throttlingException, rate_limit_error",
        "serviceUnavailableException, overloaded_error",
        "modelTimeoutException, timeout_error",
        "validationException, invalid_request_error",
        "internalServerException, api_error",
        "modelStreamErrorException, api_error"
    })
    void makesAnExceptionAnthropicsErrorForClaude(String exception, String type) throws Exception {
        byte[] stream =
                message(Map.of(":message-type", "exception", ":exception-type", exception), "{\"message\":\"no\"}");

        assertThat(events(stream, 1, Dialect.CLAUDE_MESSAGES))
                .isEqualTo("event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"" + type
                        + "\",\"message\":\"no\"}}\n\n");
    }

    @Test
    void hasNoLineBreakInsideAnEvent() throws Exception {
        byte[] stream = message(Map.of(":message-type", "event", ":event-type", "messageStop"), "{\n \"a\":\n1}");

        assertThat(events(stream, 1, Dialect.BEDROCK_CONVERSE))
                .isEqualTo("event: messageStop\ndata: {\ndata:  \"a\":\ndata: 1}\n\n");
    }

    @Test
    void isRefusedWhereAnyByteIsWrong() throws Exception {
        byte[] good = message(Map.of(":message-type", "event", ":event-type", "messageStop"), "{\"a\":1}");
        List<String> wrong = new ArrayList<>();
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= 0x10;
            try {
                // A length that grew waits for bytes that never come.
                if (!events(bad, 1, Dialect.BEDROCK_CONVERSE).isEmpty()) {
                    wrong.add("byte " + at);
                }
            } catch (ProviderException e) {
                assertThat(e.kind()).isEqualTo(FailureKind.TRANSIENT);
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void isRefusedWhereAChunkHoldsNoBytes() {
        byte[] stream = message(Map.of(":message-type", "event", ":event-type", "chunk"), "{}");

        assertThatThrownBy(() -> events(stream, 1, Dialect.CLAUDE_MESSAGES))
                .isInstanceOf(ProviderException.class)
                .hasMessage("the upstream's event stream is damaged");
    }
}
