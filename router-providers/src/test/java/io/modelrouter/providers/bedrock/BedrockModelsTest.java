package io.modelrouter.providers.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.AccessTokens;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.HttpTransportSettings;
import java.util.List;
import java.util.Optional;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The models of Bedrock")
class BedrockModelsTest {
    private static final String FOUNDATION = """
            {"modelSummaries":[
             {"modelId":"amazon.nova-lite-v1:0","modelArn":"arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-lite-v1:0",
              "outputModalities":["TEXT"],"inferenceTypesSupported":["ON_DEMAND"],"modelLifecycle":{"status":"ACTIVE"}},
             {"modelId":"amazon.titan-embed-text-v2:0","outputModalities":["EMBEDDING"],"inferenceTypesSupported":["ON_DEMAND"]},
             {"modelId":"amazon.nova-lite-v1:0:300k","outputModalities":["TEXT"],"inferenceTypesSupported":["PROVISIONED"]},
             {"modelId":"anthropic.claude-x-v1:0","outputModalities":["TEXT"],"inferenceTypesSupported":["INFERENCE_PROFILE"]},
             {"modelId":"stability.picture-v1:0","outputModalities":["IMAGE"],"inferenceTypesSupported":["ON_DEMAND"]}]}""";
    private static final String ARN = "arn:aws:bedrock:us-east-1::foundation-model/";
    private static final String FIRST = "{\"inferenceProfileSummaries\":["
            + "{\"inferenceProfileId\":\"us.anthropic.claude-x-v1:0\",\"status\":\"ACTIVE\",\"type\":\"SYSTEM_DEFINED\","
            + "\"models\":[{\"modelArn\":\"" + ARN + "anthropic.claude-x-v1:0\"}]}],\"nextToken\":\"a/b+c=\"}";
    private static final String SECOND = "{\"inferenceProfileSummaries\":["
            + "{\"inferenceProfileId\":\"us.stability.picture-v1:0\",\"status\":\"ACTIVE\","
            + "\"models\":[{\"modelArn\":\"" + ARN + "stability.picture-v1:0\"}]},"
            + "{\"inferenceProfileId\":\"eu.old-v1:0\",\"status\":\"INACTIVE\"}]}";

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

    private Channel channel() {
        return Bedrocks.channel(server)
                .option("control-url", "http://127.0.0.1:" + server.getPort() + "/control")
                .option("guardrail-id", "gr1")
                .option("guardrail-version", "1")
                .apiKey(Bedrocks.ID + ":" + Bedrocks.SECRET)
                .build();
    }

    private Optional<List<String>> models(Channel channel) throws ProviderException {
        client.validate(channel);
        return client.models(channel, Secret.of(Bedrocks.ID + ":" + Bedrocks.SECRET));
    }

    private void answer(int status, String body) {
        server.enqueue(new MockResponse.Builder().code(status).body(body).build());
    }

    @Test
    void areThoseThatCanBeCalledAndTheProfilesThatLeadToThem() throws Exception {
        answer(200, FOUNDATION);
        answer(200, FIRST);
        answer(200, SECOND);

        assertThat(models(channel()))
                .contains(
                        List.of("amazon.nova-lite-v1:0", "amazon.titan-embed-text-v2:0", "us.anthropic.claude-x-v1:0"));

        RecordedRequest foundation = server.takeRequest();
        assertThat(foundation.getRequestLine()).isEqualTo("GET /control/foundation-models HTTP/1.1");
        assertThat(foundation.getHeaders().get("authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=" + Bedrocks.ID + "/20261121/us-east-1/bedrock/aws4_request,");
        assertThat(foundation.getHeaders().names())
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).contains("guardrail"));
        assertThat(server.takeRequest().getUrl().queryParameterNames()).containsOnly("maxResults", "type");
        RecordedRequest next = server.takeRequest();
        assertThat(next.getUrl().encodedPath()).isEqualTo("/control/inference-profiles");
        assertThat(next.getUrl().queryParameter("nextToken")).isEqualTo("a/b+c=");
        assertThat(next.getUrl().queryParameter("type")).isEqualTo("SYSTEM_DEFINED");
    }

    @Test
    void areThoseOfTheOneListThatThereIs() throws Exception {
        answer(404, "{}");
        answer(200, SECOND.replace("INACTIVE", "ACTIVE"));
        assertThat(models(channel())).contains(List.of("eu.old-v1:0", "us.stability.picture-v1:0"));

        answer(404, "{}");
        answer(404, "{}");
        assertThat(models(channel())).isEmpty();
    }

    @Test
    void areNotToldByAListThatIsRefused() {
        answer(403, "{\"message\":\"not authorized to perform: bedrock:ListFoundationModels\"}");
        assertThatThrownBy(() -> models(channel()))
                .isInstanceOfSatisfying(
                        ProviderException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.CREDENTIAL));

        answer(200, "{\"models\":[]}");
        assertThatThrownBy(() -> models(channel()))
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("modelSummaries");
    }

    @Test
    void areNotAskedForWhereNobodyKnowsWhere() throws Exception {
        assertThat(models(Bedrocks.channel(server).apiKey("k").build())).isEmpty();
        assertThat(server.getRequestCount()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        ", us-east-1, https://bedrock.us-east-1.amazonaws.com",
        ", cn-north-1, https://bedrock.cn-north-1.amazonaws.com.cn",
        "https://bedrock-runtime.eu-west-1.amazonaws.com, , https://bedrock.eu-west-1.amazonaws.com",
        "https://bedrock-runtime-fips.us-gov-west-1.amazonaws.com, , https://bedrock.us-gov-west-1.amazonaws.com",
        "https://vpce-1.bedrock-runtime.eu-west-1.vpce.amazonaws.com, , ",
        "https://gateway.example, us-east-1, "
    })
    void areAtTheRegionsControlPlane(String baseUrl, String region, String address) {
        Channel.Builder channel = Channel.builder("b", "bedrock").models("*");
        if (baseUrl != null) {
            channel.baseUrl(baseUrl);
        }
        if (region != null) {
            channel.option("region", region);
        }
        assertThat(BedrockRegion.control(channel.build()).map(Object::toString))
                .isEqualTo(Optional.ofNullable(address));
    }

    @ParameterizedTest
    @CsvSource({"'not an address'", "ftp://host", "http://host/a?b"})
    void haveAnAddressThatIsOne(String address) {
        Channel channel = Channel.builder("b", "bedrock")
                .models("*")
                .option("region", "us-east-1")
                .option("control-url", address)
                .build();
        assertThatThrownBy(() -> client.validate(channel)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("options: 'control-url'");
    }
}
