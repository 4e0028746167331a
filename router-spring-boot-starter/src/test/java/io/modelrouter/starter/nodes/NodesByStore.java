package io.modelrouter.starter.nodes;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Two nodes on each store. What is asked of them is done on all stores at the same time, for most of it is waiting. */
final class NodesByStore implements AutoCloseable {
    private final List<Nodes> all = new ArrayList<>();
    private @Nullable RuntimeException missing;

    /** What a test does with the nodes of one store. */
    @FunctionalInterface
    interface Scene {
        void play(Nodes nodes) throws Exception;
    }

    static NodesByStore start() {
        NodesByStore stores = new NodesByStore();
        stores.all.add(new Nodes("PostgreSQL", SharedStore.postgres()));
        try {
            stores.all.add(new Nodes("Redis", SharedStore.redis()));
        } catch (RuntimeException e) {
            stores.missing = e;
        }
        return stores;
    }

    /** Plays it on all stores, with both nodes running. */
    void each(Scene scene) {
        eachAsLeft(nodes -> {
            nodes.bothUp();
            scene.play(nodes);
        });
    }

    /** The second node may be down. Where a store cannot be started, the test is skipped after it was played on the others. */
    void eachAsLeft(Scene scene) {
        ExecutorService pool = Executors.newFixedThreadPool(all.size(), work -> new Thread(work, "test-store"));
        try {
            List<CompletableFuture<Void>> scenes = all.stream()
                    .map(nodes -> CompletableFuture.runAsync(() -> play(scene, nodes), pool))
                    .toList();
            CompletableFuture.allOf(scenes.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } finally {
            pool.shutdownNow();
        }
        if (missing != null) {
            throw missing;
        }
    }

    private static void play(Scene scene, Nodes nodes) {
        try {
            scene.play(nodes);
        } catch (Throwable e) {
            throw new AssertionError("on " + nodes.name + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        all.forEach(Nodes::close);
    }
}
