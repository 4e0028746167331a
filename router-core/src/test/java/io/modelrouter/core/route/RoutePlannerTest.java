package io.modelrouter.core.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.Explanation;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelSnapshot;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.wire.Dialect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A route plan")
class RoutePlannerTest {
    private static final Token ANYBODY = Token.builder("anybody").build();

    private final RoutePlanner planner =
            new RoutePlanner(Map.of("openai", Set.of(Dialect.OPENAI_CHAT), "claude", Set.of(Dialect.CLAUDE_MESSAGES)));

    private RoutePlan plan(String model, Token token, Channel... channels) {
        return planner.plan(new ChannelSnapshot(1, List.of(channels)), model, Dialect.OPENAI_CHAT, token);
    }

    private static Channel.Builder channel(String name, String... models) {
        return Channel.builder(name, "openai").models(models);
    }

    private static List<String> names(RoutePlan plan) {
        return plan.order(new Random(1)).stream().map(c -> c.channel().name()).toList();
    }

    @Test
    void prefersAnExactNameToAnyWildcard() {
        RoutePlan plan = plan(
                "gpt-4o",
                ANYBODY,
                channel("any", "*").build(),
                channel("family", "gpt-*").build(),
                channel("exact", "gpt-4o").build());

        assertThat(names(plan)).containsExactly("exact", "family", "any");
    }

    @Test
    void prefersMoreLiteralCharactersAndThenFewerStars() {
        RoutePlan plan = plan(
                "gpt-4o-mini",
                ANYBODY,
                channel("two-stars", "gpt*4o-*").build(),
                channel("short", "gpt-*").build(),
                channel("one-star", "gpt-4o*").build());

        assertThat(names(plan)).containsExactly("one-star", "two-stars", "short");
    }

    @Test
    void letsPriorityDecideBeforeThePattern() {
        RoutePlan plan = plan(
                "gpt-4o",
                ANYBODY,
                channel("exact", "gpt-4o").build(),
                channel("general", "*").priority(10).build());

        assertThat(names(plan)).containsExactly("general", "exact");
    }

    @Test
    void sharesAmongEqualsByWeight() {
        RoutePlan plan = plan(
                "m",
                ANYBODY,
                channel("light", "*").weight(1).build(),
                channel("heavy", "*").weight(3).build(),
                channel("last", "*").weight(0).build());
        Random random = new Random(7);
        Map<String, Integer> first = new HashMap<>();
        for (int i = 0; i < 100_000; i++) {
            List<Candidate> order = plan.order(random);
            first.merge(order.get(0).channel().name(), 1, Integer::sum);
            assertThat(order.get(2).channel().name()).isEqualTo("last");
        }

        assertThat(first.get("heavy") / 100_000.0).isBetween(0.73, 0.77);
        assertThat(first).doesNotContainKey("last");
    }

    @Test
    void putsTheCapturedPartIntoTheUpstreamName() {
        RoutePlan plan = plan(
                "acme/llama-3",
                ANYBODY,
                channel("acme", "acme/*")
                        .mapModel("acme/*", "vendor/*-instruct")
                        .build());

        assertThat(plan.ranks().get(0).get(0).upstreamModel()).isEqualTo("vendor/llama-3-instruct");
    }

    @Test
    void leavesOutDisabledChannelsForeignGroupsAndUnknownTypes() {
        Channel off = channel("off", "*").enabled(false).build();
        Channel vip = channel("vip", "*").groups("vip").build();
        Channel claude = Channel.builder("claude", "claude").models("*").build();
        Channel unknown = Channel.builder("unknown", "nobody").models("*").build();
        Channel good = channel("good", "*").build();

        assertThat(names(plan("m", ANYBODY, off, vip, claude, unknown, good))).containsExactly("good", "claude");
        List<Explanation.Candidate> explained = planner.explain(
                new ChannelSnapshot(2, List.of(off, vip, claude, unknown, good)), "m", Dialect.OPENAI_CHAT, ANYBODY);
        assertThat(explained)
                .extracting(Explanation.Candidate::channel)
                .containsExactly("good", "claude", "off", "vip", "unknown");
        assertThat(explained.get(1).dialect()).isEqualTo(Dialect.CLAUDE_MESSAGES);
        assertThat(explained.get(2).refusal()).contains("disabled");
        assertThat(explained.get(3).refusal()).contains("vip");
        assertThat(explained.get(4).refusal()).contains("nobody");
    }

    @Test
    void prefersTheCallersOwnDialectInsideOnePriorityWhateverThePattern() {
        Channel exact = Channel.builder("exact", "claude").models("m").build();
        Channel own = channel("own", "*").build();
        Channel first =
                Channel.builder("first", "claude").models("*").priority(1).build();

        assertThat(names(plan("m", ANYBODY, exact, own, first))).containsExactly("first", "own", "exact");
    }

    @Test
    void speaksTheCallersOwnDialectAloneWhereTheChannelCan() {
        RoutePlanner both = new RoutePlanner(Map.of("all", Set.of(Dialect.values())));
        ChannelSnapshot channels = new ChannelSnapshot(
                1, List.of(Channel.builder("all", "all").models("*").build()));

        for (Dialect dialect : Dialect.ofChatClients()) {
            Candidate candidate =
                    both.plan(channels, "m", dialect, ANYBODY).ranks().get(0).get(0);
            assertThat(candidate.dialects()).containsExactly(dialect);
            assertThat(candidate.translated()).isFalse();
        }
    }

