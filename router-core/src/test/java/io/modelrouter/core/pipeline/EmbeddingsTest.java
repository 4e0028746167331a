package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.CallContext;
import io.modelrouter.Embeddings;
import io.modelrouter.WireAnswer;
import io.modelrouter.channel.Channel;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.route.FallbackCause;
import io.modelrouter.core.tokens.PromptTokens;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.request.GeminiEmbedRequest;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.OpenAiEmbeddingsRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Embeddings")
class EmbeddingsTest {
    private static final String OPENAI = "{\"object\":\"list\",\"data\":["
            + "{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.1,-0.5]},"
            + "{\"object\":\"embedding\",\"index\":1,\"embedding\":[0.25,3]}],"
            + "\"model\":\"served\",\"usage\":{\"prompt_tokens\":9,\"total_tokens\":9}}";
    private static final String GEMINI =
            "{\n \"embeddings\": [{\"values\": [\n 0.1,\n -0.5]}, {\"values\": [0.25,3]}]}";

    private static FakeProvider speaking(Dialect dialect, String... answers) {
        FakeProvider provider = new FakeProvider(dialect.id(), dialect);
        for (String answer : answers) {
            provider.then(FakeAnswer.json(200, answer));
        }
        return provider;
    }

    private static OpenAiEmbeddingsRequest openAi(String... texts) {
        return OpenAiEmbeddingsRequest.builder()
                .model("text-embedding-3-small")
                .inputs(List.of(texts))
                .build();
    }

    private static GeminiEmbedRequest gemini(String... texts) {
        var request = GeminiEmbedRequest.builder().model("gemini-embedding-001");
        List.of(texts).forEach(request::text);
        return request.build();
    }

    private static WireAnswer answer(RouterFixture fixture, RouterRequest request) {
        return fixture.router
                .newCall(request, CallContext.withKey(RouterFixture.KEY))
                .wire();
    }

