package io.modelrouter.starter.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.RoutedCall;
import io.modelrouter.starter.endpoint.CallRunner.Running;
import io.modelrouter.wire.Dialect;
import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
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

    @Test
    @Tag("R4.4")
    @DisplayName("only when the write that is under way has returned, and no write begins after it")
    void only_when_the_write_under_way_has_returned() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch fails = new CountDownLatch(1);
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        OutputStream body = running.completion().guard(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                entered.countDown();
                await(fails);
                order.add("write failed");
                throw new IOException("broken pipe");
            }
        });
        AsyncContext async = proxy(AsyncContext.class, () -> order.add("completed"));
        Thread writer = new Thread(() -> assertThatThrownBy(() -> body.write(1)).hasMessage("broken pipe"));
        writer.start();
        await(entered);
        Thread container = new Thread(() -> running.completion().giveUp(async, running.id()));
        container.start();
        while (container.getState() != Thread.State.TIMED_WAITING && container.isAlive()) {
            Thread.onSpinWait();
        }

        fails.countDown();
        container.join();
        writer.join();

        assertThat(order).containsExactly("write failed", "completed");
        assertThatThrownBy(() -> body.write(1)).hasMessage("the container has given the request up");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
