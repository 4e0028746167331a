package io.modelrouter.providers.bedrock;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.provider.ProviderResponse;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import mockwebserver3.MockWebServer;

/** What the tests of this package call with. */
final class Bedrocks {
    static final Clock NOON = Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);
    static final String ID = "AKIDEXAMPLE0123456";
    static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    static final String HAIKU = "us.anthropic.claude-haiku-4-5-20251001-v1:0";

    private Bedrocks() {}

    static Channel.Builder channel(MockWebServer server) {
        return Channel.builder("b", "bedrock")
                .baseUrl("http://127.0.0.1:" + server.getPort())
                .option("region", "us-east-1")
                .models("*");
    }

    static ProviderRequest request(Channel channel, Dialect dialect, String model, boolean stream, String body) {
        return new ProviderRequest(
                channel,
                channel.apiKeys().isEmpty() ? null : channel.apiKeys().get(0),
                dialect,
                model,
                stream,
                true,
                WireBody.of(body.getBytes(StandardCharsets.UTF_8)),
                Map.of("anthropic-version", "2023-06-01", "anthropic-beta", "b-1", "x-router-hops", "1"),
                Duration.ofSeconds(30));
    }

    static Secret key(String... parts) {
        return Secret.of(String.join(":", parts));
    }

    static String text(ProviderResponse response) throws ProviderException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] piece = new byte[1000];
        for (int count; (count = response.read(piece, 0, piece.length)) >= 0; ) {
            all.write(piece, 0, count);
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
