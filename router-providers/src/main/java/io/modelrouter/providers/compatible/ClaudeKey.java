package io.modelrouter.providers.compatible;

import io.modelrouter.channel.Secret;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** In which header a vendor's Claude endpoint wants the key. Its endpoints of OpenAI's always take a bearer token. */
public enum ClaudeKey {
    /** As Anthropic itself. */
    X_API_KEY("x-api-key"),
    BEARER("authorization");

    private final String header;

    ClaudeKey(String header) {
        this.header = header;
    }

    /** The header's name in lower case, which is also the value of the option {@code claude-key-header}. */
    public String header() {
        return header;
    }

    /** The one with this {@link #header()}, or empty. */
    static Optional<ClaudeKey> ofHeader(String header) {
        return Arrays.stream(values()).filter(key -> key.header.equals(header)).findFirst();
    }

    Map<String, String> headers(Secret key) {
        return Map.of(header, this == BEARER ? "Bearer " + key.reveal() : key.reveal());
    }
}
