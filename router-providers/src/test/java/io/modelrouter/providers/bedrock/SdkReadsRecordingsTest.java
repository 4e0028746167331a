package io.modelrouter.providers.bedrock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.RawJson;
import java.net.URI;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.InvokeModelWithResponseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;

@DisplayName("Amazon's own SDK reads the recorded exchanges")
class SdkReadsRecordingsTest {
    private final MockWebServer server = new MockWebServer();
    private final StaticCredentialsProvider credentials =
            StaticCredentialsProvider.create(AwsBasicCredentials.create(Bedrocks.ID, Bedrocks.SECRET));

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private BedrockRuntimeClient sdk() {
        return BedrockRuntimeClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + server.getPort()))
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .overrideConfiguration(all -> all.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    private BedrockRuntimeAsyncClient async() {
        return BedrockRuntimeAsyncClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + server.getPort()))
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials)
                .httpClient(new JdkAsyncHttpClient())
                .build();
    }

    private void play(RecordedExchange exchange) {
        MockResponse.Builder answer = new MockResponse.Builder().code(exchange.status());
        exchange.responseHeaders().forEach((name, value) -> {
            if (!name.equals("content-length") && !name.equals("transfer-encoding") && !name.equals("connection")) {
                answer.addHeader(name, value);
            }
        });
        server.enqueue(answer.body(new Buffer().write(exchange.responseBody())).build());
    }

    private static List<RecordedExchange> recorded(String protocol, boolean stream) {
        RecordedExchanges all =
                RecordedExchanges.assumePresent().protocol(protocol).successful();
        return (stream
                        ? all.where("binary", e -> e.bodyKind() == RecordedExchange.BodyKind.EVENT_STREAM)
                        : all.notStreamed())
                .list();
    }

    @Test
    void wholeOnesOfConverse() {
        List<RecordedExchange> all = recorded("bedrock-converse", false);
        try (BedrockRuntimeClient sdk = sdk()) {
            for (RecordedExchange exchange : all) {
                play(exchange);
                ConverseResponse read = sdk.converse(call -> call.modelId("amazon.nova-lite-v1:0")
                        .messages(Message.builder()
                                .role("user")
                                .content(ContentBlock.fromText("hi"))
                                .build()));
                RawJson json = RawJson.parse(exchange.responseBody());
                assertThat(read.stopReasonAsString())
                        .as("%s", exchange)
                        .isEqualTo(json.get("stopReason")
                                .flatMap(RawJson::asString)
                                .orElseThrow());
                assertThat(read.stopReason()).as("%s", exchange).isNotEqualTo(StopReason.UNKNOWN_TO_SDK_VERSION);
            }
        }
        System.out.printf("the AWS SDK reads %d whole answers of Converse%n", all.size());
    }

    @Test
    void streamedOnesOfConverse() throws Exception {
        List<RecordedExchange> all = recorded("bedrock-converse", true);
        AtomicInteger events = new AtomicInteger();
        try (BedrockRuntimeAsyncClient sdk = async()) {
            for (RecordedExchange exchange : all) {
                play(exchange);
                AtomicReference<String> stop = new AtomicReference<>();
                AtomicInteger tokens = new AtomicInteger();
                sdk.converseStream(
                                call -> call.modelId("amazon.nova-lite-v1:0")
                                        .messages(Message.builder()
                                                .role("user")
                                                .content(ContentBlock.fromText("hi"))
                                                .build()),
                                ConverseStreamResponseHandler.builder()
                                        .subscriber(ConverseStreamResponseHandler.Visitor.builder()
                                                .onDefault(event -> events.incrementAndGet())
                                                .onMessageStop(event -> stop.set(event.stopReasonAsString()))
                                                .onMetadata(event ->
                                                        tokens.set(event.usage().totalTokens()))
                                                .build())
                                        .build())
                        .get();
                assertThat(stop).as("%s", exchange).doesNotHaveNullValue();
                assertThat(tokens.get()).as("%s", exchange).isPositive();
            }
        }
        System.out.printf("the AWS SDK reads %d streams of Converse, %d deltas%n", all.size(), events.get());
    }

    @Test
    void wholeOnesOfInvoke() {
        List<RecordedExchange> all = recorded("bedrock-invoke", false);
        try (BedrockRuntimeClient sdk = sdk()) {
            for (RecordedExchange exchange : all) {
                play(exchange);
                assertThat(sdk.invokeModel(call -> call.modelId(Bedrocks.HAIKU).body(SdkBytes.fromUtf8String("{}")))
                                .body()
                                .asByteArray())
                        .as("%s", exchange)
                        .isEqualTo(exchange.responseBody());
            }
        }
    }

    @Test
    void streamedOnesOfInvokeAsTheSameEventsThatWeMakeOfThem() throws Exception {
        List<RecordedExchange> all = recorded("bedrock-invoke", true);
        try (BedrockRuntimeAsyncClient sdk = async()) {
            for (RecordedExchange exchange : all) {
                play(exchange);
                StringBuilder theirs = new StringBuilder();
                sdk.invokeModelWithResponseStream(
                                call -> call.modelId(Bedrocks.HAIKU).body(SdkBytes.fromUtf8String("{}")),
                                InvokeModelWithResponseStreamResponseHandler.builder()
                                        .subscriber(InvokeModelWithResponseStreamResponseHandler.Visitor.builder()
                                                .onChunk(chunk -> theirs.append("data: ")
                                                        .append(chunk.bytes().asUtf8String())
                                                        .append("\n"))
                                                .build())
                                        .build())
                        .get();
                byte[] bytes = exchange.responseBody();
                String ours = new String(
                        new EventFrames(io.modelrouter.wire.Dialect.CLAUDE_MESSAGES).feed(bytes, bytes.length),
                        java.nio.charset.StandardCharsets.UTF_8);
                assertThat(ours.replaceAll("event: [a-z_]+\n", "").replace("\n\n", "\n"))
                        .as("%s", exchange)
                        .isEqualTo(theirs.toString());
            }
        }
    }

    @Test
    void errorsWithTheirClass() {
        List<RecordedExchange> all = RecordedExchanges.assumePresent()
                .protocol("bedrock-converse")
                .tag("error")
                .list();
        try (BedrockRuntimeClient sdk = sdk()) {
            for (RecordedExchange exchange : all) {
                play(exchange);
                assertThatThrownBy(() -> sdk.converse(call -> call.modelId("amazon.nova-lite-v1:0")))
                        .as("%s", exchange)
                        .isInstanceOfSatisfying(
                                BedrockRuntimeException.class,
                                e -> assertThat(e.statusCode()).isEqualTo(exchange.status()));
            }
        }
    }
}
