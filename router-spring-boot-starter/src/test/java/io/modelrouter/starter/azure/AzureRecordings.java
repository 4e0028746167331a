package io.modelrouter.starter.azure;

import io.modelrouter.chat.Usage;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.RunningGateway;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What was recorded of Azure, and a gateway with a channel for each of the paths and versions it was asked at. */
public final class AzureRecordings {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern DEPLOYMENT = Pattern.compile("/deployments/([^/]+)/");

    private AzureRecordings() {}

    public static RecordedExchanges all() {
        return RecordedExchanges.assumePresent().protocol("azure-openai");
    }

    public static RecordedExchanges chats() {
        return all().api("chat", "responses");
    }

    public static Dialect dialect(RecordedExchange exchange) {
        return exchange.api().equals("chat") ? Dialect.OPENAI_CHAT : Dialect.OPENAI_RESPONSES;
    }

    /** One was recorded with a slash too many. */
    public static String path(RecordedExchange exchange) {
        return exchange.path().replaceFirst("^//", "/");
    }

    /** What the version was, as it stands in the query; empty for none. */
    static String version(RecordedExchange exchange) {
        return path(exchange).replaceFirst("^[^?]*(?:\\?api-version=)?", "");
    }

    static String deployment(RecordedExchange exchange) {
        Matcher deployment = DEPLOYMENT.matcher(exchange.path());
        return deployment.find() ? deployment.group(1) : exchange.model().orElse("any");
    }

    /** The name of the channel that asks where the recorded client asked. */
    public static String channel(RecordedExchange exchange) {
        boolean inference = exchange.path().startsWith("/models/");
        return (inference ? "models" : "azure") + (version(exchange).isEmpty() ? "" : "-" + version(exchange));
    }

    /** The key of a caller who wants that channel. */
    public static String key(RecordedExchange exchange) {
        return RunningGateway.KEY + "#" + channel(exchange);
    }

    /** A gateway with two channels, on the v1 paths, that speak one dialect each: their names are those of the dialects. */
    public static RunningGateway gatewayOfOneDialectEach(LoopbackUpstream upstream) {
        Map<String, Object> settings = new LinkedHashMap<>();
        List<String> dialects = List.of("openai-chat", "openai-responses");
        for (int i = 0; i < dialects.size(); i++) {
            String channel = channel(settings, i, dialects.get(i), upstream.url());
            settings.put(channel + "dialects", dialects.get(i));
        }
        return gateway(upstream, settings);
    }

    private static String channel(Map<String, Object> settings, int index, String name, String baseUrl) {
        String channel = "model-router.channels[" + index + "].";
        settings.put(channel + "name", name);
        settings.put(channel + "type", "azure");
        settings.put(channel + "base-url", baseUrl);
        settings.put(channel + "api-keys", RunningGateway.UPSTREAM_KEY);
        settings.put(channel + "models", "*");
        settings.put(channel + "cooldown", "0s");
        return channel;
    }

    private static RunningGateway gateway(LoopbackUpstream upstream, Map<String, Object> settings) {
        for (int i = 0; i < 3; i++) {
            // Those that every such gateway has, where there are fewer of ours.
            settings.putIfAbsent(
                    "model-router.channels[" + i + "].enabled",
                    "azure".equals(settings.get("model-router.channels[" + i + "].type")));
        }
        settings.put("model-router.tokens[0].pin", "true");
        settings.put("model-router.cost-in-usage", "false");
        return RunningGateway.before(upstream, settings);
    }

    /** A gateway with all of the recorded channels before one upstream, and no other. */
    public static RunningGateway gateway(LoopbackUpstream upstream) {
        Map<String, Object> settings = new LinkedHashMap<>();
        Map<String, String> versions = new LinkedHashMap<>();
        chats().list().forEach(exchange -> versions.put(channel(exchange), version(exchange)));
        int i = 0;
        for (Map.Entry<String, String> entry : versions.entrySet()) {
            String path = entry.getKey().startsWith("models") ? "/models" : "";
            String channel = channel(settings, i++, entry.getKey(), upstream.url() + path);
            if (!entry.getValue().isEmpty()) {
                settings.put(channel + "options.api-version", entry.getValue());
            }
            settings.put(
                    channel + "dialects",
                    entry.getValue().startsWith("20") ? "openai-chat" : "openai-chat,openai-responses");
        }
        return gateway(upstream, settings);
    }

    /** The recorded body, with the name of its deployment where that is only in the path. */
    public static byte[] body(RecordedExchange exchange) {
        RawJson json = RawJson.parse(exchange.requestBody().orElseGet(() -> stand(exchange)));
        boolean named = json.get("model").flatMap(RawJson::asString).isPresent()
                && !path(exchange).contains("/deployments/");
        return (named ? json : json.with("model", RawJson.of(deployment(exchange)))).toBytes();
    }

    private static byte[] stand(RecordedExchange exchange) {
        String stream = exchange.stream() ? ",\"stream\":true" : "";
        return ("{\"model\":\"m\",\"input\":\"hi\"" + stream + "}").getBytes(StandardCharsets.UTF_8);
    }

    static String text(RecordedExchange exchange) {
        return new String(exchange.responseBody(), StandardCharsets.UTF_8);
    }

    static JsonNode json(String document) {
        return JSON.readTree(document);
    }

    static JsonNode json(byte[] document) {
        return JSON.readTree(document);
    }

    /** All documents of an answer: the events of a stream, or the one it is. */
    static List<JsonNode> documents(RecordedExchange exchange) {
        if (!exchange.stream()) {
            return List.of(json(exchange.responseBody()));
        }
        List<JsonNode> events = new ArrayList<>();
        for (String line : text(exchange).split("\r?\n")) {
            if (line.startsWith("data:") && !line.contains("[DONE]")) {
                events.add(json(line.substring(5)));
            }
        }
        return events;
    }

    /** The last usage that the recording tells, read apart from the router's own readers; null if none. */
    public static Usage usage(RecordedExchange exchange) {
        JsonNode last = null;
        for (JsonNode document : documents(exchange)) {
            for (JsonNode usage :
                    List.of(document.path("usage"), document.path("response").path("usage"))) {
                last = usage.isObject() ? usage : last;
            }
        }
        if (last == null) {
            return null;
        }
        boolean chat = exchange.api().equals("chat");
        String in = chat ? "prompt_tokens" : "input_tokens";
        String out = chat ? "completion_tokens" : "output_tokens";
        long prompt = last.path(in).asLong();
        long cached = last.path(in + "_details").path("cached_tokens").asLong(0);
        long output = last.path(out).asLong();
        long reasoning = last.path(out + "_details").path("reasoning_tokens").asLong(0);
        // Grok tells what came from the cache, and its reasoning, beside the counts of which others have them inside.
        return Usage.builder()
                .input(cached > prompt ? prompt : prompt - cached)
                .cacheRead(cached)
                .output(reasoning > output ? output + reasoning : output)
                .reasoning(reasoning)
                .build();
    }
}
