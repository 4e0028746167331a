package io.modelrouter.starter.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.testkit.corpus.RecordedExchange;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What a client must see of a recorded error: the rows of "what a client sees", told apart by the shape of the recording. */
enum ExpectedError {
    /** The caller's own mistake: the vendor's own words. */
    AS_IT_CAME,
    /** The model is not there. */
    NO_MODEL,
    RATE_LIMIT,
    /** Something about the channel that is nobody's business: its key, its credit, its failure. */
    OURS;

    private static final Set<String> NO_SUCH_MODEL = Set.of("model_not_found");

    static ExpectedError of(RecordedExchange exchange) {
        if (exchange.status() / 100 == 2) {
            return OURS;
        }
        JsonNode error = Recordings.answer(exchange).path("error");
        boolean google = exchange.protocol().equals(Recordings.GEMINI);
        if (NO_SUCH_MODEL.contains(error.path("code").asString("")) || exchange.status() == 404) {
            return NO_MODEL;
        }
        if (exchange.status() == 429) {
            return RATE_LIMIT;
        }
        boolean key = Set.of(401, 402, 403).contains(exchange.status())
                || google && error.toString().contains("API_KEY_INVALID");
        return key ? OURS : AS_IT_CAME;
    }

    void check(RecordedExchange exchange, HttpResponse<byte[]> received) {
        String body = new String(received.body(), StandardCharsets.UTF_8);
        JsonNode error = Recordings.json(body).path("error");
        String what = exchange + " came as " + received.statusCode() + " " + body;
        if (this == AS_IT_CAME) {
            assertThat(body).as(what).isEqualTo(Recordings.text(exchange));
            assertThat(received.statusCode()).as(what).isEqualTo(exchange.status());
        } else {
            assertThat(body).as(what).doesNotContain(said(exchange));
            assertThat(received.statusCode()).as(what).isEqualTo(status(exchange.protocol()));
            assertThat(word(exchange.protocol(), error)).as(what).isEqualTo(word(exchange.protocol()));
        }
        assertThat(received.headers().firstValue("content-type").orElse("")).startsWith("application/json");
        assertThat(received.headers().firstValue("x-request-id")).as(what).isPresent();
        boolean cured = this == RATE_LIMIT || this == OURS;
        assertThat(received.headers().firstValue("x-should-retry").orElse("-"))
                .as(what)
                .isEqualTo(cured ? "-" : "false");
        if (this == RATE_LIMIT) {
            assertThat(received.headers()
                            .firstValue("retry-after")
                            .map(Integer::parseInt)
                            .orElse(0))
                    .as(what)
                    .isBetween(1, 3600);
        }
    }

    private static String said(RecordedExchange exchange) {
        if (exchange.stream()) {
            return "check your plan and billing details";
        }
        return Recordings.answer(exchange).path("error").path("message").asString();
    }

    private int status(String protocol) {
        switch (this) {
            case NO_MODEL:
                return 404;
            case RATE_LIMIT:
                return 429;
            default:
                return protocol.equals(Recordings.CLAUDE) ? 500 : protocol.equals(Recordings.GEMINI) ? 503 : 502;
        }
    }

    /** The member that SDKs and people look at. */
    private static String word(String protocol, JsonNode error) {
        String member =
                protocol.equals(Recordings.CLAUDE) ? "type" : protocol.equals(Recordings.GEMINI) ? "status" : "code";
        return error.path(member).asString("none");
    }

    private String word(String protocol) {
        switch (protocol) {
            case Recordings.CLAUDE:
                return this == NO_MODEL ? "not_found_error" : this == RATE_LIMIT ? "rate_limit_error" : "api_error";
            case Recordings.GEMINI:
                return this == NO_MODEL ? "NOT_FOUND" : this == RATE_LIMIT ? "RESOURCE_EXHAUSTED" : "UNAVAILABLE";
            default:
                return this == NO_MODEL
                        ? "model_not_found"
                        : this == RATE_LIMIT ? "rate_limit_exceeded" : "upstream_failed";
        }
    }
}
