package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.modelrouter.CallContext;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.record.CallExport;
import io.modelrouter.core.record.ExportFormat;
import io.modelrouter.core.record.InMemoryCallLog;
import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory.DailyGroup;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.GeminiGenerateRequest;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import io.modelrouter.wire.Dialect;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The record of a call")
class CallRecordTest {
    private static final String PROMPT = "canary-prompt-7f3a";
    private static final String ANSWER = "canary-answer-91bc";
    private static final String UPSTREAM_KEY = "sk-canary-upstream-key-55";
    private static final String WRONG_KEY = "sk-canary-wrong-key-0123";

    private static RouterFixture over(UnaryOperator<ModelRouterBuilder> more, FakeAnswer... answers) {
        return new RouterFixture(
                1_000_000_000L,
                builder ->
                        more.apply(builder.provider(new FakeProvider("fake", Dialect.CLAUDE_MESSAGES).then(answers))),
                Channel.builder("main", "fake")
                        .models("claude-*")
                        .apiKeys(List.of(Secret.of(UPSTREAM_KEY)))
                        .build());
    }

    private static RouterFixture over(FakeAnswer... answers) {
        return over(UnaryOperator.identity(), answers);
    }

    private static FakeAnswer whole() {
        return FakeAnswer.json(200, ClaudeAnswers.WHOLE.replace("Hello you", ANSWER));
    }

    /** The record of a call that is read to its end, whatever comes. */
    private static CallRecord record(RouterFixture fixture, RouterRequest request, CallContext context) {
        Throwable ignored = catchThrowable(() -> {
            try (var answer = fixture.router.newCall(request, context).wire()) {
                answer.writeTo(new ByteArrayOutputStream());
            }
        });
        if (ignored instanceof Error error) {
            throw error;
        }
        return fixture.record();
    }

    private static CallRecord record(RouterFixture fixture, RouterRequest request) {
        return record(fixture, request, CallContext.withKey(RouterFixture.KEY));
    }

    private static int status(RouterRequest request, FakeAnswer... answers) {
        try (RouterFixture fixture = over(answers)) {
            return record(fixture, request).status();
        }
    }

    @Test
    @DisplayName("has the status that the caller got in its own dialect")
    void status() {
        RouterRequest openAi =
                OpenAiChatRequest.builder().model("claude-x").user("hi").build();
        RouterRequest gemini =
                GeminiGenerateRequest.builder().model("claude-x").user("hi").build();
        FakeAnswer overloaded = FakeAnswer.json(
                529, "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"m\"}}");
        FakeAnswer refusal = FakeAnswer.json(
                413, "{\"type\":\"error\",\"error\":{\"type\":\"request_too_large\",\"message\":\"m\"}}");

        assertThat(status(RouterFixture.claude(false), whole())).isEqualTo(200);
        assertThat(status(RouterFixture.claude(false), overloaded)).isEqualTo(529);
        assertThat(status(openAi, overloaded)).isEqualTo(502);
        assertThat(status(gemini, overloaded)).isEqualTo(503);
        assertThat(status(openAi, refusal)).isEqualTo(413);
        assertThat(status(
                        OpenAiChatRequest.builder().model("unknown").user("hi").build()))
                .isEqualTo(404);
    }

    @Test
    @DisplayName("has the status of a refused key, which is 400 for Gemini's clients")
    void refusedKey() {
        try (RouterFixture fixture = over(whole())) {
            CallContext wrong = CallContext.withKey(WRONG_KEY);

            assertThat(record(fixture, RouterFixture.claude(false), wrong).status())
                    .isEqualTo(401);
            assertThat(record(
                                    fixture,
                                    GeminiGenerateRequest.builder()
                                            .model("claude-x")
                                            .user("hi")
                                            .build(),
                                    wrong)
                            .status())
                    .isEqualTo(400);
            assertThat(fixture.record().token()).isEqualTo("unknown");
        }
    }

    @Test
    @DisplayName("of a stream that broke off has the status that it began with")
    void brokenStream() {
        assertThat(status(RouterFixture.claude(true), FakeAnswer.sse(ClaudeAnswers.START, ClaudeAnswers.DELTA)))
                .isEqualTo(200);
    }

    @Test
    @DisplayName("has the serving upstream's id of the exchange, and none where no answer served")
    void upstreamRequestId() {
        try (RouterFixture fixture = over(whole().header("request-id", "req_011"))) {
            assertThat(record(fixture, RouterFixture.claude(false)).upstreamRequestId())
                    .isEqualTo("req_011");
        }
        try (RouterFixture fixture = over(FakeAnswer.json(500, "{}").header("request-id", "req_012"))) {
            assertThat(record(fixture, RouterFixture.claude(false)).upstreamRequestId())
                    .isNull();
        }
    }

