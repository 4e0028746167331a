package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.CallContext;
import io.modelrouter.TokenCount;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.Channel;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.TokenCountRequest;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A count of tokens by a cloud")
class CloudCountsTest {
    private static final CallContext CALLER = CallContext.withKey(RouterFixture.KEY);
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final FakeAnswer BEDROCK_11 = FakeAnswer.json(200, "{\"inputTokens\":11}");
    /** As it was recorded by github.com/pydantic/pydantic-ai of the ids of profiles. */
    private static final FakeAnswer NOT_THIS_MODEL = FakeAnswer.json(
            400,
            "{\"__type\":\"ValidationException\",\"message\":\"The provided model doesn't support counting tokens.\"}");

    private final FakeProvider bedrock = new FakeProvider(
                    "bedrock", Dialect.CLAUDE_MESSAGES, Dialect.BEDROCK_CONVERSE)
            .counting(Dialect.CLAUDE_MESSAGES, Dialect.BEDROCK_CONVERSE);
    private final FakeProvider vertex = new FakeProvider("vertex", Dialect.CLAUDE_MESSAGES, Dialect.GEMINI_GENERATE)
            .counting(Dialect.CLAUDE_MESSAGES, Dialect.GEMINI_GENERATE);

    private RouterFixture on(String type, Dialect... dialects) {
        Channel channel = Channel.builder("one", type).models("*").dialects(dialects).build();
        return new RouterFixture(
                0,
                Token.builder("team").build(),
                builder -> builder.provider(bedrock).provider(vertex),
                channel);
    }

    private static TokenCountRequest claude(String members, String betas) {
        Map<String, String> headers =
                betas.isEmpty() ? Map.of() : Map.of("anthropic-beta", betas, "anthropic-version", "2023-06-01");
        return TokenCountRequest.claude(RawJson.parse("{\"model\":\"m\"," + HI + members + "}"), headers);
    }

    private static String sent(FakeProvider provider) {
        return new String(provider.lastRequest().body().toBytes(), StandardCharsets.UTF_8);
    }

    private String invoked() {
        RawJson asked = RawJson.parse(sent(bedrock));
        String body = asked.at("input", "invokeModel", "body")
                .flatMap(RawJson::asString)
                .orElseThrow(() -> new AssertionError(asked));
        return new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8);
    }

    @Test
    void putsClaudesPromptIntoAnInvokeModelOnBedrock() {
        bedrock.then(BEDROCK_11);
        try (RouterFixture fixture = on("bedrock", Dialect.CLAUDE_MESSAGES)) {
            TokenCount count = fixture.router.countTokens(claude(",\"x\":0.0", "one-1,two-2"), CALLER);

            assertThat(count.tokens()).isEqualTo(11);
            assertThat(count.source()).isEqualTo(TokenCount.Source.UPSTREAM);
            assertThat(count.body()).isEqualTo(RawJson.parse("{\"input_tokens\":11}"));
            assertThat(bedrock.lastRequest().operation()).isEqualTo("count");
            assertThat(invoked())
                    .isEqualTo("{" + HI + ",\"x\":0.0,\"max_tokens\":1,\"anthropic_version\":\"bedrock-2023-05-31\","
                            + "\"anthropic_beta\":[\"one-1\",\"two-2\"]}");
        }
    }

    @Test
    void leavesRoomForTheThinkingThatTheLimitMustExceed() {
        bedrock.then(BEDROCK_11);
        try (RouterFixture fixture = on("bedrock", Dialect.CLAUDE_MESSAGES)) {
            fixture.router.countTokens(
                    claude(",\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048}", ""), CALLER);
            assertThat(invoked()).contains("\"max_tokens\":2049");
        }
    }

    /** The shape of a request that github.com/pydantic/pydantic-ai recorded. */
    @Test
    void putsAnyOthersPromptIntoAConverseWithoutWhatSteersTheAnswer() {
        bedrock.then(BEDROCK_11);
        OpenAiChatRequest chat = OpenAiChatRequest.builder()
                .model("amazon.nova-lite-v1:0")
                .user("hi")
                .set("max_tokens", RawJson.of(9))
                .build();
        try (RouterFixture fixture = on("bedrock", Dialect.BEDROCK_CONVERSE)) {
            assertThat(fixture.router.countTokens(chat, CALLER).tokens()).isEqualTo(11);
            assertThat(sent(bedrock))
                    .isEqualTo("{\"input\":{\"converse\":{\"messages\":[{\"role\":\"user\",\"content\":"
                            + "[{\"text\":\"hi\"}]}]}}}");
        }
    }

    @Test
    void isAnEstimateForAModelThatBedrockDoesNotCountFor() {
        bedrock.then(NOT_THIS_MODEL, BEDROCK_11);
        try (RouterFixture fixture = on("bedrock", Dialect.CLAUDE_MESSAGES)) {
            assertThat(fixture.router.countTokens(claude("", ""), CALLER).source())
                    .isEqualTo(TokenCount.Source.ESTIMATED);
            assertThat(fixture.router.countTokens(claude("", ""), CALLER).source())
                    .as("it is not asked again")
                    .isEqualTo(TokenCount.Source.ESTIMATED);
            assertThat(bedrock.requests()).hasSize(1);

            TokenCountRequest other = TokenCountRequest.claude(RawJson.parse("{\"model\":\"n\"," + HI + "}"), Map.of());
            assertThat(fixture.router.countTokens(other, CALLER).source())
                    .as("but for another model")
                    .isEqualTo(TokenCount.Source.UPSTREAM);
        }
    }

    @Test
    void keepsClaudesModelOnVertexAndAddsTheVersion() {
        vertex.then(FakeAnswer.json(200, "{ \"input_tokens\": 14 }"));
        try (RouterFixture fixture = on("vertex", Dialect.CLAUDE_MESSAGES)) {
            TokenCount count = fixture.router.countTokens(claude("", ""), CALLER);

            assertThat(new String(count.body().toBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("{ \"input_tokens\": 14 }");
            assertThat(sent(vertex))
                    .isEqualTo("{\"model\":\"m\"," + HI + ",\"anthropic_version\":\"vertex-2023-10-16\"}");
        }
    }

    @Test
    void tellsVertexOfGeminisChatsOnlyWhatIsCounted() {
        vertex.then(FakeAnswer.json(200, "{\"totalTokens\":7}"));
        String chat = "{\"generateContentRequest\":{\"model\":\"models/m\",\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}],"
                + "\"system_instruction\":{\"parts\":[{\"text\":\"be\"}]},\"tools\":[{\"googleSearch\":{}}],"
                + "\"safetySettings\":[],\"labels\":{\"a\":\"b\"}}}";
        try (RouterFixture fixture = on("vertex", Dialect.GEMINI_GENERATE)) {
            assertThat(fixture.router
                            .countTokens(TokenCountRequest.gemini("m", RawJson.parse(chat)), CALLER)
                            .tokens())
                    .isEqualTo(7);
            assertThat(RawJson.parse(sent(vertex)).names())
                    .containsExactlyInAnyOrder("contents", "systemInstruction", "tools");
        }
    }
}
