package io.modelrouter.examples.snippets;

import io.modelrouter.channel.ResponseOrigins;
import io.modelrouter.testkit.ManualClock;
import io.modelrouter.testkit.ResponseOriginsContract;
import java.util.concurrent.ConcurrentHashMap;

// <kit>
class SharedMapOriginsTest extends ResponseOriginsContract {
    @Override
    protected ResponseOrigins newOrigins(ManualClock clock) {
        return new SharedMapOrigins(new ConcurrentHashMap<>(), clock);
    }
}
// </kit>
