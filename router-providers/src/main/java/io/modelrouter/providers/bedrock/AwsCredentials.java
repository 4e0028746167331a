package io.modelrouter.providers.bedrock;

import io.modelrouter.channel.Secret;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** Credentials of AWS: those of a key, or those that Amazon's default chain finds for a profile. */
final class AwsCredentials {
    private static final int PROFILES_KEPT = 256;

    /** One chain for each profile; it keeps what it found until shortly before its end. */
    private final Map<String, DefaultCredentialsProvider> chains = new ConcurrentHashMap<>();

    static AwsCredentialsIdentity of(AwsKey key) {
        Secret session = key.session();
        String id = String.valueOf(key.accessKeyId());
        String secret = key.secret().reveal();
        return session == null
                ? AwsCredentialsIdentity.create(id, secret)
                : AwsSessionCredentialsIdentity.create(id, secret, session.reveal());
    }

    /**
     * Asks the chain: system properties, environment, web identity, profile, container, instance.
     *
     * @param profile of the shared files, or null for the usual one
     */
    AwsCredentialsIdentity find(@Nullable String profile) throws ProviderException {
        try {
            return chain(profile == null ? "" : profile).resolveCredentials();
        } catch (SdkException | IllegalStateException | IllegalArgumentException e) {
            // The chain's own words quote files and addresses.
            String where = profile == null ? "" : " with the profile '" + profile + "'";
            throw new ProviderException(
                    FailureKind.CREDENTIAL,
                    "no AWS credentials were found by the default chain" + where
                            + "; set api-keys, or look at its environment, profile files, container or instance role",
                    null);
        }
    }

    private DefaultCredentialsProvider chain(String profile) {
        if (chains.size() >= PROFILES_KEPT) {
            chains.clear();
        }
        return chains.computeIfAbsent(profile, name -> {
            DefaultCredentialsProvider.Builder builder = DefaultCredentialsProvider.builder();
            return name.isEmpty() ? builder.build() : builder.profileName(name).build();
        });
    }
}
