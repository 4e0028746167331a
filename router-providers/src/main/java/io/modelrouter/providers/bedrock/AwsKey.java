package io.modelrouter.providers.bedrock;

import io.modelrouter.channel.Secret;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a channel's {@code api-keys}: {@code ACCESS_KEY_ID:SECRET_ACCESS_KEY}, with {@code :SESSION_TOKEN} behind it
 * for temporary ones, signs; anything without a colon is a Bedrock API key and is sent as it is. No part of the first form
 * has a colon of its own, and neither have Bedrock's keys.
 *
 * @param accessKeyId null for a Bedrock API key
 * @param secret the secret access key, or the Bedrock API key
 * @param session null for lasting ones
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html">Bedrock API keys</a> (2026-11)
 */
record AwsKey(
        @Nullable String accessKeyId,
        Secret secret,
        @Nullable Secret session) {
    /** By the API reference of IAM and STS, 2026-11. */
    private static final Pattern ACCESS_KEY_ID = Pattern.compile("\\w{16,128}");

    /**
     * @throws IllegalArgumentException if it has colons and is not of the first form; it is not repeated
     */
    static AwsKey of(Secret key) {
        String text = key.reveal();
        if (text.indexOf(':') < 0) {
            return new AwsKey(null, key, null);
        }
        String[] parts = text.split(":", -1);
        boolean whole = parts.length <= 3
                && ACCESS_KEY_ID.matcher(parts[0]).matches()
                && !parts[1].isBlank()
                && !parts[parts.length - 1].isBlank();
        if (!whole) {
            throw new IllegalArgumentException("api-keys: a key with a colon must be ACCESS_KEY_ID:SECRET_ACCESS_KEY or"
                    + " ACCESS_KEY_ID:SECRET_ACCESS_KEY:SESSION_TOKEN; one without is a Bedrock API key");
        }
        return new AwsKey(parts[0], Secret.of(parts[1]), parts.length == 3 ? Secret.of(parts[2]) : null);
    }

    boolean signs() {
        return accessKeyId != null;
    }
}
