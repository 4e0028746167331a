package io.modelrouter.core.quota;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.Usage;
import io.modelrouter.quota.UsageSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("A call is charged")
@Tag("R1.13")
class ChargeTest {
    private static final Usage REPORTED = Usage.builder().input(10).output(5).build();

    @Test
    void whatTheUpstreamReportedWhereTheAnswerIsComplete() {
        Charge charge = Charge.of(REPORTED, true, true, 400, () -> 99);

        assertThat(charge).isEqualTo(new Charge(REPORTED, UsageSource.REPORTED, false));
    }

    @Test
    void ourOwnCountWhereNothingWasReported() {
        Charge charge = Charge.of(Usage.NONE, false, true, 400, () -> 99);

        assertThat(charge.usage())
                .isEqualTo(Usage.builder().input(99).output(100).build());
        assertThat(charge.source()).isEqualTo(UsageSource.ESTIMATED);
    }

    @Test
    void ourOwnOutputCountWhereZeroWasReportedBesideOutput() {
        Charge charge = Charge.of(Usage.builder().input(10).build(), true, true, 400, () -> 99);

        assertThat(charge.usage())
                .isEqualTo(Usage.builder().input(10).output(100).build());
        assertThat(charge.source()).isEqualTo(UsageSource.ESTIMATED);
    }

    @Test
    @Tag("R1.14")
    void theLargerOutputCountWhereTheStreamBrokeOff() {
        Usage start = Usage.builder().input(10).cacheRead(7).output(1).build();

        Charge charge = Charge.of(start, true, false, 400, () -> 99);

        assertThat(charge.usage())
                .isEqualTo(Usage.builder().input(10).cacheRead(7).output(100).build());
    }

    @Test
    void ourOwnPromptCountWhereAnOutputWasReportedWithoutAPrompt() {
        Charge charge = Charge.of(Usage.builder().output(5).reasoning(2).build(), true, true, 400, () -> 99);

        assertThat(charge.usage())
                .isEqualTo(Usage.builder().input(99).output(5).reasoning(2).build());
        assertThat(charge.source()).isEqualTo(UsageSource.ESTIMATED);
    }

    @Test
    void nothingReportedThatIsMoreThanTwiceTheContext() {
        Usage much = Usage.builder().input(1_000).cacheRead(1_002).build();

        assertThat(Charge.exceeds(much, 1_000)).isTrue();
        assertThat(Charge.exceeds(much, 1_001)).isFalse();
        assertThat(Charge.exceeds(Usage.builder().output(2_002).build(), 1_000)).isTrue();
        assertThat(Charge.exceeds(Usage.builder().output(2_001).build(), 1_000)).isTrue();
        assertThat(Charge.exceeds(Usage.builder().output(2_000).build(), 1_000)).isFalse();
        assertThat(Charge.own(400, 99))
                .isEqualTo(new Charge(Usage.builder().input(99).output(100).build(), UsageSource.ESTIMATED, true));
    }

    @Test
    void thePromptOnlyWhereTheClientLeftBeforeAnyOutput() {
        Charge charge = Charge.of(Usage.NONE, false, false, 0, () -> 99);

        assertThat(charge.usage()).isEqualTo(Usage.builder().input(99).build());
    }
}
