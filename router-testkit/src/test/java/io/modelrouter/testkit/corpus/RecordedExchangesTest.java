package io.modelrouter.testkit.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Recorded exchanges")
class RecordedExchangesTest {
    private static final String REQUEST = "{\"b\": 1.0,  \"a\" : [ \"é\\u00e9\", null,\t1E+2 ] }";

    @TempDir
    Path folder;

    @Test
    void giveBodiesByteForByte() throws IOException {
        write(
                "{\"body\": " + REQUEST + "\n}",
                "{\"status\": 200, \"headers\": {\"x-a\": \"b\"}, \"body\": [1 , 2.50]}");

        RecordedExchange exchange = RecordedExchanges.in(folder).byId("one");

        assertThat(text(exchange.requestBody().orElseThrow())).isEqualTo(REQUEST);
        assertThat(text(exchange.responseBody())).isEqualTo("[1 , 2.50]");
        assertThat(exchange.bodyKind()).isEqualTo(RecordedExchange.BodyKind.JSON);
        assertThat(exchange.responseHeaders().first("X-A")).contains("b");
        assertThat(exchange.path()).isEqualTo("/p?q=1");
        assertThat(exchange.requestFidelity()).isEqualTo(RecordedExchange.Fidelity.RE_SERIALISED);
        assertThat(exchange.responseFidelity()).isEqualTo(RecordedExchange.Fidelity.RECORDED);
    }

    @Test
    void keepTheLineEndsOfSse() throws IOException {
        write("{\"body\": null}", "{\"status\": 200, \"headers\": {}, \"sse\": \"data: ü\\r\\n\\r\\n: c\\n\"}");

        RecordedExchange exchange = RecordedExchanges.in(folder).byId("one");

        assertThat(exchange.requestBody()).isEmpty();
        assertThat(text(exchange.sse().orElseThrow())).isEqualTo("data: ü\r\n\r\n: c\n");
        assertThat(exchange.eventStream()).isEmpty();
    }

    @Test
    void decodeEventStreams() throws IOException {
        write("{\"body\": null}", "{\"status\": 200, \"headers\": {}, \"eventstream_base64\": \"AAH/\"}");

        RecordedExchange exchange = RecordedExchanges.in(folder).byId("one");

        assertThat(exchange.eventStream())
                .hasValueSatisfying(bytes -> assertThat(bytes).containsExactly(0, 1, 255));
        assertThat(exchange.json()).isEmpty();
    }

    @Test
    void filterByWhatTheIndexTells() throws IOException {
        write("{\"body\": null}", "{\"status\": 200, \"headers\": {}, \"text\": \"no\"}");
        RecordedExchanges all = RecordedExchanges.in(folder);

        assertThat(all.protocol("p", "q")
                        .api("a")
                        .vendor("v")
                        .tag("t")
                        .notStreamed()
                        .status(200)
                        .list())
                .hasSize(1)
                .allMatch(exchange -> exchange.model().isEmpty());
        assertThatThrownBy(() -> all.tag("absent").list())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("tag absent");
    }

    @Test
    void areAllReadable() {
        RecordedExchanges all = RecordedExchanges.assumePresent();

        all.stream().forEach(exchange -> {
            assertThat(exchange.responseBody()).as(exchange.id()).isNotEmpty();
            exchange.requestBody()
                    .ifPresent(body -> assertThat(new byte[] {body[0], body[body.length - 1]})
                            .as(exchange.id())
                            .isEqualTo("{}".getBytes(StandardCharsets.US_ASCII)));
        });
        assertThat(all.withExactRequest().list()).hasSizeGreaterThan(100);
        assertThat(all.where("event streams", exchange -> exchange.eventStream().isPresent())
                        .list())
                .allSatisfy(exchange -> {
                    byte[] frames = exchange.responseBody();
                    int first = Byte.toUnsignedInt(frames[2]) << 8 | Byte.toUnsignedInt(frames[3]);
                    assertThat(Arrays.copyOf(frames, 2)).containsOnly(0);
                    assertThat(first).isBetween(16, frames.length);
                });
    }

    private void write(String request, String response) throws IOException {
        Files.writeString(
                folder.resolve("index.json"),
                "[\n{\"id\":\"one\",\"file\":\"one.json\",\"protocol\":\"p\",\"api\":\"a\",\"vendor\":\"v\",\"model\":null,"
                        + "\"stream\":false,\"status\":200,\"tags\":[\"t\",\"u\"]}\n]\n");
        Files.writeString(
                folder.resolve("one.json"),
                "{\"fidelity\": {\"request\":\"re-serialised\",\"response\":\"recorded\"},\n \"request\": "
                        + request.replaceFirst(
                                "\\{", "{\"method\":\"POST\",\"host\":\"h\",\"path\":\"/p?q=1\",\"headers\":{},")
                        + ",\n \"response\": " + response + "\n}\n");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
