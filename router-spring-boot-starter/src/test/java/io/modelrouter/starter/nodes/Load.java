package io.modelrouter.starter.nodes;

import io.modelrouter.quota.Credits;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Callers that call both nodes with one key, one call after the other, until they are told to stop. */
final class Load implements AutoCloseable {
    /** For each node. */
    static final int CALLERS = 4;

    private final Nodes nodes;
    private final String key;
    private final String model;
    private final Consumer<HttpResponse<String>> refused;
    private final ExecutorService pool =
            Executors.newFixedThreadPool(2 * CALLERS + 1, work -> new Thread(work, "test-caller"));
    private final List<Future<?>> callers = new ArrayList<>();
    private final Map<Integer, AtomicInteger> refusals = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicInteger> successes = new ConcurrentHashMap<>();
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicLong tokens = new AtomicLong();
    private volatile boolean stopped;
    /** The node that may go away under its callers; -1 for none. */
    private volatile int mortal = -1;

    /**
     * @param refused looks at every answer but 200, from many threads
     */
    Load(Nodes nodes, String key, String model, Consumer<HttpResponse<String>> refused) {
        this.nodes = nodes;
        this.key = key;
        this.model = model;
        this.refused = refused;
    }

    /** Callers of this node end where it goes away, and that is no failure. */
    Load mortal(int node) {
        mortal = node;
        return this;
    }

    Load start() {
        for (int i = 0; i < 2 * CALLERS; i++) {
            int node = i % 2;
            callers.add(pool.submit(() -> {
                run(node);
                return null;
            }));
        }
        return this;
    }

    private void run(int node) throws InterruptedException {
        try {
            while (!stopped) {
                HttpResponse<String> answer = nodes.call(node, key, model);
                if (answer.statusCode() == 200) {
                    succeeded(node, Nodes.JSON.readTree(answer.body()));
                } else {
                    refused.accept(answer);
                    refusals.computeIfAbsent(node, none -> new AtomicInteger()).incrementAndGet();
                }
            }
        } catch (IOException e) {
            if (node != mortal) {
                throw new AssertionError("a call to node " + node + " failed", e);
            }
        }
    }

    private void succeeded(int node, JsonNode answer) {
        JsonNode usage = answer.get("usage");
        nanos.addAndGet(Credits.toNanos(usage.get("cost").decimalValue()));
        tokens.addAndGet(usage.get("total_tokens").longValue());
        successes.computeIfAbsent(node, none -> new AtomicInteger()).incrementAndGet();
    }

    /** Tells the callers to stop, and waits for the last answer. */
    void stop() throws Exception {
        stopped = true;
        for (Future<?> caller : callers) {
            try {
                caller.get(90, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw new AssertionError(String.valueOf(e.getCause().getMessage()), e.getCause());
            }
        }
    }

    int successes() {
        return successes(0) + successes(1);
    }

    int successes(int node) {
        AtomicInteger count = successes.get(node);
        return count == null ? 0 : count.get();
    }

    int refusals() {
        return refusals(0) + refusals(1);
    }

    int refusals(int node) {
        AtomicInteger count = refusals.get(node);
        return count == null ? 0 : count.get();
    }

    /** What the callers were told that their calls cost. */
    long nanos() {
        return nanos.get();
    }

    /** Tokens that the callers were told that they used. */
    long tokens() {
        return tokens.get();
    }

    @Override
    public void close() {
        stopped = true;
        pool.shutdownNow();
    }
}
