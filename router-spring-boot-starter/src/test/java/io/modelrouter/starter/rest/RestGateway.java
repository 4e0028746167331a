package io.modelrouter.starter.rest;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.RunningGateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A gateway before two channels of OpenAI's, of which the second is asked where the first fails, and before the demo in each
 * dialect of chats. Callers are {@code team}, without a limit, and {@code saver}, with a quota.
 */
final class RestGateway implements AutoCloseable {
    static final String KEY = RunningGateway.KEY;
    static final String SAVER_KEY = "sk-saver-0123456789abcdef";
    static final String OTHER_KEY = "sk-other-0123456789abcdef";

    final LoopbackUpstream first;
    final LoopbackUpstream second;
    final RunningGateway gateway;
    final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile LoopbackUpstream.Handler atFirst = (request, wire) -> {
        throw new IOException("the test did not say what to answer");
    };
    private volatile LoopbackUpstream.Handler atSecond = atFirst;

    RestGateway(String... more) {
        first = LoopbackUpstream.start((request, wire) -> atFirst.answer(request, wire));
        second = LoopbackUpstream.start((request, wire) -> atSecond.answer(request, wire));
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("model-router.limits.max-attempts", 3);
        settings.put("model-router.unpriced-models", "refuse");
        channel(settings, 0, "first", "openai", "real-*", first.url());
        settings.put("model-router.channels[0].model-mapping[real-mapped]", "upstream-model-with-a-long-name");
        settings.put("model-router.channels[0].priority", "10");
        channel(settings, 1, "second", "openai", "real-*", second.url());
        settings.put("model-router.channels[1].model-mapping[real-mapped]", "other-model");
        for (int i = 2; i < 6; i++) {
            String dialect = List.of("openai-chat", "openai-responses", "claude-messages", "gemini-generate")
                    .get(i - 2);
            channel(settings, i, "demo-" + dialect, "demo", "demo-" + dialect, null);
            settings.put("model-router.channels[" + i + "].dialects", dialect);
        }
        channel(settings, 6, "demo", "demo", "demo", null);
        channel(settings, 7, "whole", "openai", "omni-moderation-latest,dall-e-2,dall-e-3,gpt-image-1", first.url());
        settings.putAll(RunningGateway.token(1, "saver", SAVER_KEY, "quota", "10"));
        settings.putAll(RunningGateway.token(2, "other", OTHER_KEY, "unlimited", "true"));
        price(settings, 0, "real-*", "1", "2");
        price(settings, 1, "dall-e-*", "0", "0");
        settings.put("model-router.prices[1].image-output", "40000");
        price(settings, 2, "gpt-image-1", "5", "40");
        price(settings, 3, "demo*", "0", "0");
        for (int i = 0; i < more.length; i += 2) {
            settings.put(more[i], more[i + 1]);
        }
        gateway = RunningGateway.before(first, settings);
    }

    private static void channel(
            Map<String, Object> settings, int index, String name, String type, String models, String url) {
        String channel = "model-router.channels[" + index + "].";
        settings.put(channel + "name", name);
        settings.put(channel + "type", type);
        settings.put(channel + "models", models);
        if (url != null) {
            settings.put(channel + "base-url", url);
            settings.put(channel + "api-keys", RunningGateway.UPSTREAM_KEY);
        }
        settings.put(channel + "cooldown", "0s");
    }

    private static void price(Map<String, Object> settings, int index, String model, String input, String output) {
        String price = "model-router.prices[" + index + "].";
        settings.put(price + "model", model);
        settings.put(price + "input", input);
        settings.put(price + "output", output);
    }

    OpenAIClient client() {
        return client(KEY);
    }

    OpenAIClient client(String key) {
        return client(key, true);
    }

    /** Without checks of what OpenAI itself does not keep: chunks of completions have a finish reason of null. */
    OpenAIClient lenientClient() {
        return client(KEY, false);
    }

    private OpenAIClient client(String key, boolean strict) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway.url() + "/v1")
                .apiKey(key)
                .responseValidation(strict)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    /** From now on the first upstream does this; everybody forgets what it saw. */
    void firstAnswers(LoopbackUpstream.Handler handler) {
        atFirst = handler;
        first.forget();
        second.forget();
        gateway.calls().forget();
    }

    void firstAnswers(int status, String type, String body) {
        firstAnswers((request, wire) -> wire.whole(status, Map.of("content-type", type), bytes(body)));
    }

    void secondAnswers(int status, String type, String body) {
        atSecond = (request, wire) -> wire.whole(status, Map.of("content-type", type), bytes(body));
    }

    /** A POST of JSON, or without a body where that is null. */
    HttpResponse<byte[]> send(String method, String path, String key, String json, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .timeout(Duration.ofSeconds(30))
                .header("authorization", "Bearer " + key);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        if (json == null) {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        } else {
            request.header("content-type", "application/json")
                    .method(method, HttpRequest.BodyPublishers.ofString(json));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    /** What was recorded of the only call since the last {@link #firstAnswers}. */
    CallRecord record() {
        return gateway.calls().onlyRecord();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        gateway.close();
        first.close();
        second.close();
    }
}
