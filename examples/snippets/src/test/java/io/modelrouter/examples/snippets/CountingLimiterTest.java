package io.modelrouter.examples.snippets;

import io.modelrouter.core.limit.LocalCallLimiter;
import io.modelrouter.limit.CallLimiter;
import io.modelrouter.testkit.CallLimiterContract;
import io.modelrouter.testkit.ManualClock;

// <kit>
class CountingLimiterTest extends CallLimiterContract {
    @Override
    protected CallLimiter newLimiter(ManualClock clock) {
        return new CountingLimiter(new LocalCallLimiter(clock.nanoTime()));
    }
}
// </kit>
