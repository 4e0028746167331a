package io.modelrouter.core.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.core.route.RouteReport.Finding;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The report on patterns")
class RouteReportTest {
    private static Channel.Builder channel(String name, String... models) {
        return Channel.builder(name, "t").models(models);
    }

    private static List<Finding> report(Channel.Builder... channels) {
        return RouteReport.of(
                java.util.Arrays.stream(channels).map(Channel.Builder::build).toList());
    }

    @Test
    void saysNothingOfChannelsThatShare() {
        assertThat(report(channel("a", "gpt-*"), channel("b", "gpt-*", "gpt-4o"), channel("c", "*")))
                .isEmpty();
    }

    @Test
    void tellsThatAChannelIsTheFallbackOfAnother() {
        assertThat(report(channel("a", "gpt-*").priority(1), channel("b", "gpt-4o", "o3")))
                .containsExactly(
                        new Finding(
                                false,
                                "The channel 'b' is asked for [gpt-4o] only when 'a', whose priority is higher, fails or rests"));
    }

    @Test
    void tellsOfPatternsThatAreSharedInPart() {
        assertThat(report(channel("a", "gpt-*").priority(1), channel("b", "*-mini")))
                .singleElement()
                .satisfies(finding -> assertThat(finding.text()).contains("for a part of [*-mini]"));
    }

    @Test
    void isSilentWhereNoCallerHasBothOrOneIsSwitchedOff() {
        assertThat(report(channel("a", "*").priority(1).groups("vip"), channel("b", "*")))
                .isEmpty();
        assertThat(report(channel("a", "*").priority(1).enabled(false), channel("b", "*")))
                .isEmpty();
    }

    @Test
    void warnsOfMappingsThatNobodyCanReachAndOfModelsListedTwice() {
        assertThat(report(channel("a", "gpt-*", "gpt-*")
                        .mapModel("gpt-latest", "gpt-4o")
                        .mapModel("best", "o3")))
                .extracting(Finding::warning)
                .containsExactly(true, true);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-*, gpt-4o, true, true",
        "gpt-*, gpt-*-mini, true, true",
        "gpt-*-mini, gpt-*, false, true",
        "*, a*b*c, true, true",
        "gpt-*, *-mini, false, true",
        "a*b, a*c, false, false",
        "a*, b*, false, false",
        "a*b*c, a*c, false, true",
        "ab*, abc, true, true",
        "abc, ab, false, false",
        "a*a, a, false, false",
    })
    void knowsWhichPatternsCoverAndOverlap(String one, String other, boolean covers, boolean overlaps) {
        ModelPattern a = ModelPattern.of(one);
        ModelPattern b = ModelPattern.of(other);
        assertThat(a.covers(b)).isEqualTo(covers);
        assertThat(a.overlaps(b)).isEqualTo(overlaps);
        assertThat(b.overlaps(a)).isEqualTo(overlaps);
    }
}
