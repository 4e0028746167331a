package io.modelrouter.starter.pairs;

import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.RunningGateway;
import io.modelrouter.wire.Dialect;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Five played vendors, a gateway with a channel for each, and the four SDKs before it. */
final class Street implements AutoCloseable {
    /** The dialects of the channels. */
    static final List<Dialect> CHANNELS = Stream.concat(
                    Dialect.ofChatClients().stream(), Stream.of(Dialect.BEDROCK_CONVERSE))
            .toList();

    static final String OTHER_KEY = "sk-other-0123456789abcdef";

    private final Map<Dialect, PlayedVendor> vendors = new EnumMap<>(Dialect.class);
    private final Map<Dialect, SdkClient> clients = new EnumMap<>(Dialect.class);
    private final LoopbackUpstream nobody = LoopbackUpstream.start((request, wire) -> wire.cut());
    final RunningGateway gateway;

    Street() {
        List.of(new ChatVendor(), new ResponsesVendor(), new ClaudeVendor(), new GeminiVendor(), new ConverseVendor())
                .forEach(vendor -> vendors.put(vendor.dialect(), vendor));
        Map<String, Object> settings = new LinkedHashMap<>();
        int at = 0;
        for (PlayedVendor vendor : vendors.values()) {
            String channel = "model-router.channels[" + at++ + "].";
            settings.put(channel + "name", vendor.channel());
            settings.put(channel + "type", vendor.type());
            settings.put(channel + "dialects", vendor.dialect().id());
            settings.put(channel + "base-url", vendor.upstream.url());
            settings.put(channel + "api-keys", RunningGateway.UPSTREAM_KEY);
            settings.put(channel + "models", vendor.model());
            settings.put(channel + "cooldown", "0s");
        }
        settings.putAll(RunningGateway.token(1, "other", OTHER_KEY, "unlimited", "true"));
        gateway = RunningGateway.before(nobody, settings);
        List.of(
                        new ChatSdk(gateway.url()),
                        new ResponsesSdk(gateway.url()),
                        new ClaudeSdk(gateway.url()),
                        new GeminiSdk(gateway.url()))
                .forEach(client -> clients.put(client.dialect(), client));
    }

    PlayedVendor vendor(Dialect dialect) {
        return vendors.get(dialect);
    }

    SdkClient client(Dialect dialect) {
        return clients.get(dialect);
    }

    Pair pair(Dialect client, Dialect channel) {
        return new Pair(this, client(client), vendor(channel));
    }

    @Override
    public void close() {
        clients.values().forEach(SdkClient::close);
        gateway.close();
        vendors.values().forEach(PlayedVendor::close);
        nobody.close();
    }
}
