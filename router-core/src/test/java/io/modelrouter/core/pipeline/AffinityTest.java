package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.CallContext;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.chat.Signature;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.route.SelectionStrategies;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Calls of one session")
class AffinityTest {
    private static final Token TOKEN = Token.builder("team").build();
    private final ReplayProvider upstream = ClaudeAnswers.good("t");
    private final Random random = new Random(5);

    private RouterFixture fixture(UnaryOperator<ModelRouterBuilder> more, Channel... channels) {
        return new RouterFixture(
                1_000_000_000_000L,
                TOKEN,
                builder -> more.apply(builder.provider(upstream).random(() -> random)),
                channels);
    }

    private static Channel channel(String name) {
        return Channel.builder(name, "t").models("*").build();
    }

    private static ClaudeMessagesRequest request(String content) {
        return ClaudeMessagesRequest.parse(
                ("{\"model\":\"m\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":" + content + "}]}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static String call(RouterFixture fixture, String session, String content) {
        CallContext context = CallContext.builder()
                .key(Secret.of(RouterFixture.KEY))
                .session(session)
                .build();
        fixture.router.newCall(request(content), context).execute();
        return String.valueOf(fixture.record().channel());
    }

    @Test
    void stayOnTheirChannel() {
        try (RouterFixture fixture = fixture(UnaryOperator.identity(), channel("a"), channel("b"), channel("c"))) {
            Map<String, String> homes = new HashMap<>();
            Map<String, Integer> sessions = new HashMap<>();
            for (int i = 0; i < 600; i++) {
                String session = "s" + i % 60;
                String channel = call(fixture, session, "\"turn " + i + "\"");
                assertThat(homes.computeIfAbsent(session, first -> channel)).isEqualTo(channel);
            }
            homes.values().forEach(channel -> sessions.merge(channel, 1, Integer::sum));
            assertThat(sessions.keySet()).containsExactlyInAnyOrder("a", "b", "c");
        }
    }

    @Test
    void leaveAChannelThatRests() {
        Channel a = channel("a");
        Channel b = channel("b");
        ReplayProvider broken = new ReplayProvider(
                "t",
                request -> request.channel().name().equals("a")
                        ? ClaudeAnswers.error(401, "authentication_error")
                        : ClaudeAnswers.whole());
        try (RouterFixture fixture = fixture(builder -> builder.provider(broken), a, b)) {
            for (int i = 0; i < 20; i++) {
                assertThat(call(fixture, "s" + i, "\"x\"")).isEqualTo("b");
            }
        }
    }

    @Test
    void areSpreadWithoutAffinity() {
        try (RouterFixture fixture = fixture(builder -> builder.affinity(false), channel("a"), channel("b"))) {
            Map<String, Integer> channels = new HashMap<>();
            for (int i = 0; i < 100; i++) {
                channels.merge(call(fixture, "s", "\"x\""), 1, Integer::sum);
            }
            assertThat(channels.get("a")).isBetween(30, 70);
        }
    }

    @Test
    void thatNobodyNamedLeaveTheChoiceToAStrategyOfTheOperators() {
        try (RouterFixture fixture = fixture(
                builder -> builder.selection(SelectionStrategies.CHEAPEST),
                Channel.builder("dear", "t")
                        .models("*")
                        .multiplier(java.math.BigDecimal.TEN)
                        .build(),
                channel("cheap"))) {
            for (int i = 0; i < 20; i++) {
                fixture.router
                        .newCall(request("\"x" + i + "\""), CallContext.withKey(RouterFixture.KEY))
                        .execute();
                assertThat(fixture.record().channel()).isEqualTo("cheap");
            }
        }
    }

    @Test
    void goBackToTheChannelThatMadeTheReasoningTheyCarry() {
        Channel[] channels = {
            channel("a"),
            channel("b"),
            Channel.builder("top", "t").models("*").priority(1).build()
        };
        try (RouterFixture fixture = fixture(UnaryOperator.identity(), channel("a"), channel("b"), channel("c"))) {
            for (String maker : new String[] {"a", "b", "c"}) {
                String sealed = Provenance.seal(
                        new Signature(Dialect.CLAUDE_MESSAGES, maker, Signature.Place.OWN, false, "raw", null));
                String content = "[{\"type\":\"text\",\"text\":\"x\"}]},{\"role\":\"assistant\",\"content\":["
                        + "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"" + sealed
                        + "\"},{\"type\":\"text\",\"text\":\"y\"}]},{\"role\":\"user\",\"content\":\"z\"";
                assertThat(call(fixture, "s", content)).isEqualTo(maker);
            }
        }
        try (RouterFixture fixture = fixture(UnaryOperator.identity(), channels)) {
            assertThat(call(fixture, "s", "\"x\"")).isEqualTo("top");
        }
    }

    @Test
    void sendTheMembersThatTheirChannelOverrides() {
        Channel channel = Channel.builder("a", "t")
                .models("*")
                .override("temperature", RawJson.of(0))
                .override("metadata.team", RawJson.of("search"))
                .build();
        try (RouterFixture fixture = fixture(UnaryOperator.identity(), channel)) {
            call(fixture, "s", "\"x\"");
            assertThat(new String(upstream.requests.get(0).body().toBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(
                            "{\"model\":\"m\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],"
                                    + "\"temperature\":0,\"metadata\":{\"team\":\"search\"}}");
        }
    }
}
