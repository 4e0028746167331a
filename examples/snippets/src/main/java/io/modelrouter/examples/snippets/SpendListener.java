package io.modelrouter.examples.snippets;

import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.RouterListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

// <listener>
/** Adds up what each token spent. Waits for nothing, so it may run on the calls' own threads. */
public final class SpendListener implements RouterListener {
    private final Map<String, LongAdder> nanosByToken = new ConcurrentHashMap<>();

    @Override
    public void callEnded(CallRecord record) {
        record.costNanos()
                .ifPresent(nanos -> nanosByToken
                        .computeIfAbsent(record.token(), token -> new LongAdder())
                        .add(nanos));
    }

    public long spentNanos(String token) {
        LongAdder spent = nanosByToken.get(token);
        return spent == null ? 0 : spent.sum();
    }
}
// </listener>
