package io.modelrouter.starter.settings;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ProxySettings;
import io.modelrouter.channel.Timeouts;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.starter.settings.ModelRouterProperties.ChannelEntry;
import io.modelrouter.starter.settings.ModelRouterProperties.TimeoutsEntry;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.MalformedJsonException;
import io.modelrouter.wire.RawJson;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Checks {@code model-router.channels} and makes channels of them. */
final class ChannelSettings {
    private static final String LIST = ModelRouterProperties.PREFIX + ".channels";

    private final Map<String, ProviderClient> clients;
    private final Problems problems;
    private final Set<String> names;

    ChannelSettings(Map<String, ProviderClient> clients, Problems problems) {
        this(clients, problems, Set.of());
    }

    /**
     * @param taken names of channels that there are already
     */
    ChannelSettings(Map<String, ProviderClient> clients, Problems problems, Set<String> taken) {
        this.clients = clients;
        this.problems = problems;
        this.names = new HashSet<>(taken);
    }

    List<Channel> read(List<ChannelEntry> entries) {
        List<Channel> channels = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            Channel channel = read(LIST + "[" + i + "]", entries.get(i));
            if (channel != null) {
                channels.add(channel);
            }
        }
        return channels;
    }

    private @Nullable Channel read(String path, ChannelEntry entry) {
        Channel.Builder channel = begin(path, entry);
        problems.set(path + ".base-url", entry.baseUrl(), url -> channel.baseUrl(uri(url)));
        channel.apiKeys(entry.apiKeys());
        for (int i = 0; i < entry.models().size(); i++) {
            problems.set(path + ".models[" + i + "]", entry.models().get(i), channel::models);
        }
        if (entry.models().isEmpty() && !problems.has(path + ".models")) {
            problems.add(path + ".models", null, "say what the channel serves, such as [\"gpt-*\"] or [\"*\"]");
        }
        entry.modelMapping()
                .forEach((requested, upstream) -> problems.set(
                        path + ".model-mapping[" + requested + "]",
                        upstream,
                        name -> channel.mapModel(requested, name)));
        dialects(path + ".dialects", entry.dialects(), channel);
        channel.enabled(entry.enabled()).priority(entry.priority());
        problems.set(path + ".weight", entry.weight(), channel::weight);
        problems.set(path + ".multiplier", entry.multiplier(), channel::multiplier);
        if (entry.groups().isEmpty()) {
            problems.add(
                    path + ".groups", null, "a channel without a group is open to nobody; the usual one is 'default'");
        }
        channel.groups(entry.groups().toArray(String[]::new));
        problems.set(path + ".tags", entry.tags(), tags -> channel.tags(tags.toArray(String[]::new)));
        entry.overrides()
                .forEach((member, value) -> override(path + ".overrides[" + member + "]", member, value, channel));
        problems.setSecret(path + ".proxy", entry.proxy(), proxy -> channel.proxy(ProxySettings.parse(proxy.reveal())));
        entry.headers()
                .forEach((name, value) ->
                        problems.setSecret(path + ".headers." + name, value, text -> channel.header(name, text)));
        entry.options()
                .forEach((name, value) ->
                        problems.set(path + ".options." + name, value, text -> channel.option(name, text)));
        Timeouts timeouts = timeouts(path + ".timeouts", entry.timeouts());
        if (timeouts != null) {
            channel.timeouts(timeouts);
        }
        problems.set(path + ".cooldown", entry.cooldown(), channel::cooldown);
        return problems.has(path) ? null : acceptedByProvider(path, entry, channel.build());
    }

    private void override(String path, String member, String value, Channel.Builder channel) {
        if (member.indexOf('[') >= 0) {
            problems.add(path, null, "write a list as JSON in quotes, such as '[\"a\", \"b\"]'");
        } else {
            problems.set(path, value, text -> channel.override(member, json(text)));
        }
    }

    /** Numbers, true, false, null, lists and objects are what they look like; everything else is a text. */
    private static RawJson json(String text) {
        try {
            return RawJson.parse(text.strip());
        } catch (MalformedJsonException e) {
            return RawJson.of(text);
        }
    }

    private Channel.Builder begin(String path, ChannelEntry entry) {
        String name = entry.name();
        String type = entry.type();
        if (name == null) {
            problems.add(path + ".name", null, "a channel needs a name");
        } else if (!names.add(name)) {
            problems.add(path + ".name", name, "another channel has the same name");
        }
        if (type == null) {
            problems.add(path + ".type", null, "a channel needs a type; " + types());
        } else if (!clients.containsKey(type)) {
            problems.add(path + ".type", type, types());
        }
        String anyType = type == null ? "none" : type;
        try {
            return Channel.builder(name == null ? "unnamed" : name, anyType);
        } catch (IllegalArgumentException e) {
            problems.add(path + ".name", name, String.valueOf(e.getMessage()));
            return Channel.builder("unnamed", anyType);
        }
    }

    private String types() {
        return "this build has " + String.join(", ", new TreeSet<>(clients.keySet()));
    }

    private static URI uri(String url) {
        try {
            return new URI(url);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("it is no URL; write it like https://api.example.com", e);
        }
    }

    private void dialects(String path, List<String> ids, Channel.Builder channel) {
        for (int i = 0; i < ids.size(); i++) {
            String id = ids.get(i);
            Dialect dialect = Dialect.ofId(id).orElse(null);
            if (dialect != null) {
                channel.dialects(dialect);
            } else {
                problems.add(
                        path + "[" + i + "]",
                        id,
                        "allowed are "
                                + String.join(
                                        ", ",
                                        Arrays.stream(Dialect.values())
                                                .map(Dialect::id)
                                                .toList()));
            }
        }
    }

    private @Nullable Timeouts timeouts(String path, TimeoutsEntry entry) {
        positive(path + ".connect", entry.connect());
        positive(path + ".first-byte", entry.firstByte());
        positive(path + ".idle", entry.idle());
        positive(path + ".total", entry.total());
        positive(path + ".stream-total", entry.streamTotal());
        positive(path + ".write", entry.write());
        return problems.has(path)
                ? null
                : new Timeouts(
                        entry.connect(),
                        entry.firstByte(),
                        entry.idle(),
                        entry.total(),
                        entry.streamTotal(),
                        entry.write());
    }

    private void positive(String path, Duration duration) {
        if (duration.isZero() || duration.isNegative()) {
            problems.add(path, duration, "it must be longer than 0");
        }
    }

    /** What the provider says of a channel begins with the setting it is about. */
    private @Nullable Channel acceptedByProvider(String path, ChannelEntry entry, Channel channel) {
        ProviderClient client = clients.get(channel.type());
        if (client == null) {
            return null;
        }
        try {
            client.validate(channel);
            return channel;
        } catch (IllegalArgumentException e) {
            String reason = String.valueOf(e.getMessage());
            if (reason.startsWith("base-url")) {
                problems.add(path + ".base-url", entry.baseUrl(), reason);
            } else if (reason.startsWith("proxy")) {
                problems.add(path + ".proxy", null, reason);
            } else if (reason.startsWith("dialects")) {
                problems.add(path + ".dialects", String.join(", ", entry.dialects()), tail(reason));
            } else if (reason.startsWith("options")) {
                problems.add(path + ".options", null, tail(reason));
            } else if (reason.startsWith("api-keys")) {
                problems.add(path + ".api-keys", null, tail(reason));
            } else {
                problems.add(path, channel.name(), reason);
            }
            return null;
        }
    }

    private static String tail(String reason) {
        return reason.substring(reason.indexOf(' ') + 1);
    }
}
