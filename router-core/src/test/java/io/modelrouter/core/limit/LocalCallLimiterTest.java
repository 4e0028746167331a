package io.modelrouter.core.limit;

import io.modelrouter.limit.CallLimiter;
import io.modelrouter.testkit.CallLimiterContract;
import io.modelrouter.testkit.ManualClock;
import org.junit.jupiter.api.DisplayName;

@DisplayName("The limiter of one node")
class LocalCallLimiterTest extends CallLimiterContract {

    @Override
    protected CallLimiter newLimiter(ManualClock clock) {
        return new LocalCallLimiter(clock.nanoTime());
    }

    @Override
    protected int triesPerThread() {
        return 5_000;
    }
}
