package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.ChannelOperator;
import io.modelrouter.ChannelStatus;
import io.modelrouter.ChannelTest;
import io.modelrouter.OfferedModels;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelHealth;
import io.modelrouter.core.pipeline.ReplayProvider.Answer;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The operator")
class OperatorTest {
    private static final Answer UNAUTHORIZED = ClaudeAnswers.error(401, "authentication_error");

    private static Channel channel(String name, String type) {
        return Channel.builder(name, type)
                .models("claude-x", "claude-*")
                .dialects(Dialect.CLAUDE_MESSAGES)
                .apiKey("sk-upstream-canary")
                .build();
    }

    private static RouterFixture fixture(ReplayProvider... providers) {
        Channel[] channels = new Channel[providers.length];
        for (int i = 0; i < providers.length; i++) {
            channels[i] = channel("c" + (i + 1), providers[i].type()).toBuilder()
                    .priority(-i)
                    .build();
        }
        return new RouterFixture(
                1_000_000_000L,
                builder -> {
                    List.of(providers).forEach(builder::provider);
                    return builder;
                },
                channels);
    }

    private static RouterFixture fixture(FakeProvider provider, Channel channel) {
        return new RouterFixture(1_000_000_000L, builder -> builder.provider(provider), channel);
    }

    @Test
    void switchesAChannelOffAndOn() {
        ReplayProvider first = ClaudeAnswers.good("a");
        ReplayProvider second = ClaudeAnswers.good("b");
        try (RouterFixture fixture = fixture(first, second)) {
            ChannelOperator operator = fixture.router.operator();

            ChannelStatus off = operator.disable("c1");
            fixture.wire(false);
            assertThat(off.enabled()).isFalse();
            assertThat(off.configured()).isTrue();
            assertThat(first.requests).isEmpty();

            operator.enable("c1");
            fixture.wire(false);
            assertThat(first.requests).hasSize(1);

            assertThat(operator.reset("c1")).isTrue();
            assertThat(operator.state("c1").byOperator()).isEqualTo(ChannelStatus.Switch.AS_CONFIGURED);
        }
    }

    @Test
    void findsTheSwitchWhereItWasAfterFailuresAndSuccesses() {
        AtomicReference<Answer> answer = new AtomicReference<>(UNAUTHORIZED);
        try (RouterFixture fixture = fixture(new ReplayProvider("a", request -> answer.get()))) {
            assertThatThrownBy(() -> fixture.wire(false)).isNotNull();
            assertThat(fixture.router.operator().state("c1").enabled()).isTrue();

            fixture.router.operator().disable("c1");
            answer.set(ClaudeAnswers.whole());
            fixture.router.operator().clearCooldown("c1");
            fixture.router.operator().test("c1", null);
            assertThat(fixture.router.operator().state("c1").enabled()).isFalse();
        }
    }

    @Test
    @Tag("R3.1")
    void readsTheCauseAndTheTimeLeftOfARestAndEndsIt() {
        AtomicReference<Answer> answer = new AtomicReference<>(UNAUTHORIZED);
        try (RouterFixture fixture = fixture(new ReplayProvider("a", request -> answer.get()))) {
            assertThatThrownBy(() -> fixture.wire(false)).isNotNull();
            ChannelStatus resting = fixture.router.operator().state("c1");
            assertThat(resting.cooling()).isTrue();
            ChannelHealth entry = resting.health().get(0);
            assertThat(entry.cause()).isEqualTo(FailureKind.CREDENTIAL);
            assertThat(entry.left()).isBetween(Duration.ofSeconds(200), Duration.ofSeconds(331));

            answer.set(ClaudeAnswers.whole());
            assertThat(fixture.router.operator().clearCooldown("c1")).isEqualTo(1);
            assertThat(fixture.router.operator().state("c1").cooling()).isFalse();
            assertThat(fixture.wire(false)).contains("Hello you");
        }
    }

