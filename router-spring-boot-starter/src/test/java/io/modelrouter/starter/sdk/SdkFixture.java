package io.modelrouter.starter.sdk;

import io.modelrouter.testkit.corpus.RecordedExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** A gateway for one SDK, with callers of several means, before an upstream that answers what the test says. */
final class SdkFixture implements AutoCloseable {
    /** Its token has next to nothing left to spend. */
    static final String POOR_KEY = "sk-poor-0123456789abcdef";
    /** Its token may use models that begin with {@code allowed-}. */
    static final String NARROW_KEY = "sk-narrow-0123456789abcdef";
    /** No channel serves its group, so no model exists for it. */
    static final String LONELY_KEY = "sk-lonely-0123456789abcdef";
    /** Nobody's. */
    static final String WRONG_KEY = "sk-wrong-0123456789abcdef";
    /** The model of the demo provider, which needs no upstream. */
    static final String DEMO = "demo";
    /** A model with a price. */
    static final String PRICED = "priced-model";

    final LoopbackUpstream upstream;
    final RunningGateway gateway;
    private volatile LoopbackUpstream.Handler next = (request, wire) -> {
        throw new IOException("the test did not say what to answer");
    };

    SdkFixture() {
        upstream = LoopbackUpstream.start((request, wire) -> next.answer(request, wire));
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.putAll(RunningGateway.token(1, "poor", POOR_KEY, "quota", "0.000001"));
        settings.putAll(RunningGateway.token(2, "narrow", NARROW_KEY, "unlimited", "true"));
        settings.put("model-router.tokens[2].models", "allowed-*");
        settings.putAll(RunningGateway.token(3, "lonely", LONELY_KEY, "unlimited", "true"));
        settings.put("model-router.tokens[3].groups", "nobody-home");
        settings.put("model-router.prices[0].model", PRICED);
        settings.put("model-router.prices[0].input", "1");
        settings.put("model-router.prices[0].output", "2");
        settings.put("model-router.channels[3].name", "demo");
        settings.put("model-router.channels[3].type", "demo");
        settings.put("model-router.channels[3].models", DEMO);
        settings.put("model-router.channels[3].priority", "10");
        gateway = RunningGateway.before(upstream, settings);
    }

    /** From now on the upstream answers as it was recorded; both sides forget what they saw. */
    void answers(RecordedExchange exchange) {
        answers((request, wire) -> Recordings.replay(exchange, request, wire, 173));
    }

    /** From now on the upstream does this; both sides forget what they saw. */
    void answers(LoopbackUpstream.Handler handler) {
        next = handler;
        upstream.forget();
        gateway.calls().forget();
    }

    /** From now on the upstream answers with this JSON. */
    void answers(int status, String body, String... header) {
        answers((request, wire) -> wire.whole(status, headers("application/json", header), bytes(body)));
    }

    /**
     * From now on the upstream streams the first part of a recorded answer and then breaks off.
     *
     * @param events that many events are sent
     * @param last sent after them, before the connection is closed; empty for nothing
     */
    void answersBroken(RecordedExchange exchange, int events, String last) {
        String all = Recordings.text(exchange);
        String[] frames = all.split("(?<=\n\n|\r\n\r\n)");
        String begun = String.join("", Arrays.copyOf(frames, events)) + last;
        answers((request, wire) -> {
            wire.begin(200, RecordedAnswer.headers(exchange));
            wire.write(bytes(begun));
            wire.cut();
        });
    }

    private static Map<String, String> headers(String type, String... more) {
        Map<String, String> headers = new LinkedHashMap<>(Map.of("content-type", type));
        for (int i = 0; i < more.length; i += 2) {
            headers.put(more[i], more[i + 1]);
        }
        return headers;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        gateway.close();
        upstream.close();
    }
}
