package io.modelrouter.auth;

import io.modelrouter.channel.Secret;
import java.security.SecureRandom;

/** Makes the keys of tokens: {@code sk-} and 43 letters and digits, over 256 random bits. */
public final class TokenKeys {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int LENGTH = 43;

    private final SecureRandom random;

    public TokenKeys(SecureRandom random) {
        this.random = random;
    }

    /** A key that nobody had before. */
    public Secret next() {
        StringBuilder key = new StringBuilder("sk-");
        for (int i = 0; i < LENGTH; i++) {
            key.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return Secret.of(key.toString());
    }
}
