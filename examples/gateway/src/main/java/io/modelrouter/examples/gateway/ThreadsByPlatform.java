package io.modelrouter.examples.gateway;

import java.util.Map;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;

/** Virtual threads on JDK 24 and later, where nothing pins them any more (JEP 491), unless the user says otherwise. */
final class ThreadsByPlatform implements ApplicationContextInitializer<ConfigurableApplicationContext> {
    private static final int FIRST_UNPINNED = 24;

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        boolean virtual = Runtime.version().feature() >= FIRST_UNPINNED;
        context.getEnvironment()
                .getPropertySources()
                .addLast(new MapPropertySource(
                        "the gateway's threads", Map.of("spring.threads.virtual.enabled", virtual)));
    }
}
