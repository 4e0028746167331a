package io.modelrouter.starter.sdk;

import com.google.genai.Client;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;

/** The official client as it comes, but for base URL and key, and for the length of its pauses. */
public final class GeminiClients {
    /** What the SDK tries in all, by its own default. */
    static final int TRIES = 5;

    private GeminiClients() {}

    /**
     * @param root where {@code /v1beta} is
     */
    public static Client client(String root, String key) {
        return Client.builder()
                .apiKey(key)
                .vertexAI(false)
                .httpOptions(HttpOptions.builder()
                        .baseUrl(root)
                        .timeout(20_000)
                        .retryOptions(HttpRetryOptions.builder()
                                .initialDelay(0.01)
                                .maxDelay(0.01)
                                .jitter(0.0))
                        .build())
                .build();
    }
}
