package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.WireAnswer;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A channel with all the calls in flight that it may have")
class ChannelPlacesTest {
    private static final String BEGUN = ClaudeAnswers.START + ClaudeAnswers.DELTA;

    private static RouterSettings onePlace() {
        return RouterSettings.builder().maxInFlightPerChannel(1).build();
    }

    @Test
    @Tag("R5.2")
    void isPassedOver() {
        BlockingProvider hung = new BlockingProvider(BEGUN);
        try (RouterFixture fixture =
                        RouterFixture.with(builder -> builder.settings(onePlace()), hung, ClaudeAnswers.good("b"));
                WireAnswer first = fixture.call(true).wire()) {
            assertThat(first.headers().first("x-router-channel")).contains("c1");

            assertThat(fixture.wire(true)).isEqualTo(ClaudeAnswers.STREAM);
            assertThat(fixture.record().channel()).isEqualTo("c2");
            assertThat(fixture.record().failures()).isEmpty();
        }
    }

    @Test
    @Tag("R5.2")
    void isTheCallersReasonToWaitWhereThereIsNoOther() {
        try (RouterFixture fixture =
                RouterFixture.with(builder -> builder.settings(onePlace()), new BlockingProvider(BEGUN))) {
            WireAnswer first = fixture.call(true).wire();
            assertThatThrownBy(() -> fixture.wire(true)).isInstanceOfSatisfying(RouterException.class, e -> {
                assertThat(e.code()).isEqualTo(RouterErrorCode.OVERLOADED);
                assertThat(e.retryAfter()).contains(Duration.ofSeconds(1));
            });
            first.close();

            WireAnswer next = fixture.call(true).wire();
            assertThat(next.status()).as("the place came back").isEqualTo(200);
            next.close();
        }
    }
}
