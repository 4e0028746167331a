package io.modelrouter.starter.everykind;

import io.modelrouter.provider.AccessTokens;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.providers.BuiltInProviders;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.Task;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One line of the table: a type of channel, and what it is asked for.
 *
 * @param type the channel's type and name
 * @param model the upstream's name of a chat model
 * @param embedding the upstream's name of an embedding model
 * @param dialects what such channels speak
 */
record Kind(String type, String model, String embedding, List<Dialect> dialects) {
    /** Why nobody can ask such an upstream what it offers; all others list their models. */
    private static final Map<String, String> UNLISTED = Map.of(
            "azure", "it lists what a resource could deploy, not what it has deployed",
            "vertex", "it has no list for such a key",
            "bedrock", "its list is at an address beside base-url, and options.control-url is not set",
            "cohere", "its imitation of OpenAI has no list",
            "voyage", "it has no list",
            "jina", "it has no list");

    /** Every type that this build has, but for the demo; two lines where the model decides what is spoken. */
    static List<Kind> all() {
        List<Kind> kinds = new ArrayList<>();
        try (HttpTransport transport = new HttpTransport()) {
            for (ProviderClient client : BuiltInProviders.create(transport, AccessTokens.NONE)) {
                List<Dialect> dialects = client.dialects().stream().sorted().toList();
                switch (client.type()) {
                    case "demo" -> {}
                    case "bedrock" -> {
                        kinds.add(
                                new Kind("bedrock", "amazon.nova-pro-v1:0", "amazon.titan-embed-text-v2:0", dialects));
                        kinds.add(new Kind("bedrock", "anthropic.claude-sonnet-4-5-v1:0", "", dialects));
                    }
                    case "vertex" -> {
                        kinds.add(new Kind("vertex", "gemini-2.5-flash", "text-embedding-005", dialects));
                        kinds.add(new Kind("vertex", "claude-sonnet-4-5", "", dialects));
                    }
                    default -> kinds.add(new Kind(client.type(), "some-model", "some-embedding", dialects));
                }
            }
        }
        return kinds;
    }

    /** Whether the upstream tells what it offers. */
    boolean isListed() {
        return !UNLISTED.containsKey(type);
    }

    /** Who tells the names behind the wildcard, or why nobody does. */
    String listing() {
        return UNLISTED.getOrDefault(type, "its upstream's list");
    }

    boolean chats() {
        return dialects.stream().anyMatch(dialect -> dialect.task() == Task.CHAT);
    }

    boolean embeds() {
        return !embedding.isEmpty() && dialects.stream().anyMatch(dialect -> dialect.task() == Task.EMBEDDING);
    }

    /** What its channel sends upstream, which no other does. */
    String key() {
        return "key-for-" + type + "-only";
    }

    /** The name that callers use: each channel has names of its own. */
    String called(String upstream) {
        return type + "/" + upstream;
    }

    /** Three lines and what the type cannot do without, all at one address. */
    Map<String, Object> settings(int index, String url) {
        Map<String, Object> settings = new LinkedHashMap<>();
        String channel = "model-router.channels[" + index + "].";
        settings.put(channel + "name", type);
        settings.put(channel + "type", type);
        settings.put(channel + "base-url", url);
        settings.put(channel + "api-keys", key());
        settings.put(channel + "models", type + "/*," + called("configured"));
        settings.put(channel + "model-mapping[" + type + "/*]", "*");
        settings.put(channel + "cooldown", "0s");
        options().forEach((name, value) -> settings.put(channel + "options." + name, value));
        return settings;
    }

    private Map<String, String> options() {
        return switch (type) {
            case "bedrock" -> Map.of("region", "us-east-1");
            case "vertex" -> Map.of("project", "example-project", "location", "global");
            default -> Map.of();
        };
    }
}
