package io.modelrouter.starter.nodes;

import io.modelrouter.starter.sdk.LoopbackUpstream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Answers calls with 3 tokens of prompt and 1 to 9 of answer, which is what requests allow, so that no call costs more than
 * was held for it. Calls for a model whose name begins with {@code held-} get no answer before {@link #letGo}.
 */
final class PlayedUpstream implements AutoCloseable {
    static final int PROMPT = 3;
    static final int MOST_OUTPUT = 9;
    private static final Map<String, String> JSON = Map.of("content-type", "application/json");
    private static final String MODEL = "\"model\":\"";

    private final LoopbackUpstream server = LoopbackUpstream.start(this::answer).forgetful();
    private final Map<String, Model> models = new ConcurrentHashMap<>();

    private static final class Model {
        private final CountDownLatch gate = new CountDownLatch(1);
        private final AtomicInteger now = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
    }

    static String request(String model) {
        return "{" + MODEL + model + "\",\"max_tokens\":" + MOST_OUTPUT
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    }

    private Model model(String name) {
        return models.computeIfAbsent(name, unknown -> new Model());
    }

    private void answer(LoopbackUpstream.Request request, LoopbackUpstream.Wire wire) throws IOException {
        String text = request.text();
        int start = text.indexOf(MODEL) + MODEL.length();
        String name = text.substring(start, text.indexOf('"', start));
        Model model = model(name);
        model.most.accumulateAndGet(model.now.incrementAndGet(), Math::max);
        try {
            if (name.startsWith("held-")) {
                model.gate.await();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        } finally {
            // before the answer, after which the caller's place may be taken by the next at once
            model.now.decrementAndGet();
        }
        int output = 1 + ThreadLocalRandom.current().nextInt(MOST_OUTPUT);
        String answer = "{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"" + name
                + "\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hello\"},"
                + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":" + PROMPT + ",\"completion_tokens\":"
                + output + ",\"total_tokens\":" + (PROMPT + output) + "}}";
        wire.whole(200, JSON, answer.getBytes(StandardCharsets.UTF_8));
    }

    String url() {
        return server.url();
    }

    /** Calls for a model that it is answering now. */
    int inFlight(String model) {
        return model(model).now.get();
    }

    /** The most that it ever answered at the same time. */
    int mostInFlight(String model) {
        return model(model).most.get();
    }

    /** Answers the calls for a held model, those that wait and those to come. */
    void letGo(String model) {
        model(model).gate.countDown();
    }

    @Override
    public void close() {
        models.values().forEach(model -> model.gate.countDown());
        server.close();
    }
}
