package io.modelrouter.examples.snippets;

import io.modelrouter.limit.CallLimiter;
import io.modelrouter.limit.LimitDecision;
import io.modelrouter.limit.LimitedCall;
import java.util.concurrent.atomic.LongAdder;

/** Another limiter's limits, and how often they refused. */
public final class CountingLimiter implements CallLimiter {
    private final CallLimiter limits;
    private final LongAdder refused = new LongAdder();

    public CountingLimiter(CallLimiter limits) {
        this.limits = limits;
    }

    @Override
    public LimitDecision enter(LimitedCall call) {
        LimitDecision decision = limits.enter(call);
        if (decision instanceof LimitDecision.Refused) {
            refused.increment();
        }
        return decision;
    }

    @Override
    public void renew(LimitedCall call) {
        limits.renew(call);
    }

    @Override
    public void leave(LimitedCall call, long tokens) {
        limits.leave(call, tokens);
    }

    public long refusedCount() {
        return refused.sum();
    }
}
