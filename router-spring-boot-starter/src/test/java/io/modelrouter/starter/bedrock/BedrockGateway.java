package io.modelrouter.starter.bedrock;

import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.RunningGateway;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** A gateway with a channel of Bedrock before an upstream that plays a recorded answer. */
public final class BedrockGateway implements AutoCloseable {
    static final String ACCESS_KEY = "AKIDEXAMPLE0123456";
    static final String SECRET_KEY = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final String CHANNEL = "model-router.channels[3].";
    private static final Set<String> OF_THE_CONNECTION = Set.of("content-length", "transfer-encoding", "connection");

    public final LoopbackUpstream upstream;
    public final RunningGateway gateway;
    private volatile LoopbackUpstream.Handler next = (request, wire) -> {
        throw new IOException("the test did not say what to answer");
    };

    BedrockGateway() {
        this(Map.of());
    }

    /** A channel that speaks Converse with all models, also with Claude's. */
    public static BedrockGateway ofConverse() {
        return new BedrockGateway(Map.of(CHANNEL + "dialects", Dialect.BEDROCK_CONVERSE.id()));
    }

    private BedrockGateway(Map<String, ?> more) {
        upstream = LoopbackUpstream.start((request, wire) -> next.answer(request, wire));
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put(CHANNEL + "name", "bedrock-main");
        settings.put(CHANNEL + "type", "bedrock");
        settings.put(CHANNEL + "base-url", upstream.url());
        settings.put(CHANNEL + "options.region", "us-east-1");
        settings.put(CHANNEL + "api-keys", ACCESS_KEY + ":" + SECRET_KEY);
        settings.put(CHANNEL + "models", "*");
        settings.put(CHANNEL + "priority", "10");
        settings.put(CHANNEL + "cooldown", "0s");
        settings.putAll(more);
        gateway = RunningGateway.before(upstream, settings);
    }

    public void answers(LoopbackUpstream.Handler handler) {
        next = handler;
        upstream.forget();
        gateway.calls().forget();
    }

    /** From now on the upstream answers as it was recorded, a stream in pieces that fit no message. */
    public void plays(RecordedExchange exchange) {
        Map<String, String> headers = new LinkedHashMap<>();
        exchange.responseHeaders().forEach((name, value) -> {
            if (!OF_THE_CONNECTION.contains(name)) {
                headers.put(name, value);
            }
        });
        if (exchange.eventStream().isPresent()) {
            // Bedrock tells there what the frames hold; the recordings have lost it, and Anthropic's own client asks
            // for it.
            headers.put("x-amzn-bedrock-content-type", "application/json");
        }
        byte[] body = exchange.responseBody();
        answers((request, wire) -> {
            if (exchange.eventStream().isEmpty()) {
                wire.whole(exchange.status(), headers, body);
                return;
            }
            wire.begin(exchange.status(), headers);
            for (int at = 0; at < body.length; at += 173) {
                wire.write(Arrays.copyOfRange(body, at, Math.min(body.length, at + 173)));
            }
            wire.end();
        });
    }

    /** The model of the recorded path. */
    public static String model(RecordedExchange exchange) {
        return URLDecoder.decode(exchange.path().split("/")[2], StandardCharsets.UTF_8);
    }

    /** What a client of Anthropic's own API would have sent for a recorded request. */
    static RawJson asked(RecordedExchange exchange) {
        Map<String, RawJson> members = new LinkedHashMap<>();
        members.put("model", RawJson.of(model(exchange)));
        members.putAll(RawJson.parse(exchange.requestBody().orElseThrow()).members());
        members.remove("anthropic_version");
        if (exchange.stream()) {
            members.put("stream", RawJson.of(true));
        }
        return RawJson.object(members);
    }

    @Override
    public void close() {
        gateway.close();
        upstream.close();
    }
}
