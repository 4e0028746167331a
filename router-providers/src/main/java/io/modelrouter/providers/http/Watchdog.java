package io.modelrouter.providers.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends exchanges that are over one of their time limits. One daemon thread looks at all running exchanges, at most every
 * 50 ms, and ends itself when there has been none for some seconds. A limit costs an exchange one volatile write, where the
 * HTTP client's own timeouts cost a place in a sorted queue, a lock and often a wake-up for each read.
 */
final class Watchdog {
    private static final long LONGEST_NAP = Duration.ofMillis(50).toNanos();
    private static final long SHORTEST_NAP = Duration.ofMillis(1).toNanos();
    private static final long LINGER = Duration.ofSeconds(5).toNanos();

    private final Set<Exchange> running = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean awake = new AtomicBoolean();

    /** Looks after an exchange until {@link #forget}. */
    void watch(Exchange exchange) {
        running.add(exchange);
        if (!awake.get() && awake.compareAndSet(false, true)) {
            Thread thread = new Thread(this::run, "modelrouter-http-watchdog");
            thread.setDaemon(true);
            thread.start();
        }
    }

    void forget(Exchange exchange) {
        running.remove(exchange);
    }

    int watched() {
        return running.size();
    }

    private void run() {
        long emptySince = System.nanoTime();
        while (true) {
            long nap = LONGEST_NAP;
            for (Exchange exchange : running) {
                nap = Math.min(nap, exchange.expire());
            }
            long now = System.nanoTime();
            if (!running.isEmpty()) {
                emptySince = now;
            } else if (now - emptySince > LINGER) {
                awake.set(false);
                // An exchange that came between the look and the set saw a thread that was about to end.
                if (running.isEmpty() || !awake.compareAndSet(false, true)) {
                    return;
                }
            }
            LockSupport.parkNanos(Math.max(nap, SHORTEST_NAP));
        }
    }
}
