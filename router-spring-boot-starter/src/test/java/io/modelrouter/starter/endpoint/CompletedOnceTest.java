package io.modelrouter.starter.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.RoutedCall;
import io.modelrouter.starter.endpoint.CallRunner.Running;
import io.modelrouter.wire.Dialect;
import jakarta.servlet.AsyncContext;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The request of a call is completed")
class CompletedOnceTest {
    private final AtomicInteger completions = new AtomicInteger();
    private final Running running =
            new Running(proxy(RoutedCall.class, () -> {}), Dialect.OPENAI_CHAT, "call_completed_once");

    private static <T> T proxy(Class<T> type, Runnable onCall) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
                    onCall.run();
                    return null;
                }));
    }

    @Test
    @Tag("R4.4")
    void never_by_the_writer_after_the_container_gave_it_up() {
        AsyncContext async = proxy(AsyncContext.class, completions::incrementAndGet);

        running.completion().giveUp(async, running.id());
        running.complete(async);

        assertThat(completions).hasValue(1);
    }

    @Test
    void by_the_container_whoever_came_before() {
        AsyncContext async = proxy(AsyncContext.class, completions::incrementAndGet);

        running.complete(async);
        running.completion().giveUp(async, running.id());

        assertThat(completions).hasValue(2);
    }

    @Test
    void although_the_container_says_that_it_cannot_be() {
        AsyncContext async = proxy(AsyncContext.class, () -> {
            throw new IllegalStateException("not now");
        });

        running.complete(async);
        running.completion().giveUp(async, running.id());

        assertThat(completions).hasValue(0);
    }
}
