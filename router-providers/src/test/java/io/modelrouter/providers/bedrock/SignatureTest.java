package io.modelrouter.providers.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.provider.AccessTokens;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.HttpTransportSettings;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.auth.scheme.BedrockRuntimeAuthSchemeProvider;

@DisplayName("A signature for AWS")
class SignatureTest {
    private static final String BODY = "{\"anthropic_version\":\"bedrock-2023-05-31\",\"text\":\"h\u00e9llo\"}";
    private static final Pattern SIGNED = Pattern.compile("SignedHeaders=([^,]+)");

    private final MockWebServer server = new MockWebServer();

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static AwsSigner signer(Secret key, String service, Clock clock) {
        return new AwsSigner(
                () -> io.modelrouter.providers.bedrock.AwsCredentials.of(AwsKey.of(key)), service, "us-east-1", clock);
    }

    /** The cases of AWS's published suite that sign the body's hash as a header too, as Amazon's Java signer does. */
    @ParameterizedTest
    @CsvSource({
        "post-x-www-form-urlencoded, application/x-www-form-urlencoded,"
                + " d3875051da38690788ef43de4db0d8f280229d82040bfac253562e56c3f20e0b",
        "post-x-www-form-urlencoded-parameters, application/x-www-form-urlencoded; charset=utf-8,"
                + " 328d1b9eaadca9f5818ef05e8392801e091653bafec24fcab71e7344e7f51422"
    })
    void isThatOfThePublishedSuite(String name, String contentType, String signature) throws Exception {
        Clock clock = Clock.fixed(Instant.parse("2015-08-30T12:36:00Z"), ZoneOffset.UTC);
        AwsSigner signer = new AwsSigner(
                () -> AwsBasicCredentials.create("AKIDEXAMPLE", Bedrocks.SECRET), "service", "us-east-1", clock);

        Map<String, String> added = signer.sign(
                "POST",
                URI.create("https://example.amazonaws.com/"),
                Map.of("content-type", contentType, "content-length", "13"),
                WireBody.of("Param1=value1".getBytes(StandardCharsets.UTF_8)));

        assertThat(added.get("authorization"))
                .as(name)
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request,"
                        + " SignedHeaders=content-length;content-type;host;x-amz-content-sha256;x-amz-date, Signature="
                        + signature);
        assertThat(added.get("x-amz-date")).isEqualTo("20150830T123600Z");
    }

    private BedrockRuntimeClient sdk(AwsCredentials credentials) {
        BedrockRuntimeAuthSchemeProvider usual = BedrockRuntimeAuthSchemeProvider.defaultProvider();
        return BedrockRuntimeClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + server.getPort()))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .authSchemeProvider(params -> usual.resolveAuthScheme(params).stream()
                        .map(option -> option.toBuilder()
                                .putSignerProperty(HttpSigner.SIGNING_CLOCK, Bedrocks.NOON)
                                .build())
                        .toList())
                .build();
    }

    /** What the SDK sent, signed once more by us. */
    private static String signedAgain(RecordedRequest sent, Secret key) throws Exception {
        Matcher names = SIGNED.matcher(String.valueOf(sent.getHeaders().get("authorization")));
        assertThat(names.find()).isTrue();
        Map<String, String> headers = new HashMap<>();
        for (String name : List.of(names.group(1).split(";"))) {
            if (!name.equals("host") && !name.equals("x-amz-date") && !name.equals("x-amz-security-token")) {
                headers.put(name, String.valueOf(sent.getHeaders().get(name)));
            }
        }
        URI address = URI.create("http://" + sent.getHeaders().get("host") + sent.getTarget());
        WireBody body = WireBody.of(sent.getBody().toByteArray());
        return String.valueOf(signer(key, "bedrock", Bedrocks.NOON)
                .sign(sent.getMethod(), address, headers, body)
                .get("authorization"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "anthropic.claude-v2",
                Bedrocks.HAIKU,
                "arn:aws:bedrock:us-east-1:000000000000:inference-profile/us.anthropic.claude-haiku-4-5-20251001-v1:0"
            })
    void isThatOfTheSdkForTheSameRequestAndClock(String model) throws Exception {
        for (boolean session : new boolean[] {false, true}) {
            server.enqueue(new MockResponse.Builder().body("{}").build());
            AwsCredentials credentials = session
                    ? AwsSessionCredentials.create(Bedrocks.ID, Bedrocks.SECRET, "token+/=")
                    : AwsBasicCredentials.create(Bedrocks.ID, Bedrocks.SECRET);
            try (BedrockRuntimeClient sdk = sdk(credentials)) {
                sdk.invokeModel(call -> call.modelId(model)
                        .contentType("application/json")
                        .accept("application/json")
                        .body(SdkBytes.fromUtf8String(BODY)));
            }
            RecordedRequest sent = server.takeRequest();

            Secret key = session
                    ? Bedrocks.key(Bedrocks.ID, Bedrocks.SECRET, "token+/=")
                    : Bedrocks.key(Bedrocks.ID, Bedrocks.SECRET);
            assertThat(signedAgain(sent, key)).isEqualTo(sent.getHeaders().get("authorization"));
        }
    }

    @Test
    void isMadeOverThePathThatIsSentWhichIsTheSdksOwn() throws Exception {
        String model = "arn:aws:bedrock:us-east-1:000000000000:inference-profile/" + Bedrocks.HAIKU;
        server.enqueue(new MockResponse.Builder().body("{}").build());
        try (BedrockRuntimeClient sdk = sdk(AwsBasicCredentials.create(Bedrocks.ID, Bedrocks.SECRET))) {
            sdk.invokeModel(call -> call.modelId(model).body(SdkBytes.fromUtf8String(BODY)));
        }
        RecordedRequest theirs = server.takeRequest();

        server.enqueue(new MockResponse.Builder().body("{}").build());
        Secret key = Bedrocks.key(Bedrocks.ID, Bedrocks.SECRET);
        try (HttpTransport transport = new HttpTransport(
                HttpTransportSettings.builder().allowPrivateAddresses(true).build())) {
            Channel channel = Bedrocks.channel(server).apiKeys(List.of(key)).build();
            new BedrockClient(transport, AccessTokens.NONE, Bedrocks.NOON)
                    .newCall(Bedrocks.request(channel, Dialect.CLAUDE_MESSAGES, model, false, BODY))
                    .execute()
                    .close();
        }
        RecordedRequest ours = server.takeRequest();

        assertThat(ours.getTarget()).isEqualTo(theirs.getTarget());
        assertThat(ours.getBody()).isEqualTo(theirs.getBody());
        assertThat(signedAgain(ours, key)).isEqualTo(ours.getHeaders().get("authorization"));
        assertThat(independently(ours)).isEqualTo(ours.getHeaders().get("authorization"));
    }

    /** By the rules of AWS's page on Signature Version 4, in the words of the JDK. */
    private static String independently(RecordedRequest sent) throws Exception {
        Matcher names = SIGNED.matcher(String.valueOf(sent.getHeaders().get("authorization")));
        assertThat(names.find()).isTrue();
        StringBuilder canonical = new StringBuilder("POST\n");
        canonical.append(sent.getTarget().replace("%", "%25")).append("\n\n");
        for (String name : names.group(1).split(";")) {
            canonical
                    .append(name)
                    .append(':')
                    .append(sent.getHeaders().get(name))
                    .append('\n');
        }
        canonical.append('\n').append(names.group(1)).append('\n');
        canonical.append(hex(sha256(sent.getBody().toByteArray())));
        String scope = "20261121/us-east-1/bedrock/aws4_request";
        String toSign = "AWS4-HMAC-SHA256\n20261121T120000Z\n" + scope + "\n"
                + hex(sha256(canonical.toString().getBytes(StandardCharsets.UTF_8)));
        byte[] key = ("AWS4" + Bedrocks.SECRET).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        return "AWS4-HMAC-SHA256 Credential=" + Bedrocks.ID + "/" + scope + ", SignedHeaders=" + names.group(1)
                + ", Signature=" + hex(hmac(key, toSign));
    }

    private static byte[] sha256(byte[] bytes) throws Exception {
        return java.security.MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    private static byte[] hmac(byte[] key, String text) throws Exception {
        javax.crypto.Mac mac = javax.crypto.Mac.getInstance("HmacSHA256");
        mac.init(new javax.crypto.spec.SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes).toLowerCase(Locale.ROOT);
    }
}