    @Test
    @Tag("log-injection")
    @DisplayName("has no control characters of the caller's in the model or the address")
    void logInjection() {
        String forged = "x\\n2026-01-01 ERROR forged\\u001b[31m\\ud800";
        ClaudeMessagesRequest request = ClaudeMessagesRequest.parse(("{\"model\":\"" + forged
                        + "\",\"max_tokens\":1,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                .getBytes(StandardCharsets.UTF_8));
        try (RouterFixture fixture = over()) {
            CallRecord record = record(
                    fixture,
                    request,
                    CallContext.builder()
                            .key(Secret.of(RouterFixture.KEY))
                            .remoteAddress("10.0.0.1\r\nforged" + "x".repeat(500))
                            .build());

            assertThat(record.requestedModel()).isEqualTo("x\uFFFD2026-01-01 ERROR forged\uFFFD[31m\uFFFD");
            assertThat(record.address())
                    .startsWith("10.0.0.1\uFFFD\uFFFDforged")
                    .hasSize(64);
        }
    }

    @Test
    @DisplayName("has the words of an installed annotator, in the log as for listeners")
    void annotated() {
        InMemoryCallLog log = new InMemoryCallLog(ZoneOffset.UTC);
        CallRecord told;
        try (RouterFixture fixture = over(
                builder -> builder.callLog(log)
                        .annotator(
                                (record, request) -> Map.of("status", "" + record.status(), "model", request.model())),
                whole())) {
            told = record(fixture, RouterFixture.claude(false));
        }

        assertThat(told.attributes()).containsOnly(Map.entry("status", "200"), Map.entry("model", "claude-x"));
        assertThat(log.calls(CallFilter.everybody(), null, 10).records()).containsExactly(told);
    }

    @Test
    @DisplayName("is made, and the call succeeds, also where the annotator throws")
    void failingAnnotator() {
        try (RouterFixture fixture = over(
                builder -> builder.annotator((record, request) -> {
                    throw new IllegalStateException(PROMPT);
                }),
                whole())) {
            assertThat(record(fixture, RouterFixture.claude(false)).succeeded()).isTrue();
            assertThat(fixture.record().attributes()).isEmpty();
            assertThat(fixture.balance().held()).isZero();
        }
    }

    @Test
    @Tag("R1.16")
    @DisplayName("is written before close returns, though the log fails at first")
    void flushedByClose() {
        InMemoryCallLog log = new InMemoryCallLog(ZoneOffset.UTC);
        int[] failures = {2};
        try (RouterFixture fixture = over(
                builder -> builder.callLog(record -> {
                    if (failures[0]-- > 0) {
                        throw new IllegalStateException("not now");
                    }
                    log.write(record);
                }),
                whole(),
                whole(),
                whole())) {
            for (int i = 0; i < 3; i++) {
                record(fixture, RouterFixture.claude(false));
            }
        }

        assertThat(log.calls(CallFilter.everybody(), null, 10).records()).hasSize(3);
    }

    @Test
    @Tag("prompts")
    @DisplayName("has no word of the prompt or the answer and no key, whatever becomes of the call; nor has an export")
    void canaries() throws IOException {
        InMemoryCallLog log = new InMemoryCallLog(ZoneOffset.UTC);
        String echo = "{\"type\":\"error\",\"error\":{\"type\":\"invalid_request_error\",\"message\":\"" + PROMPT + " "
                + UPSTREAM_KEY + "\"}}";
        FakeAnswer[] answers = {
            whole(),
            FakeAnswer.sse(ClaudeAnswers.STREAM.replace("Hello you", ANSWER)),
            FakeAnswer.sse(ClaudeAnswers.START, ClaudeAnswers.DELTA.replace("Hello you", ANSWER)),
            FakeAnswer.json(400, echo),
            FakeAnswer.json(529, echo.replace("invalid_request_error", "overloaded_error")),
            FakeAnswer.json(200, PROMPT + ANSWER + UPSTREAM_KEY),
            FakeAnswer.json(401, echo.replace("invalid_request_error", "authentication_error"))
        };
        int calls = 0;
        for (FakeAnswer answer : answers) {
            for (RouterRequest request : List.of(claude(false), claude(true), openAi(false), openAi(true))) {
                for (String key : List.of(RouterFixture.KEY, WRONG_KEY)) {
                    try (RouterFixture fixture = over(builder -> builder.callLog(log), answer)) {
                        CallRecord record = record(fixture, request, CallContext.withKey(key));
                        assertClean(record.toString());
                        calls++;
                    }
                }
            }
        }

        List<CallRecord> all = log.calls(CallFilter.everybody(), null, 1_000).records();
        assertThat(all).hasSize(calls).hasSize(56);
        assertThat(all).anySatisfy(record -> assertThat(record.losses()).isNotEmpty());
        assertThat(all).anySatisfy(record -> assertThat(record.failures()).isNotEmpty());
        assertThat(all).anySatisfy(record -> assertThat(record.succeeded()).isTrue());
        CallExport export = new CallExport(log);
        for (ExportFormat format : ExportFormat.values()) {
            StringBuilder out = new StringBuilder();
            export.calls(CallFilter.everybody(), format, out);
            export.daily(CallFilter.everybody(), List.of(DailyGroup.values()), format, out);
            assertThat(out).contains("claude-x");
            assertClean(out.toString());
        }
    }

    private static void assertClean(String text) {
        assertThat(text).doesNotContain(PROMPT, ANSWER, UPSTREAM_KEY, WRONG_KEY, RouterFixture.KEY);
    }

    private static RouterRequest claude(boolean stream) {
        return ClaudeMessagesRequest.parse(("{\"model\":\"claude-x\",\"max_tokens\":10,\"system\":\"" + PROMPT
                        + "\",\"metadata\":{\"user_id\":\"" + PROMPT
                        + "\"},\"messages\":[{\"role\":\"user\",\"content\":\""
                        + PROMPT + "\"}],\"stream\":" + stream + "}")
                .getBytes(StandardCharsets.UTF_8));
    }

    private static RouterRequest openAi(boolean stream) {
        return OpenAiChatRequest.parse(("{\"model\":\"claude-x\",\"logit_bias\":{\"50256\":-100},\"seed\":7,\"user\":\""
                        + PROMPT + "\",\"unknown_member\":\"" + PROMPT
                        + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}],\"stream\":" + stream
                        + "}")
                .getBytes(StandardCharsets.UTF_8));
    }
}
