package io.modelrouter.starter.sdk;

import io.modelrouter.observe.CallLog;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.wire.Dialect;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What came to a gateway and what became of it; asking for records waits until every call has ended. */
public final class SeenCalls implements RouterListener {
    private static final long PATIENCE_MILLIS = 20_000;

    private final List<CallRecord> records = new ArrayList<>();
    private final Requests requests = new Requests();
    private final AtomicInteger logged = new AtomicInteger();
    private int running;

    /** Counts HTTP requests in front of the router, where a host has its filters. */
    static final class Requests implements Filter {
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            count.incrementAndGet();
            chain.doFilter(request, response);
        }
    }

    Requests requests() {
        return requests;
    }

    /** HTTP requests since the last {@link #forget}. */
    public int requestCount() {
        return requests.count.get();
    }

    public synchronized void forget() {
        awaitEnded();
        records.clear();
        requests.count.set(0);
    }

    /** Of all calls since the last {@link #forget}, in the order in which they ended. */
    public synchronized List<CallRecord> records() {
        awaitEnded();
        return List.copyOf(records);
    }

    /** Of the one call since the last {@link #forget}. */
    public CallRecord onlyRecord() {
        List<CallRecord> all = records();
        if (all.size() != 1) {
            throw new AssertionError("there were " + all.size() + " calls, not one");
        }
        return all.get(0);
    }

    /** Records that reached the call log, which has a queue before it. */
    public int loggedCount() {
        return logged.get();
    }

    CallLog log() {
        return record -> logged.incrementAndGet();
    }

    private void awaitEnded() {
        long deadline = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
        while (running > 0) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new AssertionError(running + " calls have not ended");
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Override
    public synchronized void callStarted(String callId, Dialect dialect, String model, boolean stream) {
        running++;
    }

    @Override
    public synchronized void callEnded(CallRecord record) {
        records.add(record);
        running--;
        notifyAll();
    }
}
