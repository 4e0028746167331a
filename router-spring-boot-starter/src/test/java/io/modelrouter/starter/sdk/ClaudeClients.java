package io.modelrouter.starter.sdk;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.Sleeper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The official client as it comes, but for base URL and key; it checks every answer it reads, and waits for nothing. */
public final class ClaudeClients {
    /** What the SDK tries beside the first time, by its own default. */
    static final int RETRIES = 2;

    private ClaudeClients() {}

    /** Remembers how long a client would have waited. */
    public static final class Waits implements Sleeper {
        public final List<Duration> asked = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void sleep(Duration duration) {
            asked.add(duration);
        }

        @Override
        public CompletableFuture<Void> sleepAsync(Duration duration) {
            asked.add(duration);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public void close() {}
    }

    /**
     * @param root where {@code /v1} is
     */
    public static AnthropicClient client(String root, String key, Waits waits) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(root)
                .apiKey(key)
                .responseValidation(true)
                .timeout(Duration.ofSeconds(20))
                .sleeper(waits)
                .build();
    }

    public static AnthropicClient client(String root, String key) {
        return client(root, key, new Waits());
    }
}