    @Test
    void namesEveryDialectThatATranslatedCallMayUseTheBestFirst() {
        RoutePlanner both = new RoutePlanner(Map.of("openai", Set.of(Dialect.OPENAI_CHAT, Dialect.OPENAI_RESPONSES)));
        Channel channel = Channel.builder("openai", "openai").models("*").build();

        RoutePlan plan = both.plan(new ChannelSnapshot(1, List.of(channel)), "m", Dialect.CLAUDE_MESSAGES, ANYBODY);

        Candidate candidate = plan.ranks().get(0).get(0);
        assertThat(candidate.dialects()).containsExactly(Dialect.OPENAI_RESPONSES, Dialect.OPENAI_CHAT);
        assertThat(candidate.translated()).isTrue();
    }

    /** Speaks Claude to models of that name alone. */
    private static final class Cloud implements ProviderClient {
        @Override
        public String type() {
            return "cloud";
        }

        @Override
        public Set<Dialect> dialects() {
            return Set.of(Dialect.BEDROCK_CONVERSE, Dialect.CLAUDE_MESSAGES);
        }

        @Override
        public Set<Dialect> dialects(Channel channel, String upstreamModel) {
            return upstreamModel.equals("none")
                    ? Set.of()
                    : upstreamModel.contains("claude") ? dialects() : Set.of(Dialect.BEDROCK_CONVERSE);
        }

        @Override
        public ProviderCall newCall(ProviderRequest request) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void speaksToEachModelWhatTheProviderSaysThatItKnows() {
        RoutePlanner clouds = new RoutePlanner(List.of(new Cloud()));
        Channel channel = Channel.builder("c", "cloud")
                .models("*")
                .mapModel("smart", "claude-x")
                .build();
        ChannelSnapshot channels = new ChannelSnapshot(1, List.of(channel));

        Candidate own = clouds.plan(channels, "smart", Dialect.CLAUDE_MESSAGES, ANYBODY)
                .ranks()
                .get(0)
                .get(0);
        assertThat(own.dialects()).containsExactly(Dialect.CLAUDE_MESSAGES);
        assertThat(own.translated()).isFalse();
        Candidate other = clouds.plan(channels, "nova", Dialect.CLAUDE_MESSAGES, ANYBODY)
                .ranks()
                .get(0)
                .get(0);
        assertThat(other.dialects()).containsExactly(Dialect.BEDROCK_CONVERSE);
        assertThat(other.translated()).isTrue();
        assertThat(clouds.explain(channels, "none", Dialect.CLAUDE_MESSAGES, ANYBODY))
                .singleElement()
                .satisfies(refused -> assertThat(refused.refusal())
                        .isEqualTo("the channel speaks no dialect for this model that can carry a request in"
                                + " claude-messages"));
    }

    @Test
    void saysModelNotFoundWhereNobodyServesIt() {
        assertThatThrownBy(() -> plan("nope", ANYBODY, channel("a", "gpt-*").build()))
                .isInstanceOfSatisfying(RouterException.class, e -> {
                    assertThat(e.code()).isEqualTo(RouterErrorCode.MODEL_NOT_FOUND);
                    assertThat(e.param()).contains("model");
                    assertThat(e.getMessage()).contains("nope");
                });
    }

    @Test
    void saysNotPermittedWhereOnlyTheKeyIsInTheWay() {
        Token limited = Token.builder("limited").models("gpt-4o-mini").build();

        assertThatThrownBy(() -> plan("gpt-4o", limited, channel("a", "gpt-*").build()))
                .isInstanceOfSatisfying(
                        RouterException.class,
                        e -> assertThat(e.code()).isEqualTo(RouterErrorCode.MODEL_NOT_PERMITTED));
        assertThat(names(plan("gpt-4o-mini", limited, channel("a", "gpt-*").build())))
                .containsExactly("a");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../admin", "a//b", "a b", "a?b", "a#b", "a%2e", "a\\b", "a\nb", "ä"})
    @Tag("R6")
    void refusesNamesThatCouldChangeAPath(String model) {
        assertThatThrownBy(() -> plan(model, ANYBODY, channel("a", "*").build()))
                .isInstanceOfSatisfying(
                        RouterException.class, e -> assertThat(e.code()).isEqualTo(RouterErrorCode.INVALID_REQUEST));
    }

    @Test
    void isMadeAnewForANewSnapshot() {
        Channel a = channel("a", "*").build();
        Channel b = channel("b", "*").build();

        assertThat(planner.plan(new ChannelSnapshot(1, List.of(a)), "m", Dialect.OPENAI_CHAT, ANYBODY)
                        .ranks())
                .hasSize(1);
        RoutePlan after = planner.plan(new ChannelSnapshot(2, List.of(b)), "m", Dialect.OPENAI_CHAT, ANYBODY);
        assertThat(names(after)).containsExactly("b");
    }

    @Test
    @Tag("R6")
    void doesNotLetAMappingOpenAModelThatAPatternOfTheKeyDoesNotCover() {
        Channel channel = channel("a", "gpt-*", "o3", "acme/*")
                .mapModel("gpt-best", "o3")
                .mapModel("acme/*", "*")
                .build();
        Token pattern = Token.builder("pattern").models("gpt-*", "acme/*").build();
        Token exact = Token.builder("exact").models("gpt-best").build();

        assertThatThrownBy(() -> plan("gpt-best", pattern, channel))
                .isInstanceOfSatisfying(
                        RouterException.class,
                        e -> assertThat(e.code()).isEqualTo(RouterErrorCode.MODEL_NOT_PERMITTED));
        assertThat(names(plan("gpt-best", exact, channel))).containsExactly("a");
        assertThat(names(plan("acme/llama", pattern, channel))).containsExactly("a");
        assertThat(planner.explain(new ChannelSnapshot(3, List.of(channel)), "gpt-best", Dialect.OPENAI_CHAT, pattern)
                        .get(0)
                        .refusal())
                .contains("maps");
    }
}
