package io.modelrouter.providers.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.wire.Dialect;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayName("The demo fails as the vendor does")
class DemoErrorsTest {

    @ParameterizedTest
    @CsvSource({
        "401, invalid_request_error, invalid_api_key, authentication_error, UNAUTHENTICATED",
        "403, invalid_request_error, , permission_error, PERMISSION_DENIED",
        "404, invalid_request_error, model_not_found, not_found_error, NOT_FOUND",
        "429, requests, rate_limit_exceeded, rate_limit_error, RESOURCE_EXHAUSTED",
        "500, server_error, , api_error, INTERNAL",
        "503, service_unavailable_error, server_is_overloaded, api_error, UNAVAILABLE",
        "529, server_error, , overloaded_error, INTERNAL"
    })
    void with_the_status_that_the_models_name_asks_for(
            int status, String openAiType, String openAiCode, String claudeType, String geminiStatus) {
        String model = "Demo-Error-" + status;
        for (Dialect dialect : Dialect.ofChatClients()) {
            AskedOf.Answer answer = Wished.saying("x").of(model).streamed(dialect);
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.header("content-type").orElseThrow()).startsWith("application/json");
            assertThat(answer.header("retry-after").orElse(null)).isEqualTo(status == 429 ? "1" : null);
            JsonNode error = answer.json().path("error");
            assertThat(error.path("message").asString()).isNotBlank();
            switch (dialect.family()) {
                case OPENAI -> {
                    assertThat(error.propertyNames()).containsExactlyInAnyOrder("message", "type", "param", "code");
                    assertThat(error.path("type").asString()).isEqualTo(openAiType);
                    assertThat(error.path("code").stringValue(null)).isEqualTo(openAiCode);
                }
                case CLAUDE -> {
                    assertThat(answer.json().path("type").asString()).isEqualTo("error");
                    assertThat(error.path("type").asString()).isEqualTo(claudeType);
                    assertThat(answer.json().path("request_id").asString())
                            .isEqualTo(answer.header("request-id").orElseThrow());
                }
                default -> {
                    assertThat(error.path("code").asInt()).isEqualTo(status);
                    assertThat(error.path("status").asString()).isEqualTo(geminiStatus);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"text\"", "", "{", "{} {}", "null", "{}", "{\"messages\":[],\"contents\":{}}"})
    void with_400_for_what_is_no_request(String body) {
        for (Dialect dialect : Dialect.ofChatClients()) {
            AskedOf.Answer answer = AskedOf.answer(dialect, "m", false, body);
            assertThat(answer.status()).as(dialect + body).isEqualTo(400);
            String member = dialect == Dialect.GEMINI_GENERATE ? "status" : "type";
            assertThat(answer.json().path("error").path(member).asString())
                    .isEqualTo(dialect == Dialect.GEMINI_GENERATE ? "INVALID_ARGUMENT" : "invalid_request_error");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-3", "1.5", "\"9\"", "99999999999"})
    void with_400_for_a_limit_that_is_none(String limit) {
        String chat = "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"max_tokens\":" + limit + "}";
        AskedOf.Answer answer = AskedOf.answer(Dialect.OPENAI_CHAT, "m", false, chat);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/error/param").asString()).isEqualTo("max_tokens");
        assertThat(AskedOf.answer(Dialect.CLAUDE_MESSAGES, "m", false, chat).status())
                .isEqualTo(400);
    }

    @Test
    void only_for_words_that_stand_alone() {
        for (String model : new String[] {"executor", "slowly", "terror-500", "error-200", "error-4290"}) {
            assertThat(Wished.saying("x").of(model).whole(Dialect.OPENAI_CHAT).status())
                    .isEqualTo(200);
            Reassembled.of(
                    Dialect.CLAUDE_MESSAGES,
                    Wished.saying("x")
                            .of(model)
                            .streamed(Dialect.CLAUDE_MESSAGES)
                            .text());
        }
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
    void in_the_middle_of_a_stream_where_the_name_says_cut(Dialect dialect) {
        String whole = Wished.saying("x").of("demo-none").streamed(dialect).text();
        String cut = Wished.saying("x").of("demo-cut").streamed(dialect).text();
        assertThat(cut.length()).isBetween(whole.length() / 4, whole.length() * 3 / 4);
        assertThat(cut).doesNotContain("[DONE]", "response.completed", "message_stop", "\"finishReason\"", "\"stop\"");
        assertThat(Wished.saying("x").of("demo-cut").whole(dialect).status()).isEqualTo(200);
        assertThat(Wished.saying("x").of("demo-cut").streamedAsArray().text())
                .startsWith("[")
                .doesNotEndWith("]");
    }
}