    private static String wire(RouterFixture fixture, RouterRequest request) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (WireAnswer answer = answer(fixture, request)) {
            answer.writeTo(out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String sent(FakeProvider provider) {
        return new String(provider.lastRequest().body().toBytes(), StandardCharsets.UTF_8);
    }

    private static RouterException refusal(RouterFixture fixture, RouterRequest request) {
        try (WireAnswer answer = answer(fixture, request)) {
            throw new AssertionError("answered " + answer.status());
        } catch (RouterException e) {
            return e;
        }
    }

    @Nested
    @Tag("R1.7")
    class Passed_through {
        @Test
        void keep_every_byte_but_for_the_cost_and_are_charged_as_reported() {
            FakeProvider provider = speaking(Dialect.OPENAI_EMBEDDINGS, OPENAI);
            try (RouterFixture fixture = RouterFixture.with(provider)) {
                OpenAiEmbeddingsRequest request = OpenAiEmbeddingsRequest.parse(
                        "{ \"input\":[\"a\",\"b\"], \"x\":{\"y\":0}, \"model\":\"m\",\"dimensions\":null}"
                                .getBytes(StandardCharsets.UTF_8));

                String answer = wire(fixture, request);

                assertThat(sent(provider)).isEqualTo(request.json().toString());
                assertThat(answer)
                        .isEqualTo(OPENAI.replace(
                                "\"total_tokens\":9",
                                "\"total_tokens\":9,\"cost\":0.000009,\"credits_remaining\":0.999991"));
                assertThat(fixture.record().source()).isEqualTo(UsageSource.REPORTED);
                assertThat(fixture.record().usage().prompt()).isEqualTo(9);
                assertThat(fixture.record().usage().output()).isZero();
                assertThat(fixture.record().costNanos()).hasValue(9_000);
                assertThat(fixture.balance().used()).isEqualTo(9_000);
                assertThat(fixture.balance().held()).isZero();
            }
        }

        @Test
        void are_charged_by_the_own_count_where_nobody_told_one() {
            FakeProvider provider = speaking(Dialect.GEMINI_EMBED, GEMINI);
            try (RouterFixture fixture = RouterFixture.with(provider)) {
                GeminiEmbedRequest request = gemini("one text", "another one");

                assertThat(wire(fixture, request)).isEqualTo(GEMINI);

                long own = PromptTokens.exact(request, "gemini-embedding-001");
                assertThat(own).isPositive();
                assertThat(fixture.record().source()).isEqualTo(UsageSource.ESTIMATED);
                assertThat(fixture.record().usage().prompt()).isEqualTo(own);
                assertThat(fixture.balance().used()).isEqualTo(own * 1000);
                assertThat(provider.lastRequest().operation()).isEqualTo("batch");
            }
        }

        @Test
        void name_the_mapped_model_in_every_entry_of_a_batch() {
            FakeProvider provider = speaking(Dialect.GEMINI_EMBED, GEMINI);
            Channel channel = Channel.builder("c1", provider.type())
                    .models("*")
                    .mapModel("gemini-embedding-001", "gemini-embedding-2")
                    .build();
            try (RouterFixture fixture = new RouterFixture(1_000_000_000L, b -> b.provider(provider), channel)) {
                wire(fixture, gemini("a", "b"));

                assertThat(provider.lastRequest().model()).isEqualTo("gemini-embedding-2");
                assertThat(sent(provider))
                        .isEqualTo(
                                "{\"requests\":[{\"model\":\"models/gemini-embedding-2\",\"content\":{\"parts\":[{\"text\":\"a\"}]}},"
                                        + "{\"model\":\"models/gemini-embedding-2\",\"content\":{\"parts\":[{\"text\":\"b\"}]}}]}");
            }
        }
    }

    @Nested
    class Translated {
        @Test
        void from_openai_to_gemini_keep_order_digits_and_settings() {
            FakeProvider provider = speaking(Dialect.GEMINI_EMBED, GEMINI);
            try (RouterFixture fixture = RouterFixture.with(provider)) {
                OpenAiEmbeddingsRequest request = OpenAiEmbeddingsRequest.builder()
                        .model("gemini-embedding-001")
                        .input("one")
                        .input("two")
                        .dimensions(2)
                        .user("somebody")
                        .set("truncation", RawJson.of(true))
                        .build();
                try (WireAnswer answer = answer(fixture, request)) {
                    assertThat(answer.headers().first("x-router-dropped")).hasValue("user, truncation");
                    assertThat(answer.headers().first("content-type")).hasValue("application/json");
                }
                String answer = wire(fixture, request);

                ProviderRequest sent = provider.lastRequest();
                assertThat(sent.operation()).isEqualTo("batch");
                assertThat(sent(provider))
                        .isEqualTo(
                                "{\"requests\":[{\"model\":\"models/gemini-embedding-001\",\"content\":{\"parts\":[{\"text\":\"one\"}]},\"outputDimensionality\":2},"
                                        + "{\"model\":\"models/gemini-embedding-001\",\"content\":{\"parts\":[{\"text\":\"two\"}]},\"outputDimensionality\":2}]}");
                long own = fixture.record().usage().prompt();
                assertThat(fixture.record().source()).isEqualTo(UsageSource.ESTIMATED);
                assertThat(answer)
                        .startsWith(
                                "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.1,-0.5]},"
                                        + "{\"object\":\"embedding\",\"index\":1,\"embedding\":[0.25,3]}],\"model\":\"gemini-embedding-001\","
                                        + "\"usage\":{\"prompt_tokens\":" + own + ",\"total_tokens\":" + own
                                        + ",\"estimated\":true,\"cost\":0.00000" + own);
            }
        }

        @Test
        void from_gemini_to_openai_keep_order_digits_and_usage() {
            FakeProvider provider = speaking(Dialect.OPENAI_EMBEDDINGS, OPENAI);
            try (RouterFixture fixture = RouterFixture.with(provider)) {
                GeminiEmbedRequest request = GeminiEmbedRequest.builder()
                        .model("text-embedding-3-small")
                        .text("one")
                        .text("two")
                        .taskType("CLUSTERING")
                        .outputDimensionality(2)
                        .build();

                assertThat(wire(fixture, request))
                        .isEqualTo("{\"embeddings\":[{\"values\":[0.1,-0.5]},{\"values\":[0.25,3]}],"
                                + "\"usageMetadata\":{\"promptTokenCount\":9}}");
                assertThat(sent(provider))
                        .isEqualTo(
                                "{\"model\":\"text-embedding-3-small\",\"input\":[\"one\",\"two\"],\"dimensions\":2}");
                assertThat(fixture.record().losses().stream().map(Object::toString))
                        .singleElement()
                        .asString()
                        .contains("requests[0].taskType", "HINT");
            }
        }

        @Test
        void give_base64_to_who_asks_for_it_of_a_vendor_that_has_none() {
            FakeProvider provider = speaking(Dialect.GEMINI_EMBED, "{\"embedding\":{\"values\":[1,-2.5]}}");
            try (RouterFixture fixture = RouterFixture.with(provider)) {
                OpenAiEmbeddingsRequest request = OpenAiEmbeddingsRequest.builder()
                        .model("m")
                        .input("one")
                        .encodingFormat("base64")
                        .build();

                assertThat(wire(fixture, request)).contains("\"embedding\":\"AACAPwAAIMA=\"");
                assertThat(provider.lastRequest().operation()).isEmpty();
            }
        }

        @Test
        void go_by_the_index_where_the_upstream_answers_out_of_order() {
            String swapped = OPENAI.replace("\"index\":0", "\"index\":7")
                    .replace("\"index\":1", "\"index\":0")
                    .replace("\"index\":7", "\"index\":1");
            try (RouterFixture fixture = RouterFixture.with(speaking(Dialect.OPENAI_EMBEDDINGS, swapped))) {
                assertThat(wire(fixture, gemini("a", "b"))).contains("[{\"values\":[0.25,3]},{\"values\":[0.1,-0.5]}]");
            }
        }

        @Test
        void turn_tokens_of_openais_models_into_the_text_they_stand_for() {
            FakeProvider provider = speaking(Dialect.GEMINI_EMBED, "{\"embedding\":{\"values\":[1]}}");
            try (RouterFixture fixture = RouterFixture.with(provider)) {
                // "hello world" in cl100k_base
                wire(
                        fixture,
                        OpenAiEmbeddingsRequest.builder()
                                .model("text-embedding-ada-002")
                                .tokens(15339, 1917)
                                .build());

                assertThat(sent(provider)).isEqualTo("{\"content\":{\"parts\":[{\"text\":\"hello world\"}]}}");
            }
        }

        @ParameterizedTest(name = "{0} {1}")
        @CsvSource(
                delimiter = '|',
                value = {
                    // of a vocabulary that nobody knows; half a character; the end of a text
                    "some-model             | [[1,2],[3]]     | input[0]",
                    "text-embedding-3-small | [9468]          | input",
                    "text-embedding-3-small | [[15339],[100257]] | input[1]",
                    "text-embedding-3-small | [{\"image\":\"x\"}] | input[0]",
                })
        void are_refused_where_there_is_no_text_to_carry(String model, String input, String field) {
            FakeProvider provider = speaking(Dialect.GEMINI_EMBED, GEMINI);
            try (RouterFixture fixture = RouterFixture.with(provider)) {
                RouterException refusal = refusal(
                        fixture,
                        OpenAiEmbeddingsRequest.parse(("{\"model\":\"" + model + "\",\"input\":" + input + "}")
                                .getBytes(StandardCharsets.UTF_8)));

                assertThat(refusal.code()).isEqualTo(RouterErrorCode.NOT_TRANSLATABLE);
                assertThat(refusal.param()).hasValue(field);
                assertThat(provider.requests()).isEmpty();
                assertThat(fixture.balance().held()).isZero();
                assertThat(fixture.balance().used()).isZero();
            }
        }

        @Test
        void are_refused_where_a_batch_is_longer_than_the_vendor_takes() {
            try (RouterFixture fixture = RouterFixture.with(speaking(Dialect.GEMINI_EMBED, GEMINI))) {
                RouterException refusal =
                        refusal(fixture, openAi(Collections.nCopies(101, "a").toArray(String[]::new)));

                assertThat(refusal.param()).hasValue("input");
                assertThat(refusal).hasMessageContaining("100");
            }
        }

        @ParameterizedTest(name = "{1}")
        @CsvSource(
                delimiter = '|',
                value = {
                    "[{\"content\":{\"parts\":[{\"text\":\"a\"},{\"inline_data\":{\"mime_type\":\"image/png\",\"data\":\"AA==\"}}]}}] | requests[0].content.parts[1]",
                    "[{\"content\":{\"parts\":[{\"text\":\"a\"}]}},{\"content\":{\"parts\":[{\"text\":\"a\"}]},\"output_dimensionality\":5}] | requests[1].outputDimensionality",
                })
        void are_refused_where_openai_cannot_say_it(String requests, String field) {
            try (RouterFixture fixture = RouterFixture.with(speaking(Dialect.OPENAI_EMBEDDINGS, OPENAI))) {
                GeminiEmbedRequest request =
                        GeminiEmbedRequest.parse("m", true, RawJson.parse("{\"requests\":" + requests + "}"), Map.of());

                assertThat(refusal(fixture, request).param()).hasValue(field);
            }
        }

        @Test
        void make_one_text_of_the_parts_of_a_content_and_say_so() {
            FakeProvider provider = speaking(
                    Dialect.OPENAI_EMBEDDINGS, "{\"data\":[{\"embedding\":[1]}],\"usage\":{\"total_tokens\":3}}");
            try (RouterFixture fixture = RouterFixture.with(provider)) {
                RawJson body = RawJson.parse("{\"content\":{\"parts\":[{\"text\":\"a\"},{\"text\":\"b\"}]}}");

                assertThat(wire(fixture, GeminiEmbedRequest.parse("m", false, body, Map.of())))
                        .isEqualTo("{\"embedding\":{\"values\":[1]},\"usageMetadata\":{\"promptTokenCount\":3}}");
                assertThat(sent(provider)).isEqualTo("{\"model\":\"m\",\"input\":[\"a\\nb\"]}");
                assertThat(fixture.record().losses()).hasSize(1);
            }
        }

        @Test
        void to_bedrock_send_and_read_a_line_for_each_text_with_overrides_in_each() {
            FakeProvider provider = speaking(
                    Dialect.BEDROCK_EMBED,
                    "{\"embedding\":[1,2],\"inputTextTokenCount\":3}\n{\"embedding\":[3,4],\"inputTextTokenCount\":4}");
            Channel channel = Channel.builder("c1", provider.type())
                    .models("*")
                    .mapModel("titan", "amazon.titan-embed-text-v2:0")
                    .override("normalize", RawJson.of(false))
                    .build();
            try (RouterFixture fixture = new RouterFixture(1_000_000_000L, b -> b.provider(provider), channel)) {
                String answer = wire(fixture, openAi("a", "b").withModel("titan"));

                assertThat(sent(provider))
                        .isEqualTo(
                                "{\"inputText\":\"a\",\"normalize\":false}\n{\"inputText\":\"b\",\"normalize\":false}");
                assertThat(answer)
                        .contains("\"embedding\":[1,2]", "\"prompt_tokens\":7")
                        .doesNotContain("estimated");
                assertThat(fixture.record().costNanos()).hasValue(7_000);
            }
        }
    }

    @Nested
    @Tag("R2.2")
    class That_fail {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"data\":[{\"index\":0,\"embedding\":[1]}],\"usage\":{\"prompt_tokens\":1,\"total_tokens\":1}}",
                    "{\"data\":[]}",
                    "{\"object\":\"list\"}",
                    "<html>",
                    "",
                    "{\"data\":[{\"embedding\":[1]},{\"embedding\":[1"
                })
        void in_the_number_of_vectors_or_their_form_fail_over_to_the_next_channel(String bad) {
            FakeProvider broken = new FakeProvider("broken", Dialect.OPENAI_EMBEDDINGS).then(FakeAnswer.json(200, bad));
            FakeProvider whole =
                    new FakeProvider("whole", Dialect.OPENAI_EMBEDDINGS).then(FakeAnswer.json(200, OPENAI));
            try (RouterFixture fixture = RouterFixture.with(broken, whole)) {
                assertThat(wire(fixture, openAi("a", "b"))).contains("\"embedding\":[0.25,3]");
                assertThat(fixture.record().failures()).hasSize(1);
                assertThat(fixture.record().failures().get(0).kind()).isEqualTo(FailureKind.TRANSIENT);
                assertThat(fixture.record().costNanos()).hasValue(9_000);
            }
        }

        @Test
        void with_a_vector_that_cannot_be_translated_fail_over_too() {
            FakeProvider broken = new FakeProvider("broken", Dialect.OPENAI_EMBEDDINGS)
                    .then(FakeAnswer.json(200, OPENAI.replace("[0.25,3]", "\"AACAfw==\"")));
            FakeProvider whole =
                    new FakeProvider("whole", Dialect.OPENAI_EMBEDDINGS).then(FakeAnswer.json(200, OPENAI));
            try (RouterFixture fixture = RouterFixture.with(broken, whole)) {
                assertThat(wire(fixture, gemini("a", "b"))).contains("[0.25,3]");
                assertThat(fixture.record().failures()).hasSize(1);
            }
        }

        @Test
        void with_an_error_in_a_200_are_told_as_what_it_is() {
            FakeProvider provider = speaking(
                    Dialect.OPENAI_EMBEDDINGS,
                    "{\"error\":{\"message\":\"too long\",\"type\":\"invalid_request_error\",\"param\":\"input\",\"code\":\"context_length_exceeded\"}}");
            try (RouterFixture fixture = RouterFixture.with(provider)) {
                assertThat(refusal(fixture, openAi("a")).code()).isEqualTo(RouterErrorCode.UPSTREAM_REFUSED);
            }
        }

        @Test
        void never_go_to_another_model() {
            FakeProvider provider =
                    new FakeProvider("fake", Dialect.OPENAI_EMBEDDINGS).then(FakeAnswer.json(500, "{}"));
            UnaryOperator<ModelRouterBuilder> fallbacks = builder -> builder.auto("text-embedding-3-large")
                    .fallback("text-embedding-3-small", FallbackCause.ANY, "text-embedding-3-large");
            try (RouterFixture fixture = RouterFixture.with(fallbacks, provider)) {
                assertThat(refusal(fixture, openAi("a")).code()).isEqualTo(RouterErrorCode.UPSTREAM_FAILED);
                assertThat(provider.requests()).allMatch(sent -> sent.model().equals("text-embedding-3-small"));
                assertThat(refusal(fixture, openAi("a").withModel("auto")).param())
                        .hasValue("model");
            }
        }
    }

