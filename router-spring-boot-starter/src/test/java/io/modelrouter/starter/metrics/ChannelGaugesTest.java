package io.modelrouter.starter.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelrouter.CallContext;
import io.modelrouter.ModelRouter;
import io.modelrouter.channel.Channel;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.channel.InMemoryChannelRegistry;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The gauges of channels")
class ChannelGaugesTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final InMemoryChannelRegistry channels = InMemoryChannelRegistry.of(channel("a"));
    private final AtomicReference<ModelRouter> made = new AtomicReference<>();
    private final ModelRouter router = ModelRouterBuilder.create(channels)
            .provider(FakeProvider.answering(FakeAnswer.json(401, "{}")))
            .listener(new ChannelGauges(
                    meters,
                    channels,
                    () -> made.get() == null ? null : made.get().operator()))
            .build();

    ChannelGaugesTest() {
        made.set(router);
    }

    @AfterEach
    void close() {
        router.close();
    }

    private static Channel channel(String name) {
        return Channel.builder(name, "fake").models("*").build();
    }

    private double value(String name, String channel) {
        Gauge gauge = meters.find("modelrouter.channel." + name)
                .tag("channel", channel)
                .gauge();
        return gauge == null ? Double.NaN : gauge.value();
    }

    private void call() {
        Assertions.catchThrowableOfType(
                RouterException.class,
                () -> router.newCall(
                                OpenAiChatRequest.builder()
                                        .model("m")
                                        .user("hi")
                                        .build(),
                                CallContext.anonymous())
                        .execute());
    }

    @Test
    void tell_the_switch() {
        assertThat(value("enabled", "a")).isEqualTo(1);

        router.operator().disable("a");

        assertThat(value("enabled", "a")).isZero();
    }

    @Test
    void tell_whether_a_channel_rests() {
        assertThat(value("cooling", "a")).isZero();
        call();
        assertThat(value("cooling", "a")).isEqualTo(1);
        assertThat(value("in.flight", "a")).isZero();
    }

    @Test
    void come_and_go_with_the_channels() {
        channels.replace(List.of(channel("b")));
        call();

        assertThat(value("enabled", "a")).isNaN();
        assertThat(value("enabled", "b")).isEqualTo(1);
        assertThat(meters.find("modelrouter.channel.enabled").gauges()).hasSize(1);
    }
}
