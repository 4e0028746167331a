package io.modelrouter.providers.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.AccessTokens;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.HttpTransportSettings;
import io.modelrouter.wire.Dialect;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The client of Bedrock")
class BedrockClientTest {
    private static final String SIGNING_KEY = Bedrocks.ID + ":" + Bedrocks.SECRET;

    private final MockWebServer server = new MockWebServer();
    private final HttpTransport transport = new HttpTransport(
            HttpTransportSettings.builder().allowPrivateAddresses(true).build());
    private final BedrockClient client = new BedrockClient(transport, AccessTokens.NONE, Bedrocks.NOON);

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        transport.close();
        server.close();
    }

    private RecordedRequest sent(BedrockClient by, Channel channel, Dialect dialect, String model, boolean stream)
            throws Exception {
        server.enqueue(new MockResponse.Builder().body("{}").build());
        by.validate(channel);
        by.newCall(Bedrocks.request(channel, dialect, model, stream, "{\"a\":1}"))
                .execute()
                .close();
        return server.takeRequest();
    }

    private RecordedRequest sent(Channel.Builder channel, Dialect dialect, String model, boolean stream)
            throws Exception {
        return sent(client, channel.build(), dialect, model, stream);
    }

    @ParameterizedTest
    @CsvSource({
        "BEDROCK_CONVERSE, false, amazon.nova-lite-v1:0, /model/amazon.nova-lite-v1%3A0/converse",
        "BEDROCK_CONVERSE, true, amazon.nova-lite-v1:0, /model/amazon.nova-lite-v1%3A0/converse-stream",
        "CLAUDE_MESSAGES, false, us.anthropic.claude-x-v1:0, /model/us.anthropic.claude-x-v1%3A0/invoke",
        "CLAUDE_MESSAGES, true, anthropic.claude-x, /model/anthropic.claude-x/invoke-with-response-stream",
        "BEDROCK_EMBED, false, cohere.embed-v4:0, /model/cohere.embed-v4%3A0/invoke",
        "CLAUDE_MESSAGES, false, arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.anthropic.c-v1:0, "
                + "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A000000000000%3Ainference-profile%2Fus.anthropic.c-v1%3A0/invoke"
    })
    void putsTheModelIntoThePathEncodedAsAmazonsOwnClientsDo(Dialect dialect, boolean stream, String model, String path)
            throws Exception {
        RecordedRequest recorded = sent(Bedrocks.channel(server).apiKey("k"), dialect, model, stream);

        assertThat(recorded.getRequestLine()).isEqualTo("POST " + path + " HTTP/1.1");
        assertThat(recorded.getBody().utf8()).isEqualTo("{\"a\":1}");
        assertThat(recorded.getHeaders().get("content-type")).isEqualTo("application/json");
        assertThat(recorded.getHeaders().get("accept"))
                .isEqualTo(stream ? "application/vnd.amazon.eventstream" : "application/json");
    }

    @ParameterizedTest
    @Tag("S6.path")
    @ValueSource(strings = {"", "..", "a/../b", "a b", "a?b", "a#b", "a%2Fb", "m\n"})
    void sendsNoModelThatCannotStandInAPath(String model) {
        Channel channel = Bedrocks.channel(server).apiKey("k").build();
        assertThatThrownBy(() -> client.newCall(Bedrocks.request(channel, Dialect.CLAUDE_MESSAGES, model, false, "{}"))
                        .execute())
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.UNKNOWN_MODEL));
        assertThat(server.getRequestCount()).isZero();
    }

    /** The paths of recorded counts of github.com/pydantic/pydantic-ai, where a profile's id was refused. */
    @ParameterizedTest
    @CsvSource({
        "BEDROCK_CONVERSE, amazon.nova-lite-v1:0, amazon.nova-lite-v1%3A0",
        "CLAUDE_MESSAGES, us.anthropic.claude-sonnet-4-20250514-v1:0, anthropic.claude-sonnet-4-20250514-v1%3A0",
        "CLAUDE_MESSAGES, global.anthropic.claude-x, anthropic.claude-x",
        "CLAUDE_MESSAGES, us-gov.anthropic.claude-x, anthropic.claude-x",
        "CLAUDE_MESSAGES, arn:aws:bedrock:us-east-1:000000000000:inference-profile/eu.anthropic.c-v1:0, anthropic.c-v1%3A0",
        "BEDROCK_CONVERSE, deepseek.v3.2, deepseek.v3.2",
        "BEDROCK_CONVERSE, arn:aws:bedrock:us-east-1:000000000000:application-inference-profile/abc, "
                + "arn%3Aaws%3Abedrock%3Aus-east-1%3A000000000000%3Aapplication-inference-profile%2Fabc"
    })
    void countsForTheModelBehindAProfile(Dialect dialect, String model, String inPath) throws Exception {
        Channel channel = Bedrocks.channel(server)
                .apiKey(SIGNING_KEY)
                .option("guardrail-id", "gr1")
                .option("guardrail-version", "1")
                .build();
        server.enqueue(new MockResponse.Builder().body("{}").build());
        ProviderRequest chat = Bedrocks.request(channel, dialect, model, false, "{}");

        assertThat(client.counts(channel, dialect)).isTrue();
        client.newCall(new ProviderRequest(
                        channel,
                        chat.key(),
                        dialect,
                        model,
                        false,
                        false,
                        chat.body(),
                        chat.headers(),
                        chat.deadline(),
                        "count"))
                .execute()
                .close();

        RecordedRequest sent = server.takeRequest();
        assertThat(sent.getRequestLine()).isEqualTo("POST /model/" + inPath + "/count-tokens HTTP/1.1");
        assertThat(sent.getHeaders().get("authorization")).startsWith("AWS4-HMAC-SHA256 ");
        assertThat(sent.getHeaders().names())
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).contains("guardrail"));
    }

    @Test
    void countsNoEmbeddings() {
        assertThat(client.counts(Bedrocks.channel(server).build(), Dialect.BEDROCK_EMBED))
                .isFalse();
    }

    @Test
    void sendsAKeyWithoutColonAsBedrocksOwn() throws Exception {
        RecordedRequest recorded =
                sent(Bedrocks.channel(server).apiKey("ABSKabc+/="), Dialect.CLAUDE_MESSAGES, Bedrocks.HAIKU, false);

        assertThat(recorded.getHeaders().values("authorization")).containsExactly("Bearer ABSKabc+/=");
        assertThat(recorded.getHeaders().get("x-amz-date")).isNull();
    }

    @Test
    void signsWithAKeyOfTwoOrThreeParts() throws Exception {
        RecordedRequest lasting =
                sent(Bedrocks.channel(server).apiKey(SIGNING_KEY), Dialect.CLAUDE_MESSAGES, Bedrocks.HAIKU, false);
        RecordedRequest session = sent(
                Bedrocks.channel(server).apiKey(SIGNING_KEY + ":SessionToken+/="),
                Dialect.CLAUDE_MESSAGES,
                Bedrocks.HAIKU,
                false);

        assertThat(lasting.getHeaders().get("authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=" + Bedrocks.ID
                        + "/20261121/us-east-1/bedrock/aws4_request, SignedHeaders=");
        assertThat(lasting.getHeaders().get("x-amz-date")).isEqualTo("20261121T120000Z");
        assertThat(lasting.getHeaders().get("x-amz-security-token")).isNull();
        assertThat(session.getHeaders().get("x-amz-security-token")).isEqualTo("SessionToken+/=");
        assertThat(session.getHeaders().get("authorization")).contains("x-amz-security-token");
    }

    @Test
    void sendsATokenThatSomebodyElseIssues() throws Exception {
        BedrockClient by = new BedrockClient(transport, channel -> Optional.of(Secret.of("short-term")), Bedrocks.NOON);

        assertThat(sent(by, Bedrocks.channel(server).build(), Dialect.CLAUDE_MESSAGES, Bedrocks.HAIKU, false)
                        .getHeaders()
                        .get("authorization"))
                .isEqualTo("Bearer short-term");
        assertThat(sent(
                                by,
                                Bedrocks.channel(server).apiKey("own").build(),
                                Dialect.CLAUDE_MESSAGES,
                                Bedrocks.HAIKU,
                                false)
                        .getHeaders()
                        .get("authorization"))
                .isEqualTo("Bearer own");
    }

    @Test
    void asksTheDefaultChainWhereTheChannelHasNoKey() throws Exception {
        System.setProperty("aws.accessKeyId", Bedrocks.ID);
        System.setProperty("aws.secretAccessKey", Bedrocks.SECRET);
        try {
            RecordedRequest recorded = sent(Bedrocks.channel(server), Dialect.CLAUDE_MESSAGES, Bedrocks.HAIKU, false);
            assertThat(recorded.getHeaders().get("authorization")).contains("Credential=" + Bedrocks.ID + "/");
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    @Test
    void leavesAnthropicsHeadersToTheBody() throws Exception {
        RecordedRequest recorded =
                sent(Bedrocks.channel(server).apiKey("k"), Dialect.CLAUDE_MESSAGES, Bedrocks.HAIKU, false);

        assertThat(recorded.getHeaders().get("anthropic-version")).isNull();
        assertThat(recorded.getHeaders().get("anthropic-beta")).isNull();
        assertThat(recorded.getHeaders().get("x-router-hops")).isEqualTo("1");
    }

    @Test
    void namesTheGuardrailInHeadersOfInvokeAlone() throws Exception {
        Channel.Builder guarded = Bedrocks.channel(server)
                .apiKey("k")
                .option("guardrail-id", "gr1")
                .option("guardrail-version", "DRAFT")
                .option("guardrail-trace", "enabled");
        RecordedRequest invoke = sent(guarded, Dialect.CLAUDE_MESSAGES, Bedrocks.HAIKU, true);
        RecordedRequest converse = sent(guarded, Dialect.BEDROCK_CONVERSE, Bedrocks.HAIKU, true);

        assertThat(invoke.getHeaders().get("X-Amzn-Bedrock-GuardrailIdentifier"))
                .isEqualTo("gr1");
        assertThat(invoke.getHeaders().get("X-Amzn-Bedrock-GuardrailVersion")).isEqualTo("DRAFT");
        assertThat(invoke.getHeaders().get("X-Amzn-Bedrock-Trace")).isEqualTo("ENABLED");
        assertThat(converse.getHeaders().get("X-Amzn-Bedrock-GuardrailIdentifier"))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "us-east-1, https://bedrock-runtime.us-east-1.amazonaws.com",
        "us-gov-west-1, https://bedrock-runtime.us-gov-west-1.amazonaws.com",
        "cn-north-1, https://bedrock-runtime.cn-north-1.amazonaws.com.cn"
    })
    void callsTheRegionsOwnAddress(String region, String address) {
        Channel channel = Channel.builder("b", "bedrock")
                .models("*")
                .option("region", region)
                .build();
        assertThat(BedrockRegion.root(channel)).hasToString(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://bedrock-runtime.eu-west-1.amazonaws.com",
                "https://bedrock-runtime-fips.eu-west-1.amazonaws.com",
                "https://vpce-1.bedrock-runtime.eu-west-1.vpce.amazonaws.com"
            })
    void signsForTheRegionOfTheBaseUrl(String baseUrl) {
        Channel channel =
                Channel.builder("b", "bedrock").models("*").baseUrl(baseUrl).build();
        assertThat(BedrockRegion.of(channel)).contains("eu-west-1");
        client.validate(channel);
    }

    private void refused(String reason, UnaryOperator<Channel.Builder> settings) {
        Channel channel =
                settings.apply(Channel.builder("b", "bedrock").models("*")).build();
        assertThatThrownBy(() -> client.validate(channel))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(reason)
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void namesTheSettingThatCannotWork() {
        refused("options: a channel of type bedrock needs 'region'", c -> c);
        refused("'region' must be a region", c -> c.option("region", "Mars"));
        refused(
                "options: a channel that signs its requests needs 'region'",
                c -> c.baseUrl("https://gateway.example").apiKey(SIGNING_KEY));
        refused(
                "api-keys: a key with a colon",
                c -> c.option("region", "us-east-1").apiKey("short:s3cret"));
        refused(
                "api-keys: a key with a colon",
                c -> c.option("region", "us-east-1").apiKey(SIGNING_KEY + ":a:s3cret"));
        refused(
                "api-keys: a key with a colon",
                c -> c.option("region", "us-east-1").apiKey(SIGNING_KEY + ":"));
        refused("go together", c -> c.option("region", "us-east-1").option("guardrail-id", "g"));
        refused("'guardrail-trace'", c -> c.option("region", "us-east-1").option("guardrail-trace", "enabled"));
        refused("no option 'zone'", c -> c.option("region", "us-east-1").option("zone", "a"));
        refused(
                "does not speak openai-chat",
                c -> c.option("region", "us-east-1").dialects(Dialect.OPENAI_CHAT));
    }

    @Test
    void needsNoRegionForBedrocksOwnKeysAtABaseUrl() {
        client.validate(Channel.builder("b", "bedrock")
                .models("*")
                .baseUrl("https://gateway.example")
                .apiKey("k")
                .build());
    }

    @Test
    void speaksAnthropicsWordsToAnthropicsModelsAlone() {
        Dialect claude = Dialect.CLAUDE_MESSAGES;
        Dialect converse = Dialect.BEDROCK_CONVERSE;
        Dialect embed = Dialect.BEDROCK_EMBED;
        Channel all = Channel.builder("b", "bedrock").models("*").build();
        Channel told = Channel.builder("b", "bedrock")
                .models("*")
                .dialects(claude, converse)
                .build();
        String arn = "arn:aws:bedrock:us-east-1:000000000000:";

        for (String name :
                List.of("anthropic.claude-v2", Bedrocks.HAIKU, arn + "inference-profile/eu.anthropic.c-v1:0")) {
            assertThat(client.dialects(all, name)).as(name).isEqualTo(Set.of(claude, converse));
        }
        Stream.of("amazon.nova-lite-v1:0", "us.meta.llama3-3-70b-instruct-v1:0", "openai.gpt-oss-120b-1:0")
                .forEach(
                        name -> assertThat(client.dialects(told, name)).as(name).isEqualTo(Set.of(converse)));
        for (String name : List.of("amazon.titan-embed-text-v2:0", "cohere.embed-v4:0", "us.cohere.embed-v4:0")) {
            assertThat(client.dialects(all, name)).as(name).isEqualTo(Set.of(embed));
        }
        String unnamed = arn + "application-inference-profile/abc123";
        assertThat(client.dialects(all, unnamed)).isEqualTo(Set.of(converse, embed));
        assertThat(client.dialects(told, unnamed)).isEqualTo(Set.of(claude, converse));
    }
}
