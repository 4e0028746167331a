package io.modelrouter.core.pipeline;

import io.modelrouter.limit.CallLimiter;
import io.modelrouter.limit.LimitDecision;
import io.modelrouter.limit.LimitedCall;
import io.modelrouter.limit.LimiterUnavailableException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A limiter that remembers what it was asked, answers as it is told to, and can be cut off. */
final class RecordingLimiter implements CallLimiter {
    final List<LimitedCall> entered = Collections.synchronizedList(new ArrayList<>());
    final List<LimitedCall> renewed = Collections.synchronizedList(new ArrayList<>());
    /** Ids of the calls that left, with the tokens they used. */
    final List<String> left = Collections.synchronizedList(new ArrayList<>());

    volatile LimitDecision decision = LimitDecision.ENTERED;
    volatile boolean enterCut;
    volatile boolean leaveCut;

    @Override
    public LimitDecision enter(LimitedCall call) {
        check(enterCut);
        entered.add(call);
        return decision;
    }

    @Override
    public void renew(LimitedCall call) {
        renewed.add(call);
    }

    @Override
    public void leave(LimitedCall call, long tokens) {
        check(leaveCut);
        left.add(call.id() + " " + tokens);
    }

    private static void check(boolean cut) {
        if (cut) {
            throw new LimiterUnavailableException("cut off", null);
        }
    }
}
