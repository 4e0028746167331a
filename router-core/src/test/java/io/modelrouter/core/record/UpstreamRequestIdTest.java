package io.modelrouter.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.provider.HttpHeaders;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The upstream's id of an exchange")
class UpstreamRequestIdTest {

    private static HttpHeaders headers(String... flat) {
        HttpHeaders.Builder headers = HttpHeaders.builder().add("content-type", "application/json");
        for (int i = 0; i < flat.length; i += 2) {
            headers.add(flat[i], flat[i + 1]);
        }
        return headers.build();
    }

    @ParameterizedTest
    @CsvSource({
        "x-request-id, req_0c87c565474747f59700c6d92385e18c",
        "request-id, req_011CaMNLtsWBJVvAyfEfnW6G",
        "x-amzn-requestid, 0bbcbfff-e21b-4c5a-9d5a-eeb4a99ab0dc",
        "apim-request-id, 229984e1-2885-42a2-9668-09b5037db6ea",
        "x-goog-request-id, goog-1",
        "mistral-correlation-id, 01a01a71-e15a-7895-b3ff-ff709e011ad9",
        "x-generation-id, gen-1787150080-lE60hPbmJuViaCZSTYIs",
        "x-kong-request-id, 01a01a71"
    })
    @DisplayName("is read from the header that its vendor has for it")
    void vendors(String name, String id) {
        assertThat(UpstreamRequestId.of(headers(name, id))).isEqualTo(id);
    }

    @Test
    @DisplayName("of Azure is the one that OpenAI's support knows, where both are told")
    void azure() {
        assertThat(UpstreamRequestId.of(headers("apim-request-id", "front", "x-request-id", "model")))
                .isEqualTo("model");
    }

    @Test
    @DisplayName("is null where none is told")
    void none() {
        assertThat(UpstreamRequestId.of(headers())).isNull();
    }

    @Test
    @Tag("log-injection")
    @DisplayName("is cut at 128 characters")
    void cut() {
        assertThat(UpstreamRequestId.of(headers("x-request-id", "x".repeat(5_000))))
                .isEqualTo("x".repeat(128));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", "a\nb", "é", "\u007f", "a\u0000"})
    @Tag("log-injection")
    @DisplayName("is visible ASCII or none")
    void visible(String id) {
        assertThat(UpstreamRequestId.of(headers("x-request-id", id))).isNull();
        assertThat(UpstreamRequestId.of(headers("x-request-id", id, "request-id", "good")))
                .isEqualTo("good");
    }
}
