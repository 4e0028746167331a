package io.modelrouter.starter.vertex;

import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.RunningGateway;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What was recorded of Vertex, and a gateway with a channel for each of the versions and locations it was asked at. */
public final class VertexRecordings {
    /** Version, location, publisher, model, method. */
    private static final Pattern PATH = Pattern.compile(
            "/(v1\\w*)/projects/[^/]+/locations/([^/]+)/publishers/(\\w+)/models/([^:]+):(\\w+)(\\?.*)?");

    private VertexRecordings() {}

    /** By what was asked, not by the file's word for it. */
    public static RecordedExchanges all() {
        return RecordedExchanges.assumePresent()
                .where("asked of Vertex", exchange -> exchange.host().contains("aiplatform.googleapis.com"));
    }

    public static RecordedExchanges chats() {
        return all().api("generate", "messages");
    }

    /** Without the recorders' placeholders, and without how enums were to be written, which no client of the router says. */
    static String path(RecordedExchange exchange) {
        return exchange.path()
                .replace("<GOOGLE_CLOUD_PROJECT>", "example-project")
                .replace("<GOOGLE_CLOUD_LOCATION>", "global")
                .replaceFirst("\\?%24alt=json%3Benum-encoding%3Dint$", "");
    }

    private static Matcher matched(RecordedExchange exchange) {
        Matcher matcher = PATH.matcher(path(exchange));
        if (!matcher.matches()) {
            throw new AssertionError(exchange.path());
        }
        return matcher;
    }

    public static boolean isClaude(RecordedExchange exchange) {
        return matched(exchange).group(3).equals("anthropic");
    }

    public static String model(RecordedExchange exchange) {
        return matched(exchange).group(4);
    }

    /** Where a client of the router asks it. */
    static String asked(RecordedExchange exchange) {
        Matcher matcher = matched(exchange);
        String query = matcher.group(6) == null ? "" : matcher.group(6);
        return isClaude(exchange)
                ? "/v1/messages"
                : "/v1beta/models/" + matcher.group(4) + ":" + matcher.group(5) + query;
    }

    /** The recorded body, with the model that a Claude client names. */
    static byte[] body(RecordedExchange exchange) {
        byte[] body = exchange.requestBody().orElseThrow();
        return isClaude(exchange)
                ? RawJson.parse(body).with("model", RawJson.of(model(exchange))).toBytes()
                : body;
    }

    /** The key of a caller who wants the channel that asks where the recorded client asked. */
    public static String key(RecordedExchange exchange) {
        return RunningGateway.KEY + "#" + channel(exchange);
    }

    private static String channel(RecordedExchange exchange) {
        Matcher matcher = matched(exchange);
        return matcher.group(1) + "-" + matcher.group(2);
    }

    /** A gateway with all of the recorded channels before one upstream, and no other. */
    public static RunningGateway gateway(LoopbackUpstream upstream) {
        Map<String, RecordedExchange> channels = new LinkedHashMap<>();
        all().list().forEach(exchange -> channels.putIfAbsent(channel(exchange), exchange));
        Map<String, Object> settings = new LinkedHashMap<>();
        int i = 0;
        for (Map.Entry<String, RecordedExchange> one : channels.entrySet()) {
            Matcher matcher = matched(one.getValue());
            String channel = "model-router.channels[" + i++ + "].";
            settings.put(channel + "name", one.getKey());
            settings.put(channel + "type", "vertex");
            settings.put(channel + "base-url", upstream.url());
            settings.put(channel + "api-keys", RunningGateway.UPSTREAM_KEY);
            settings.put(channel + "models", "*");
            settings.put(channel + "cooldown", "0s");
            settings.put(channel + "options.project", "example-project");
            settings.put(channel + "options.location", matcher.group(2));
            settings.put(channel + "options.api-version", matcher.group(1));
        }
        settings.put("model-router.tokens[0].pin", "true");
        settings.put("model-router.cost-in-usage", "false");
        return RunningGateway.before(upstream, settings);
    }

    static String latin(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
