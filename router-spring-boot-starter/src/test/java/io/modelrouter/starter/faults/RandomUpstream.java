package io.modelrouter.starter.faults;

import io.modelrouter.starter.sdk.LoopbackUpstream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/** An upstream whose answers are slow streams, and that fails at random in every way that a server can. */
final class RandomUpstream implements AutoCloseable {
    private static final int DELTAS = 8;
    private static final Duration PACE = Duration.ofMillis(150);
    /** Of a hundred answers. */
    private static final int WELL = 60;

    private static final List<Fault> FAULTS = Stream.of(Fault.values())
            .filter(fault -> fault != Fault.REFUSED && fault != Fault.DNS && fault != Fault.TLS)
            .toList();

    final LoopbackUpstream server = LoopbackUpstream.start(this::answer).forgetful();
    final LongAdder failed = new LongAdder();
    private final long seed;
    private final AtomicInteger number = new AtomicInteger();
    private volatile boolean well;
    private volatile CountDownLatch arriving;
    private volatile CountDownLatch letGo;

    RandomUpstream(long seed) {
        this.seed = seed;
    }

    /** From now on it never fails and does not dawdle. */
    void recover() {
        well = true;
    }

    /** Holds every stream behind its first content from now on, until {@link #letGo}. */
    void hold(int calls) {
        letGo = new CountDownLatch(1);
        arriving = new CountDownLatch(calls);
    }

    boolean awaitHeld() throws InterruptedException {
        return arriving.await(60, TimeUnit.SECONDS);
    }

    void letGo() {
        CountDownLatch held = letGo;
        arriving = null;
        held.countDown();
    }

    private void answer(LoopbackUpstream.Request request, LoopbackUpstream.Wire wire) throws IOException {
        Vendor vendor = FaultyWorld.vendorOf(request.target());
        SplittableRandom random = new SplittableRandom(seed + 0x9E3779B97F4A7C15L * number.incrementAndGet());
        if (!well && random.nextInt(100) >= WELL) {
            failed.increment();
            fail(FAULTS.get(random.nextInt(FAULTS.size())), vendor, wire);
            return;
        }
        wire.begin(200, Map.of("content-type", "text/event-stream"));
        wire.write(vendor.talk.opening());
        wire.write(vendor.talk.delta());
        CountDownLatch here = arriving;
        if (here != null) {
            CountDownLatch until = letGo;
            here.countDown();
            await(until);
        }
        for (int i = 0; i < DELTAS && !well; i++) {
            LockSupport.parkNanos(PACE.toNanos());
            wire.write(vendor.talk.delta());
        }
        wire.write(vendor.talk.ending());
        wire.end();
    }

    private static void fail(Fault fault, Vendor vendor, LoopbackUpstream.Wire wire) throws IOException {
        if (fault == Fault.STATUS_429_RETRY_AFTER) {
            // the matrix tells longer waits than a short run has
            Map<String, String> headers = Map.of("content-type", "application/json", "retry-after", "1");
            wire.whole(429, headers, vendor.error(429));
        } else {
            fault.answer(vendor, true, wire);
        }
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