    @Test
    void countsTheCallsOnTheirWayToAChannelAndBeingAnswered() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        ReplayProvider slow = new ReplayProvider("a", request -> {
            asked.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return ClaudeAnswers.stream(ClaudeAnswers.STREAM).inPiecesOf(200);
        });
        try (RouterFixture fixture = fixture(slow)) {
            AtomicReference<String> answer = new AtomicReference<>();
            Thread caller = new Thread(() -> answer.set(fixture.wire(true)));
            caller.start();
            asked.await();
            assertThat(fixture.router.operator().state("c1").inFlight()).isEqualTo(1);

            go.countDown();
            caller.join();
            assertThat(answer.get()).contains("Hello you");
            assertThat(fixture.router.operator().state("c1").inFlight()).isZero();
        }
    }

    @Test
    void testsOneChannelWithARealRequestAndNobodysQuota() {
        ReplayProvider first = ClaudeAnswers.good("a");
        ReplayProvider second = ClaudeAnswers.good("b");
        try (RouterFixture fixture = fixture(first, second)) {
            ChannelTest test = fixture.router.operator().test("c2", null);

            assertThat(test.succeeded()).isTrue();
            assertThat(test.model()).isEqualTo("claude-x");
            assertThat(test.dialect()).isEqualTo(Dialect.CLAUDE_MESSAGES);
            assertThat(first.requests).isEmpty();
            assertThat(second.requests).hasSize(1);
            assertThat(second.requests.get(0).key()).isNotNull();
            assertThat(fixture.balance().used()).isZero();
            assertThat(fixture.balance().held()).isZero();
            assertThat(fixture.records).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "openai-embeddings  | {'model':'m','input':'OK'} | {'object':'list','data':[{'object':'embedding','index':0,'embedding':[0.5]}]}",
                "rerank             | {'model':'m','query':'OK','documents':['OK']} | {'results':[{'index':0,'relevance_score':0.9}]}",
                "openai-moderations | {'model':'m','input':'OK'} | {'id':'modr-1','results':[]}",
                "openai-audio       | {'model':'m','input':'OK','voice':'alloy'} | ID3 sound",
                "openai-completions | {'model':'m','prompt':'OK','max_tokens':1} | {'choices':[{'text':'.','index':0,'finish_reason':'stop'}]}"
            })
    void testsAChannelWithoutChatsWithWhatItCan(String id, String asked, String answer) {
        Dialect dialect = Dialect.ofId(id).orElseThrow();
        ReplayProvider only =
                new ReplayProvider("a", request -> Answer.of(200, "application/json", answer.replace('\'', '"')));
        Channel channel =
                Channel.builder("c", "a").models("m").dialects(dialect).build();
        try (RouterFixture fixture = new RouterFixture(1_000_000_000L, builder -> builder.provider(only), channel)) {
            ChannelTest test = fixture.router.operator().test("c", null);

            assertThat(test.message()).isNull();
            assertThat(test.succeeded()).isTrue();
            assertThat(test.dialect()).isEqualTo(dialect);
            assertThat(new String(only.requests.get(0).body().toBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(asked.replace('\'', '"'));
        }
    }

    @Test
    void testsAChannelOfAnotherDialectOfEmbeddingsByOnesOfOpenAi() {
        ReplayProvider only = new ReplayProvider(
                "a", request -> Answer.of(200, "application/json", "{\"embeddings\":[{\"values\":[0.5]}]}"));
        Channel channel = Channel.builder("c", "a")
                .models("m")
                .dialects(Dialect.GEMINI_EMBED)
                .build();
        try (RouterFixture fixture = new RouterFixture(1_000_000_000L, builder -> builder.provider(only), channel)) {
            ChannelTest test = fixture.router.operator().test("c", null);

            assertThat(test.message()).isNull();
            assertThat(only.requests.get(0).dialect()).isEqualTo(Dialect.GEMINI_EMBED);
        }
    }

    @Test
    void asksNoChannelForAPictureAsATest() {
        ReplayProvider only = ClaudeAnswers.good("a");
        Channel channel = Channel.builder("c", "a")
                .models("m")
                .dialects(Dialect.OPENAI_IMAGES)
                .build();
        try (RouterFixture fixture = new RouterFixture(1_000_000_000L, builder -> builder.provider(only), channel)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fixture.router.operator().test("c", null))
                    .withMessageContaining("openai-images");
            assertThat(only.requests).isEmpty();
        }
    }

    @Test
    void isToldWhyATestFailedAndTheChannelLearnsNothingFromIt() {
        ReplayProvider broken = ClaudeAnswers.always("a", UNAUTHORIZED);
        try (RouterFixture fixture = fixture(broken)) {
            ChannelTest test = fixture.router.operator().test("c1", "claude-new");

            assertThat(test.succeeded()).isFalse();
            assertThat(test.error()).isEqualTo(RouterErrorCode.UPSTREAM_FAILED);
            assertThat(test.kind()).isEqualTo(FailureKind.CREDENTIAL);
            assertThat(test.status()).isEqualTo(401);
            assertThat(test.toString()).doesNotContain("canary");
            assertThat(broken.requests).hasSize(1);
            assertThat(fixture.router.operator().state("c1").health()).isEmpty();
        }
    }

    @Test
    void testsAChannelThatIsSwitchedOffOrRests() {
        AtomicReference<Answer> answer = new AtomicReference<>(UNAUTHORIZED);
        try (RouterFixture fixture = fixture(new ReplayProvider("a", request -> answer.get()))) {
            assertThatThrownBy(() -> fixture.wire(false)).isNotNull();
            fixture.router.operator().disable("c1");
            answer.set(ClaudeAnswers.whole());

            assertThat(fixture.router.operator().test("c1", null).succeeded()).isTrue();
            assertThat(fixture.router.operator().state("c1").cooling()).isTrue();
        }
    }

    @Test
    void namesAModelForATestWhereTheChannelHasOnlyPatterns() {
        FakeProvider provider = FakeProvider.answering(FakeAnswer.json(200, ClaudeAnswers.WHOLE));
        Channel patterns = Channel.builder("c", "fake").models("claude-*").build();
        try (RouterFixture fixture = fixture(provider, patterns)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fixture.router.operator().test("c", null))
                    .withMessageContaining("which model");
        }
    }

    @Test
    void seesWhatTheUpstreamOffersBesideWhatIsServed() {
        FakeProvider provider = FakeProvider.answering(FakeAnswer.json(200, ClaudeAnswers.WHOLE))
                .offering("claude-y", "other");
        try (RouterFixture fixture = fixture(provider, channel("c", "fake"))) {
            OfferedModels offers = fixture.router.operator().offeredModels("c");

            assertThat(offers.served()).containsExactly("claude-y");
            assertThat(offers.notServed()).containsExactly("other");
            assertThat(offers.notOffered()).containsExactly("claude-x");
        }
    }

    @Test
    void isToldWhichChannelsThereAre() {
        try (RouterFixture fixture = fixture(ClaudeAnswers.good("a"), ClaudeAnswers.good("b"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> fixture.router.operator().disable("c3"))
                    .withMessage("there is no channel 'c3', only c1, c2");
        }
    }
}
