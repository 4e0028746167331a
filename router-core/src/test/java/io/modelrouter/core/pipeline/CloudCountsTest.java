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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A count of tokens by a cloud")
class CloudCountsTest {
    private static final CallContext CALLER = CallContext.withKey(RouterFixture.KEY);
    private static final String HI = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    private static final FakeAnswer BEDROCK_11 = FakeAnswer.json(200, "{\"inputTokens\":11}");
    /** As it was recorded by github.com/pydantic/pydantic-ai of the ids of profiles. */
    private static final FakeAnswer NOT_THIS_MODEL = FakeAnswer.json(
            400,
            "{\"__type\":\"ValidationException\",\"message\":\"The provided model doesn't support counting tokens.\"}");

    private final FakeProvider bedrock = new FakeProvider("bedrock", Dialect.CLAUDE_MESSAGES, Dialect.BEDROCK_CONVERSE)
            .counting(Dialect.CLAUDE_MESSAGES, Dialect.BEDROCK_CONVERSE);
    private final FakeProvider vertex = new FakeProvider("vertex", Dialect.CLAUDE_MESSAGES, Dialect.GEMINI_GENERATE)
            .counting(Dialect.CLAUDE_MESSAGES, Dialect.GEMINI_GENERATE);

    private final FakeProvider azure =
            new FakeProvider("azure", Dialect.CLAUDE_MESSAGES).counting(Dialect.CLAUDE_MESSAGES);

    private RouterFixture on(String type, Dialect... dialects) {
        Channel channel =
                Channel.builder("one", type).models("*").dialects(dialects).build();
        return new RouterFixture(
                0,
                Token.builder("team").build(),
                builder -> builder.provider(bedrock).provider(vertex).provider(azure),
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

    /** Azure's is recorded, azure-openai/openllmetry-test-chat-reasoning-1-07cc6f86; it names no model. */
    @ParameterizedTest
    @Tag("R2.2")
    @CsvSource(
            delimiter = '|',
            value = {
                "azure | {'error':{'type':'invalid_request_error','code':'DeploymentNotFound','message':'The API deployment "
                        + "for this resource does not exist.'}}",
                "bedrock | {'__type':'ResourceNotFoundException','message':'not found'}",
                "vertex | {'error':{'code':404,'status':'NOT_FOUND','message':'Publisher Model was not found.'}}",
            })
    void isAnEstimateForAModelThatAHostLacks_andCountedForItsOthers(String type, String error) {
        FakeProvider host = type.equals("azure") ? azure : type.equals("bedrock") ? bedrock : vertex;
        FakeAnswer counted = type.equals("bedrock") ? BEDROCK_11 : FakeAnswer.json(200, "{\"input_tokens\":14}");
        host.then(FakeAnswer.json(404, error.replace('\'', '"')), counted);
        isCountedForAnotherModelOnly(type);
    }

    /** As it is recorded, otel-test-converse-with-invalid-model-0-80b28bb8. */
    @Test
    @Tag("R2.2")
    void isAnEstimateForANameThatBedrockDoesNotKnowHere() {
        bedrock.then(
                FakeAnswer.json(
                        400,
                        "{\"__type\":\"ValidationException\",\"message\":\"The provided model identifier is invalid.\"}"),
                BEDROCK_11);
        isCountedForAnotherModelOnly("bedrock");
    }

    private void isCountedForAnotherModelOnly(String type) {
        try (RouterFixture fixture = on(type, Dialect.CLAUDE_MESSAGES)) {
            TokenCountRequest other = TokenCountRequest.claude(RawJson.parse("{\"model\":\"n\"," + HI + "}"), Map.of());
            assertThat(fixture.router.countTokens(claude("", ""), CALLER).source())
                    .isEqualTo(TokenCount.Source.ESTIMATED);
            assertThat(fixture.router.countTokens(other, CALLER).source()).isEqualTo(TokenCount.Source.UPSTREAM);
            assertThat(fixture.router.countTokens(claude("", ""), CALLER).source())
                    .as("it is not asked again")
                    .isEqualTo(TokenCount.Source.ESTIMATED);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic/claude-x@1", "publishers/anthropic/models/claude-x@1", "claude-x@1"})
    void namesClaudesModelOnVertexWithoutItsPublisher(String model) {
        vertex.then(FakeAnswer.json(200, "{\"input_tokens\":14}"));
        TokenCountRequest request =
                TokenCountRequest.claude(RawJson.parse("{\"model\":\"" + model + "\"," + HI + "}"), Map.of());
        try (RouterFixture fixture = on("vertex", Dialect.CLAUDE_MESSAGES)) {
            fixture.router.countTokens(request, CALLER);
            assertThat(sent(vertex)).startsWith("{\"model\":\"claude-x@1\",");
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
        String chat =
                "{\"generateContentRequest\":{\"model\":\"models/m\",\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}],"
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
