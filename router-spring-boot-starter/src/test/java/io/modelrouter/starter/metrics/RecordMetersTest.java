package io.modelrouter.starter.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelrouter.CallContext;
import io.modelrouter.ModelRouter;
import io.modelrouter.channel.Channel;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The meter of records")
class RecordMetersTest {
    private @Nullable ModelRouter made;
    /** The registry holds it weakly. */
    private final RecordMeters records = new RecordMeters(() -> made);

    @Test
    @Tag("R1.16")
    @DisplayName("counts those that the log never took")
    void counts() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        ModelRouter router = ModelRouterBuilder.create(
                        Channel.builder("a", "fake").models("*").build())
                .provider(FakeProvider.answering(FakeAnswer.json(401, "{}")))
                .callLog(record -> {
                    throw new IllegalStateException("never");
                })
                .build();
        made = router;
        records.bindTo(meters);
        assertThat(meters.get("modelrouter.records.dropped").functionCounter().count())
                .isZero();

        Assertions.catchThrowable(() -> router.newCall(
                        OpenAiChatRequest.builder().model("m").user("hi").build(), CallContext.anonymous())
                .execute());
        // So that close does not wait for the log.
        Thread.currentThread().interrupt();
        router.close();
        assertThat(Thread.interrupted()).isTrue();

        assertThat(meters.get("modelrouter.records.dropped").functionCounter().count())
                .isEqualTo(1);
    }
}
