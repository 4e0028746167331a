package io.modelrouter.starter.actuate;

import io.modelrouter.ChannelTest;
import org.jspecify.annotations.Nullable;

/** A test as the endpoint writes it. */
record TestView(
        String channel,
        String model,
        String upstreamModel,
        String dialect,
        boolean succeeded,
        long latencyMillis,
        @Nullable String error,
        @Nullable String kind,
        @Nullable Integer status,
        @Nullable String message) {

    static TestView of(ChannelTest test) {
        return new TestView(
                test.channel(),
                test.model(),
                test.upstreamModel(),
                test.dialect().id(),
                test.succeeded(),
                test.latency().toMillis(),
                test.error() == null ? null : Words.of(test.error()),
                test.kind() == null ? null : Words.of(test.kind()),
                test.status(),
                test.message());
    }
}
