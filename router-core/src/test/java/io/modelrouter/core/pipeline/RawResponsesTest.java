package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.CallContext;
import io.modelrouter.RawResponse;
import io.modelrouter.RoutedCall;
import io.modelrouter.chat.ChatResponse;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.OpenAiCompletionsRequest;
import io.modelrouter.request.OpenAiEmbeddingsRequest;
import io.modelrouter.request.OpenAiFormRequest;
import io.modelrouter.request.OpenAiJsonRequest;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.request.OpenAiStoredResponseRequest;
import io.modelrouter.request.OpenAiStoredResponseRequest.Action;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.FormUpload;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("In process, a call's raw view")
class RawResponsesTest {
    private static final String MODERATED = "{\"id\":\"modr-1\",\"model\":\"omni\", \"results\":[ ]}";
    private static final String DRAWN = "{\"created\":1,\"data\":[{\"b64_json\":\"AAAA\"}],"
            + "\"usage\":{\"input_tokens\":50,\"output_tokens\":1000,\"total_tokens\":1050}}";

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static OpenAiJsonRequest json(Dialect dialect, String body) {
        return OpenAiJsonRequest.parse(dialect, "", RawJson.parse(bytes(body)), Map.of());
    }

    private static OpenAiFormRequest transcribing(String more) {
        byte[] form = bytes("--B\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nwhisper\r\n" + more
                + "--B\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\n\r\nsound\r\n--B--\r\n");
        try {
            FormUpload upload = FormUpload.open(
                    new ByteArrayInputStream(form), "multipart/form-data; boundary=B", form.length, 10_000, "model");
            return OpenAiFormRequest.of(Dialect.OPENAI_AUDIO, "transcriptions", upload, Map.of());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static FakeProvider speaking(Dialect dialect, FakeAnswer answer) {
        return new FakeProvider(dialect.id(), dialect).then(answer);
    }

    private static FakeAnswer of(String type, byte[] body) {
        return FakeAnswer.of(
                200, HttpHeaders.builder().add("content-type", type).build(), body);
    }

    private static RoutedCall call(RouterFixture fixture, RouterRequest request) {
        return fixture.router.newCall(request, CallContext.withKey(RouterFixture.KEY));
    }

    @Test
    @Tag("R1.7")
    void has_the_vendors_own_bytes_and_what_they_cost() {
        try (RouterFixture fixture = RouterFixture.with(speaking(Dialect.OPENAI_IMAGES, FakeAnswer.json(200, DRAWN)))) {
            RawResponse answer = call(
                            fixture, json(Dialect.OPENAI_IMAGES, "{\"model\":\"gpt-image-1\",\"prompt\":\"a cat\"}"))
                    .raw();

            assertThat(answer.text()).isEqualTo(DRAWN);
            assertThat(answer.contentType()).isEqualTo("application/json");
            assertThat(answer.json().get("created")).contains(RawJson.of(1));
            assertThat(answer.model()).isEqualTo("gpt-image-1");
            assertThat(answer.usage().output()).isEqualTo(1000);
            assertThat(answer.costNanos()).hasValue(50 * 1000 + 1000 * 2000);
            assertThat(answer.record()).isSameAs(fixture.record());
            assertThat(answer.headers().first("x-router-channel")).contains("c1");
            assertThat(fixture.balance().used()).isEqualTo(50 * 1000 + 1000 * 2000);
            assertThat(fixture.balance().held()).isZero();
        }
    }

    @Test
    void comes_as_a_future_too() throws Exception {
        try (RouterFixture fixture =
                RouterFixture.with(speaking(Dialect.OPENAI_MODERATIONS, FakeAnswer.json(200, MODERATED)))) {
            RawResponse answer = call(fixture, json(Dialect.OPENAI_MODERATIONS, "{\"input\":\"hello\"}"))
                    .rawAsync()
                    .get();

            assertThat(answer.text()).isEqualTo(MODERATED);
            assertThat(answer.model()).isEqualTo("omni-moderation-latest");
        }
    }

    @Test
    void tells_why_there_is_none() {
        FakeProvider provider =
                speaking(Dialect.RERANK, FakeAnswer.json(400, "{\"error\":{\"message\":\"no documents\"}}"));
        provider.then(FakeAnswer.failing(FailureKind.CONNECTION));
        provider.then(FakeAnswer.failing(FailureKind.CONNECTION));
        try (RouterFixture fixture = RouterFixture.with(provider)) {
            OpenAiJsonRequest request = json(Dialect.RERANK, "{\"model\":\"rerank-1\",\"query\":\"a\"}");

            assertThatThrownBy(() -> call(fixture, request).raw())
                    .isInstanceOf(RouterException.class)
                    .hasMessageContaining("no documents");
            assertThatThrownBy(() -> call(fixture, request).rawAsync().get())
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(RouterException.class);
        }
    }

    /** 128 kbit/s for two seconds; the usage is a guess by the length, with a few tokens of text. */
    @Test
    @Tag("R1.9")
    void has_sound_whose_tokens_are_guessed_by_its_length() {
        byte[] sound = new byte[32_000];
        sound[0] = '{';
        try (RouterFixture fixture = RouterFixture.with(speaking(Dialect.OPENAI_AUDIO, of("audio/mpeg", sound)))) {
            RawResponse answer = call(
                            fixture,
                            json(Dialect.OPENAI_AUDIO, "{\"model\":\"tts-1\",\"input\":\"hello\",\"voice\":\"alloy\"}"))
                    .raw();

            assertThat(answer.body()).isEqualTo(sound);
            assertThat(answer.contentType()).isEqualTo("audio/mpeg");
            assertThat(answer.usage().output()).isBetween(35L, 50L);
            assertThat(answer.record().source()).isEqualTo(UsageSource.ESTIMATED);
        }
    }

    @Test
    void has_a_transcript_that_is_no_json() throws IOException {
        try (OpenAiFormRequest form = transcribing("");
                RouterFixture fixture =
                        RouterFixture.with(speaking(Dialect.OPENAI_AUDIO, of("text/plain", bytes("hello there"))))) {
            RawResponse answer = call(fixture, form).raw();

            assertThat(answer.text()).isEqualTo("hello there");
            assertThat(answer.usage().output()).isBetween(2L, 5L);
        }
    }

    @Test
    void reads_the_usage_of_events_that_come_in_one_piece() throws IOException {
        String events = "data: {\"type\":\"transcript.text.delta\",\"delta\":\"hel\"}\n\n"
                + "data: {\"type\":\"transcript.text.done\",\"text\":\"hello\",\"usage\":{\"type\":\"tokens\","
                + "\"input_tokens\":14,\"output_tokens\":45,\"total_tokens\":59}}\n\n";
        try (OpenAiFormRequest form = transcribing("");
                RouterFixture fixture =
                        RouterFixture.with(speaking(Dialect.OPENAI_AUDIO, of("text/event-stream", bytes(events))))) {
            RawResponse answer = call(fixture, form).raw();

            assertThat(answer.text()).isEqualTo(events);
            assertThat(answer.usage().output()).isEqualTo(45);
            assertThat(answer.record().source()).isEqualTo(UsageSource.REPORTED);
        }
    }

    @Test
    void asks_for_a_whole_answer_whatever_the_request_says() {
        FakeProvider provider = speaking(Dialect.OPENAI_IMAGES, FakeAnswer.json(200, DRAWN));
        try (RouterFixture fixture = RouterFixture.with(provider)) {
            call(
                            fixture,
                            json(
                                    Dialect.OPENAI_IMAGES,
                                    "{\"model\":\"gpt-image-1\",\"prompt\":\"a cat\",\"stream\":true}"))
                    .raw();

            assertThat(new String(provider.lastRequest().body().toBytes(), StandardCharsets.UTF_8))
                    .contains("\"stream\":false");
        }
    }

    @Test
    void is_there_for_chats_too_in_the_callers_dialect() {
        String claude = "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude-x\","
                + "\"content\":[{\"type\":\"text\",\"text\":\"hi\"}],\"stop_reason\":\"end_turn\","
                + "\"usage\":{\"input_tokens\":3,\"output_tokens\":5}}";
        FakeProvider provider = speaking(Dialect.CLAUDE_MESSAGES, FakeAnswer.json(200, claude));
        provider.then(FakeAnswer.json(200, claude));
        try (RouterFixture fixture = RouterFixture.with(provider)) {
            assertThat(call(fixture, RouterFixture.claude(true)).raw().text()).isEqualTo(claude);

            RawResponse translated = call(
                            fixture,
                            OpenAiChatRequest.builder()
                                    .model("claude-x")
                                    .user("hi")
                                    .build())
                    .raw();
            assertThat(translated.json().at("choices").orElseThrow().elements()).hasSize(1);
            assertThat(translated.text()).doesNotContain("\"cost\"");
            assertThat(translated.costNanos()).hasValue(3 * 1000 + 5 * 2000);
        }
    }

    @Test
    void has_responses_that_were_made_before() {
        String response = "{\"id\":\"resp_1\",\"object\":\"response\",\"status\":\"completed\",\"model\":\"gpt-x\","
                + "\"output\":[],\"usage\":{\"input_tokens\":3,\"output_tokens\":5,\"total_tokens\":8}}";
        String deleted = "{\"id\":\"resp_1\",\"object\":\"response\",\"deleted\":true}";
        FakeProvider provider = speaking(Dialect.OPENAI_RESPONSES, FakeAnswer.json(200, response));
        provider.then(FakeAnswer.json(200, response)).then(FakeAnswer.json(200, deleted));
        try (RouterFixture fixture = RouterFixture.with(provider)) {
            call(fixture, OpenAiResponsesRequest.parse(bytes("{\"model\":\"gpt-x\",\"input\":\"hi\"}")))
                    .raw();

            RawResponse again = call(fixture, OpenAiStoredResponseRequest.of(Action.RETRIEVE, "resp_1", null, Map.of()))
                    .raw();
            RawResponse gone = call(fixture, OpenAiStoredResponseRequest.of(Action.DELETE, "resp_1", null, Map.of()))
                    .raw();

            assertThat(again.text()).isEqualTo(response);
            assertThat(gone.text()).isEqualTo(deleted);
            assertThat(fixture.balance().used()).isEqualTo(3 * 1000 + 5 * 2000);
        }
    }

    @Nested
    @DisplayName("and the others:")
    class Others {

        private void assertOnlyRaw(RouterFixture fixture, RouterRequest request) {
            RoutedCall call = call(fixture, request);
            List<org.assertj.core.api.ThrowableAssert.ThrowingCallable> wrong =
                    List.of(call::execute, call::executeAsync, call::events, call::stream, call::embeddings);
            for (var view : wrong) {
                assertThatThrownBy(view)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("use raw()");
            }
            assertThat(fixture.records).isEmpty();
        }

        @Test
        void what_is_no_chat_says_that_it_is_raw() throws IOException {
            try (OpenAiFormRequest form = transcribing("");
                    RouterFixture fixture = RouterFixture.with(new FakeProvider("x", Dialect.OPENAI_CHAT))) {
                assertOnlyRaw(fixture, json(Dialect.OPENAI_MODERATIONS, "{\"input\":\"hello\"}"));
                assertOnlyRaw(fixture, json(Dialect.OPENAI_IMAGES, "{\"prompt\":\"a cat\"}"));
                assertOnlyRaw(fixture, json(Dialect.OPENAI_AUDIO, "{\"model\":\"tts-1\",\"input\":\"a\"}"));
                assertOnlyRaw(fixture, json(Dialect.RERANK, "{\"model\":\"rerank-1\",\"query\":\"a\"}"));
                assertOnlyRaw(fixture, form);
                assertOnlyRaw(fixture, OpenAiStoredResponseRequest.of(Action.RETRIEVE, "resp_1", null, Map.of()));
            }
        }

        @Test
        void a_wrong_view_does_not_use_the_call_up() {
            try (RouterFixture fixture =
                    RouterFixture.with(speaking(Dialect.OPENAI_MODERATIONS, FakeAnswer.json(200, MODERATED)))) {
                RoutedCall call = call(fixture, json(Dialect.OPENAI_MODERATIONS, "{\"input\":\"hello\"}"));

                assertThatThrownBy(call::execute).isInstanceOf(IllegalStateException.class);
                assertThatCode(call::raw).doesNotThrowAnyException();
                assertThatThrownBy(call::raw)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("once");
            }
        }

        @Test
        void embeddings_and_chats_name_their_own() {
            try (RouterFixture fixture = RouterFixture.with(new FakeProvider("x", Dialect.OPENAI_CHAT))) {
                RouterRequest vectors =
                        OpenAiEmbeddingsRequest.builder().model("m").input("a").build();
                assertThatThrownBy(() -> call(fixture, vectors).execute()).hasMessageContaining("use embeddings()");
                assertThatThrownBy(
                                () -> call(fixture, RouterFixture.claude(false)).embeddings())
                        .hasMessageContaining("use execute()");
            }
        }

        /** Completions are chats of before the chats. */
        @Test
        void completions_have_text_and_events() {
            String whole = "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\","
                    + "\"choices\":[{\"text\":\" a test.\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":12}}";
            String chunk = "data: {\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\","
                    + "\"choices\":[{\"text\":\" a\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"stop\"}]}\n\n";
            FakeProvider provider = speaking(Dialect.OPENAI_COMPLETIONS, FakeAnswer.json(200, whole));
            provider.then(FakeAnswer.json(200, whole)).then(FakeAnswer.sse(chunk, "data: [DONE]\n\n"));
            try (RouterFixture fixture = RouterFixture.with(provider)) {
                OpenAiCompletionsRequest request =
                        OpenAiCompletionsRequest.parse(bytes("{\"model\":\"m\",\"prompt\":\"this is\"}"));

                ChatResponse answer = call(fixture, request).execute();
                assertThat(answer.text()).isEqualTo(" a test.");
                assertThat(answer.usage().output()).isEqualTo(7);
                assertThat(call(fixture, request).raw().text()).isEqualTo(whole);
                List<ChatEvent> events = new ArrayList<>();
                try (var stream = call(fixture, request).stream()) {
                    stream.forEach(events::add);
                }
                assertThat(events).hasAtLeastOneElementOfType(ChatEvent.TextDelta.class);
                assertThat(events.get(events.size() - 1)).isInstanceOf(ChatEvent.Finished.class);
            }
        }
    }
}
