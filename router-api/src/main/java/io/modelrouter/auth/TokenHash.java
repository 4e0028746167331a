package io.modelrouter.auth;

import io.modelrouter.channel.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The SHA-256 of a token: the only form in which tokens are stored, looked up and compared. */
public final class TokenHash {
    private final byte[] sha256;

    private TokenHash(byte[] sha256) {
        this.sha256 = sha256;
    }

    /** The hash of a key as a client sends it. */
    public static TokenHash of(Secret key) {
        try {
            return new TokenHash(
                    MessageDigest.getInstance("SHA-256").digest(key.reveal().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * A hash from its 64 hexadecimal digits.
     *
     * @throws IllegalArgumentException if it is not that
     */
    public static TokenHash ofHex(String hex) {
        if (hex.length() != 64) {
            throw new IllegalArgumentException("a SHA-256 has 64 hexadecimal digits");
        }
        try {
            return new TokenHash(HexFormat.of().parseHex(hex));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("a SHA-256 has 64 hexadecimal digits");
        }
    }

    /** The 64 hexadecimal digits, in lower case. */
    public String hex() {
        return HexFormat.of().formatHex(sha256);
    }

    /** Takes the same time wherever the two differ. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TokenHash hash && MessageDigest.isEqual(sha256, hash.sha256);
    }

    @Override
    public int hashCode() {
        return (sha256[0] & 0xff) << 24 | (sha256[1] & 0xff) << 16 | (sha256[2] & 0xff) << 8 | sha256[3] & 0xff;
    }

    /** Its first eight digits, enough to tell tokens apart in a log. */
    @Override
    public String toString() {
        return "TokenHash[" + hex().substring(0, 8) + "…]";
    }
}
