package io.modelrouter.store.redis.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.channel.ResponseOrigin;
import io.modelrouter.channel.ResponseOrigins;
import io.modelrouter.store.redis.RedisStore;
import io.modelrouter.store.redis.TestRedis;
import io.modelrouter.testkit.ManualClock;
import io.modelrouter.testkit.ResponseOriginsContract;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Origins of answers on Redis")
class RedisResponseOriginsTest extends ResponseOriginsContract {
    @Override
    protected ResponseOrigins newOrigins(ManualClock clock) {
        return new RedisResponseOrigins(TestRedis.shared().store(), clock);
    }

    @Test
    @DisplayName("two nodes share them, by the server's time")
    void shared() {
        RedisStore one = TestRedis.shared().store();
        try (RedisStore other = RedisStore.of(TestRedis.shared().client(), one.settings())) {
            ResponseOrigin origin = new ResponseOrigin("m", "c");
            new RedisResponseOrigins(one).put("team", "resp_1", origin, Duration.ofHours(1));

            assertThat(new RedisResponseOrigins(other).find("team", "resp_1")).contains(origin);
        }
    }
}
