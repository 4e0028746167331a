package io.modelrouter.providers.bedrock;

import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.providers.http.RequestSigner;
import io.modelrouter.wire.WireBody;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/**
 * AWS Signature Version 4, by Amazon's own signer. The path is encoded once more for the signature than on the wire, as for
 * every service but S3.
 */
final class AwsSigner implements RequestSigner {
    private static final AwsV4HttpSigner SIGNER = AwsV4HttpSigner.create();
    /** What a proxy or the HTTP client may still change. */
    private static final Set<String> UNSIGNED =
            Set.of("accept-encoding", "user-agent", "proxy-authorization", "authorization");

    private final Credentials credentials;
    private final String service;
    private final String region;
    private final Clock clock;

    /** Where credentials come from; may block. */
    interface Credentials {
        AwsCredentialsIdentity get() throws ProviderException;
    }

    AwsSigner(Credentials credentials, String service, String region, Clock clock) {
        this.credentials = credentials;
        this.service = service;
        this.region = region;
        this.clock = clock;
    }

    @Override
    public Map<String, String> sign(String method, URI address, Map<String, String> headers, WireBody body)
            throws ProviderException {
        AwsCredentialsIdentity identity = credentials.get();
        SdkHttpRequest.Builder request =
                SdkHttpRequest.builder().method(SdkHttpMethod.fromValue(method)).uri(address);
        headers.forEach((name, value) -> {
            if (!UNSIGNED.contains(name)) {
                request.putHeader(name, value);
            }
        });
        byte[] bytes = body.toBytes();
        SignedRequest signed;
        try {
            signed = SIGNER.sign(to -> to.identity(identity)
                    .request(request.build())
                    .payload(ContentStreamProvider.fromByteArray(bytes))
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                    .putProperty(HttpSigner.SIGNING_CLOCK, clock));
        } catch (RuntimeException e) {
            // Its own message may repeat what was to be signed.
            throw new ProviderException(FailureKind.CREDENTIAL, "the request could not be signed for AWS", null);
        }
        Map<String, String> added = new LinkedHashMap<>();
        signed.request().forEachHeader((name, values) -> {
            String lower = name.toLowerCase(Locale.ROOT);
            if (!lower.equals("host")
                    && !List.of(headers.getOrDefault(lower, "")).equals(values)) {
                added.put(lower, values.get(0));
            }
        });
        return added;
    }
}
