package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.CallContext;
import io.modelrouter.WireAnswer;
import io.modelrouter.channel.Channel;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.chat.Loss;
import io.modelrouter.chat.Signature;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The lane of a call")
class LanesTest {
    private static final String CHAT_WHOLE =
            "{\"id\":\"c1\",\"object\":\"chat.completion\",\"model\":\"up\",\"choices\":[{\"index\":0,\"message\":"
                    + "{\"role\":\"assistant\",\"content\":\"from chat\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}";

    private final ReplayProvider claude = ClaudeAnswers.good("claude");
    private final ReplayProvider chat =
            new ReplayProvider("chat", request -> ReplayProvider.Answer.of(200, "application/json", CHAT_WHOLE));

    private static Channel channel(String name, String type, int priority, Dialect... dialects) {
        return Channel.builder(name, type)
                .models("*")
                .priority(priority)
                .dialects(dialects)
                .build();
    }

    private RouterFixture fixture(Channel... channels) {
        UnaryOperator<io.modelrouter.core.ModelRouterBuilder> providers =
                builder -> builder.provider(claude).provider(chat);
        return new RouterFixture(1_000_000_000L, providers, channels);
    }

    private static OpenAiChatRequest chatRequest(String more) {
        return OpenAiChatRequest.parse(
                ("{\"model\":\"m\"" + more + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static String wire(RouterFixture fixture, RouterRequest request) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (WireAnswer answer = fixture.router
                .newCall(request, CallContext.withKey(RouterFixture.KEY))
                .wire()) {
            answer.headers()
                    .forEach((name, value) ->
                            out.writeBytes((name + ": " + value + "\n").getBytes(StandardCharsets.UTF_8)));
            answer.writeTo(out);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void isTranslationWhereTheChannelSpeaksAnotherDialect() {
        try (RouterFixture fixture = fixture(channel("c", "claude", 0, Dialect.CLAUDE_MESSAGES))) {
            String answer = wire(fixture, chatRequest(""));

            assertThat(answer).contains("\"object\":\"chat.completion\"", "\"model\":\"m\"");
            assertThat(RawJson.parse(claude.requests.get(0).body().toBytes()).get("max_tokens"))
                    .isPresent();
            assertThat(fixture.record().clientDialect()).isEqualTo(Dialect.OPENAI_CHAT);
            assertThat(fixture.record().channelDialect()).isEqualTo(Dialect.CLAUDE_MESSAGES);
            assertThat(fixture.balance().used()).isEqualTo(10 * 1000 + 5 * 2000);
        }
    }

    @Test
    @Tag("field-25")
    void namesWhatTheChannelWasNotToldInAHeaderAndInTheRecord() {
        try (RouterFixture fixture = fixture(channel("c", "claude", 0, Dialect.CLAUDE_MESSAGES))) {
            String answer = wire(fixture, chatRequest(",\"seed\":0,\"frequency_penalty\":0.5"));

            assertThat(answer)
                    .containsPattern("x-router-dropped: .*frequency_penalty")
                    .contains("seed");
            assertThat(fixture.record().losses()).extracting(Loss::field).contains("seed", "frequency_penalty");
        }
    }

    @Test
    @Tag("field-24")
    void leadsPastAChannelThatCannotBeToldWhatTheCallMeans() {
        try (RouterFixture fixture = fixture(
                channel("first", "claude", 5, Dialect.CLAUDE_MESSAGES),
                channel("second", "chat", 0, Dialect.OPENAI_CHAT))) {
            String answer = wire(fixture, chatRequest(",\"n\":2"));

            assertThat(answer).contains("from chat", "x-router-channel: second", "x-router-attempts: 1");
            assertThat(claude.requests).isEmpty();
        }
    }

    @Test
    @Tag("field-24")
    void endsBeforeAnyUpstreamCallWhereNobodyCanBeToldAndNamesTheField() {
        try (RouterFixture fixture = fixture(channel("c", "claude", 0, Dialect.CLAUDE_MESSAGES))) {
            assertThatThrownBy(() -> wire(fixture, chatRequest(",\"n\":2")))
                    .isInstanceOfSatisfying(RouterException.class, e -> {
                        assertThat(e.code()).isEqualTo(RouterErrorCode.NOT_TRANSLATABLE);
                        assertThat(e.param()).contains("n");
                        assertThat(e.getMessage()).contains("'n'", "claude-messages");
                    });

            assertThat(claude.requests).isEmpty();
            assertThat(fixture.balance().held()).isZero();
            assertThat(fixture.balance().used()).isZero();
        }
    }

    @Test
    void takesAnotherDialectOfTheSameChannelWhereTheFirstCannotBeToldEverything() {
        ReplayProvider both =
                new ReplayProvider("chat", request -> ReplayProvider.Answer.of(200, "application/json", CHAT_WHOLE));
        ClaudeMessagesRequest request = ClaudeMessagesRequest.parse(
                "{\"model\":\"m\",\"max_tokens\":9,\"stop_sequences\":[\"END\"],\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                        .getBytes(StandardCharsets.UTF_8));
        try (RouterFixture fixture = new RouterFixture(
                1_000_000_000L,
                builder -> builder.provider(both),
                channel("c", "chat", 0, Dialect.OPENAI_RESPONSES, Dialect.OPENAI_CHAT))) {
            String answer = wire(fixture, request);

            assertThat(answer).contains("from chat", "\"type\":\"message\"");
            assertThat(both.requests.get(0).dialect()).isEqualTo(Dialect.OPENAI_CHAT);
            assertThat(both.requests.get(0).body().toBytes())
                    .asString(StandardCharsets.UTF_8)
                    .contains("END");
        }
    }

    @Test
    @Tag("field-22")
    void isNotPassThroughWhereAnotherVendorsSignatureStandsInTheRequest() {
        String sealed = Provenance.seal(Signature.of(Dialect.GEMINI_GENERATE, "Z2VtaW5p"));
        ClaudeMessagesRequest request = ClaudeMessagesRequest.parse(
                ("{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},"
                                + "{\"role\":\"assistant\",\"content\":[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\""
                                + sealed
                                + "\"},{\"type\":\"text\",\"text\":\"yes\"}]},{\"role\":\"user\",\"content\":\"go on\"}]}")
                        .getBytes(StandardCharsets.UTF_8));
        try (RouterFixture fixture = fixture(channel("c", "claude", 0, Dialect.CLAUDE_MESSAGES))) {
            String answer = wire(fixture, request);

            assertThat(claude.requests.get(0).body().toBytes())
                    .asString(StandardCharsets.UTF_8)
                    .contains("yes", "go on")
                    .doesNotContain(sealed, "thinking");
            assertThat(answer).contains("x-router-dropped: messages.1.content.0");
        }
    }

    @Test
    void carriesSignaturesToThoseWhoTakeWholeAnswersWrappedForTheNextTurn() {
        ReplayProvider thinking = new ReplayProvider(
                "claude",
                request -> ReplayProvider.Answer.of(
                        200,
                        "application/json",
                        "{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"up\",\"content\":["
                                + "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"c2ln\"},"
                                + "{\"type\":\"text\",\"text\":\"yes\"}],\"stop_reason\":\"end_turn\","
                                + "\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}"));
        try (RouterFixture fixture = new RouterFixture(
                1_000_000_000L,
                builder -> builder.provider(thinking),
                channel("c", "claude", 0, Dialect.CLAUDE_MESSAGES))) {
            var answer = fixture.router
                    .newCall(chatRequest(""), CallContext.withKey(RouterFixture.KEY))
                    .execute();

            ContentBlock.Reasoning reasoning =
                    (ContentBlock.Reasoning) answer.blocks().get(0);
            assertThat(Provenance.unseal(String.valueOf(reasoning.signature())))
                    .containsExactly(
                            new Signature(Dialect.CLAUDE_MESSAGES, "c", Signature.Place.OWN, false, "c2ln", null));
            assertThat(answer.text()).isEqualTo("yes");
        }
    }

    @Test
    @Tag("field-28")
    void showsTheRequestedModelInEveryEventOfATranslatedStream() {
        try (RouterFixture fixture = fixture(channel("c", "claude", 0, Dialect.CLAUDE_MESSAGES))) {
            String answer = wire(fixture, chatRequest(",\"stream\":true"));

            assertThat(answer).contains("content-type: text/event-stream", "data: [DONE]");
            List<String> chunks =
                    answer.lines().filter(line -> line.startsWith("data: {")).toList();
            assertThat(chunks)
                    .isNotEmpty()
                    .allSatisfy(chunk -> assertThat(chunk).contains("\"model\":\"m\""));
        }
    }
}
