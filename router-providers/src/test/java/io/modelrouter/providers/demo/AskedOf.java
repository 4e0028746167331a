package io.modelrouter.providers.demo;

import io.modelrouter.channel.Channel;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.provider.ProviderResponse;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Sends requests to a demo whose clock and identifiers never change, and reads the answers. */
final class AskedOf {
    static final JsonMapper JSON = JsonMapper.builder().build();
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private AskedOf() {}

    /** An answer that was read to its end. */
    record Answer(int status, Map<String, String> headers, String text) {
        JsonNode json() {
            return JSON.readTree(text);
        }

        Optional<String> header(String name) {
            return Optional.ofNullable(headers.get(name));
        }
    }

    static DemoClient demo() {
        return new DemoClient(Pace.INSTANT, InstantSource.fixed(NOW), (condition, nanos) -> 0, () -> 42L);
    }

    static ProviderRequest request(Dialect dialect, String model, boolean stream, boolean sse, String body) {
        return new ProviderRequest(
                Channel.builder("demo", "demo").models("*").build(),
                null,
                dialect,
                model,
                stream,
                sse,
                WireBody.of(body.getBytes(StandardCharsets.UTF_8)),
                Map.of(),
                Duration.ofSeconds(60));
    }

    static Answer answer(Dialect dialect, String model, boolean stream, String body) {
        return answer(demo(), request(dialect, model, stream, true, body));
    }

    static Answer answer(DemoClient client, ProviderRequest request) {
        ProviderCall call = client.newCall(request);
        try (ProviderResponse response = call.execute()) {
            Map<String, String> headers = new LinkedHashMap<>();
            response.headers().forEach(headers::put);
            return new Answer(response.status(), headers, read(response));
        } catch (ProviderException e) {
            throw new AssertionError(e);
        }
    }

    static String read(ProviderResponse response) throws ProviderException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        // An odd size, so that reads end in the middle of frames and characters.
        byte[] buffer = new byte[37];
        for (int count = response.read(buffer, 0, buffer.length);
                count >= 0;
                count = response.read(buffer, 0, buffer.length)) {
            all.write(buffer, 0, count);
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
