package io.modelrouter.core.channel;

import io.modelrouter.channel.ResponseOrigins;
import io.modelrouter.testkit.ManualClock;
import io.modelrouter.testkit.ResponseOriginsContract;
import org.junit.jupiter.api.DisplayName;

@DisplayName("Origins of answers in memory")
class InMemoryResponseOriginsTest extends ResponseOriginsContract {
    @Override
    protected ResponseOrigins newOrigins(ManualClock clock) {
        return new InMemoryResponseOrigins(clock.nanoTime());
    }
}
