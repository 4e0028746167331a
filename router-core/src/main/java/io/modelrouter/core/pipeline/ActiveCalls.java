package io.modelrouter.core.pipeline;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The calls that run now; what renewal and shutdown go through. Thread-safe. */
final class ActiveCalls {
    private final Set<CallSession> calls = ConcurrentHashMap.newKeySet();

    void add(CallSession call) {
        calls.add(call);
    }

    void remove(CallSession call) {
        calls.remove(call);
    }

    Iterable<CallSession> all() {
        return calls;
    }

    int count() {
        return calls.size();
    }
}
