package io.modelrouter.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.channel.SelectionStrategy.Option;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Channels of one rank")
class RankOrderTest {
    private static final int PICKS = 100_000;

    private static Candidate candidate(String name, int weight) {
        Channel channel = Channel.builder(name, "t").models("*").weight(weight).build();
        return new Candidate("m", channel, ModelPattern.ANY, "m", List.of(Dialect.OPENAI_CHAT), false);
    }

    private static final List<Candidate> RANK =
            List.of(candidate("a", 1), candidate("b", 3), candidate("c", 6), candidate("last", 0));

    private static String first(List<Candidate> order) {
        return order.get(0).channel().name();
    }

    private static void assertShares(Map<String, Integer> picks) {
        assertThat(picks).doesNotContainKey("last");
        assertThat(picks.get("a") / (double) PICKS).isCloseTo(0.1, within(0.02));
        assertThat(picks.get("b") / (double) PICKS).isCloseTo(0.3, within(0.02));
        assertThat(picks.get("c") / (double) PICKS).isCloseTo(0.6, within(0.02));
    }

    @Test
    void shareTheTrafficByWeight() {
        Random random = new Random(1);
        Map<String, Integer> picks = new HashMap<>();
        for (int i = 0; i < PICKS; i++) {
            picks.merge(first(chosen(SelectionStrategies.WEIGHTED, random, c -> 0, c -> null)), 1, Integer::sum);
        }
        assertShares(picks);
    }

    @Test
    void shareTheSessionsByWeight() {
        Map<String, Integer> picks = new HashMap<>();
        for (int i = 0; i < PICKS; i++) {
            picks.merge(first(RankOrder.ofSession(RANK, Hash64.of("session " + i))), 1, Integer::sum);
        }
        assertShares(picks);
    }

    @Test
    void keepEverySession() {
        for (int i = 0; i < 1000; i++) {
            long session = Hash64.of("session " + i);
            assertThat(RankOrder.ofSession(RANK, session)).isEqualTo(RankOrder.ofSession(RANK, session));
        }
    }

    @Test
    void loseNoSessionWhenAnotherChannelIsPulled() {
        for (Candidate pulled : RANK) {
            List<Candidate> rest = new ArrayList<>(RANK);
            rest.remove(pulled);
            for (int i = 0; i < 10_000; i++) {
                List<Candidate> before = RankOrder.ofSession(RANK, Hash64.of("session " + i));
                List<Candidate> after = RankOrder.ofSession(rest, Hash64.of("session " + i));
                assertThat(after.get(0)).isEqualTo(before.get(before.get(0).equals(pulled) ? 1 : 0));
            }
        }
    }

    @Test
    void withWeightNoneComeAfterAllOthersOfASession() {
        for (int i = 0; i < 1000; i++) {
            assertThat(RankOrder.ofSession(RANK, i).get(3).channel().name()).isEqualTo("last");
        }
    }

    @Test
    void areChosenByWhatIsInFlightForTheirWeight() {
        Map<String, Integer> inFlight = Map.of("a", 1, "b", 2, "c", 9, "last", 0);

        List<Candidate> order = chosen(SelectionStrategies.LEAST_IN_FLIGHT, new Random(1), inFlight::get, name -> null);

        assertThat(order).extracting(c -> c.channel().name()).containsExactly("b", "c", "a", "last");
    }

    @Test
    void areChosenByTheirLatencyAndMeasuredFirst() {
        Map<String, Duration> measured = Map.of("a", Duration.ofMillis(300), "b", Duration.ofMillis(200));

        List<Candidate> idle = chosen(SelectionStrategies.LOWEST_LATENCY, new Random(1), n -> 0, measured::get);
        List<Candidate> busy = chosen(SelectionStrategies.LOWEST_LATENCY, new Random(1), n -> 1, measured::get);

        assertThat(idle).extracting(c -> c.channel().name()).containsExactly("c", "b", "a", "last");
        assertThat(busy).extracting(c -> c.channel().name()).containsExactly("b", "a", "c", "last");
    }

    @Test
    void areChosenByTheirPrice() {
        Map<String, Long> prices = Map.of("a", 5L, "b", 7L);
        List<Candidate> order = RankOrder.chosen(
                RANK,
                SelectionStrategies.CHEAPEST,
                c -> new Option(
                        c.channel(), "m", 0, null, prices.get(c.channel().name())),
                new Random(1));

        assertThat(order).extracting(c -> c.channel().name()).containsExactly("a", "b", "c", "last");
    }

    private static List<Candidate> chosen(
            SelectionStrategies strategy,
            Random random,
            Function<String, Integer> inFlight,
            Function<String, @Nullable Duration> latency) {
        return RankOrder.chosen(
                RANK,
                strategy,
                c -> new Option(
                        c.channel(),
                        "m",
                        inFlight.apply(c.channel().name()),
                        latency.apply(c.channel().name()),
                        null),
                random);
    }
}