    @Nested
    class In_process {
        @ParameterizedTest
        @ValueSource(strings = {"float", "base64"})
        void are_vectors_whatever_they_travelled_in(String format) {
            String body = format.equals("float")
                    ? OPENAI
                    : OPENAI.replace("[0.1,-0.5]", "\"zczMPQAAAL8=\"").replace("[0.25,3]", "\"AACAPgAAQEA=\"");
            try (RouterFixture fixture = RouterFixture.with(speaking(Dialect.OPENAI_EMBEDDINGS, body))) {
                Embeddings answer = fixture.router.embed(openAi("a", "b"), CallContext.withKey(RouterFixture.KEY));

                assertThat(answer.vectors()).containsExactly(new float[] {0.1f, -0.5f}, new float[] {0.25f, 3f});
                assertThat(answer.model()).isEqualTo("served");
                assertThat(answer.usage().prompt()).isEqualTo(9);
                assertThat(fixture.balance().used()).isEqualTo(9_000);
            }
        }

        @Test
        void are_an_upstream_failure_where_a_vector_is_none() {
            String body = OPENAI.replace("[0.1,-0.5]", "[\"x\"]");
            try (RouterFixture fixture = RouterFixture.with(speaking(Dialect.OPENAI_EMBEDDINGS, body))) {
                assertThatThrownBy(() -> fixture.router.embed(openAi("a", "b"), CallContext.withKey(RouterFixture.KEY)))
                        .isInstanceOfSatisfying(
                                RouterException.class,
                                e -> assertThat(e.code()).isEqualTo(RouterErrorCode.UPSTREAM_FAILED));
                assertThat(fixture.balance().held()).isZero();
            }
        }

        @Test
        void have_no_events_and_chats_no_vectors() {
            try (RouterFixture fixture = RouterFixture.with(speaking(Dialect.OPENAI_EMBEDDINGS, OPENAI))) {
                CallContext caller = CallContext.withKey(RouterFixture.KEY);
                assertThatThrownBy(() ->
                                fixture.router.newCall(openAi("a"), caller).execute())
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("embeddings()");
                OpenAiChatRequest chat =
                        OpenAiChatRequest.builder().model("m").user("hi").build();
                assertThatThrownBy(() -> fixture.router.embed(chat, caller)).isInstanceOf(IllegalStateException.class);
                assertThat(fixture.records).isEmpty();
            }
        }
    }

    @Test
    @Tag("R1.9")
    void hold_their_prompt_alone() {
        try (RouterFixture fixture = RouterFixture.with(speaking(Dialect.OPENAI_EMBEDDINGS, OPENAI))) {
            OpenAiEmbeddingsRequest request = openAi("hello world");

            Long estimate = fixture.router
                    .explain(request, CallContext.withKey(RouterFixture.KEY))
                    .estimate();

            // Two tokens (recording dd-trace-py-embedding-0-655195a6), a fifth more.
            assertThat(estimate).isEqualTo(2_400);
            OpenAiEmbeddingsRequest tokens = OpenAiEmbeddingsRequest.builder()
                    .model("text-embedding-3-small")
                    .tokens(1, 2, 3)
                    .tokens(4)
                    .build();
            assertThat(PromptTokens.quick(tokens, "text-embedding-3-small")).isEqualTo(4);
        }
    }
}
