package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.CallContext;
import io.modelrouter.ModelInfo;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.Channel;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.testkit.FakeProvider;
import io.modelrouter.wire.Dialect;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The models of a caller")
class CallerModelsTest {
    private static final CallContext CALLER = CallContext.withKey(RouterFixture.KEY);

    private final FakeProvider openai =
            new FakeProvider("a", Dialect.OPENAI_CHAT).offering("gpt-5", "gpt-4o", "o3", "bad name", "secret-1");
    private final FakeProvider silent = new FakeProvider("b", Dialect.CLAUDE_MESSAGES);

    private final Channel wild =
            Channel.builder("wild", "a").models("gpt-*", "secret-*").build();
    private final Channel mapped = Channel.builder("mapped", "a")
            .models("acme/*")
            .mapModel("acme/*", "*")
            .build();
    private final Channel named = Channel.builder("named", "b")
            .models("claude-x", "gpt-5", "claude-*")
            .tags("eu")
            .build();
    private final Channel off =
            Channel.builder("off", "a").models("*", "gone").enabled(false).build();
    private final Channel foreign =
            Channel.builder("foreign", "a").models("*", "theirs").groups("vip").build();

    private RouterFixture fixture(Token token, UnaryOperator<ModelRouterBuilder> more) {
        return new RouterFixture(
                1,
                token,
                builder -> more.apply(builder.provider(openai).provider(silent).executor(Runnable::run)),
                wild,
                mapped,
                named,
                off,
                foreign);
    }

    private RouterFixture fixture(Token token) {
        return fixture(token, UnaryOperator.identity());
    }

    private static List<String> names(RouterFixture fixture, CallContext context) {
        return fixture.router.models(context).stream().map(ModelInfo::id).toList();
    }

    @Test
    void areExactNamesAndWhatUpstreamsOfferBehindWildcardsInOneOrder() {
        try (RouterFixture fixture = fixture(Token.builder("team").build())) {
            assertThat(names(fixture, CALLER))
                    .containsExactly(
                            "acme/gpt-4o",
                            "acme/gpt-5",
                            "acme/o3",
                            "acme/secret-1",
                            "claude-x",
                            "gpt-4o",
                            "gpt-5",
                            "secret-1");
            assertThat(fixture.router.models(CALLER).get(6).channelTypes()).containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void areOnlyThoseThatTheTokenMayUse() {
        Token narrow = Token.builder("team").models("gpt-*", "acme/gpt-4o").build();
        try (RouterFixture fixture = fixture(narrow)) {
            assertThat(names(fixture, CALLER)).containsExactly("acme/gpt-4o", "gpt-4o", "gpt-5");
        }
    }

    @Test
    void areThoseOfTheChannelsThatTheCallIsSteeredTo() {
        try (RouterFixture fixture = fixture(Token.builder("team").pin(true).build())) {
            assertThat(names(fixture, CallContext.withKey(RouterFixture.KEY + "#named")))
                    .containsExactly("claude-x", "gpt-5");
            assertThat(names(fixture, CallContext.withKey(RouterFixture.KEY + "#!mapped")))
                    .containsExactly("claude-x", "gpt-4o", "gpt-5", "secret-1");
        }
        try (RouterFixture fixture = fixture(Token.builder("team").build())) {
            assertThatThrownBy(() -> names(fixture, CallContext.withKey(RouterFixture.KEY + "#named")))
                    .isInstanceOfSatisfying(
                            RouterException.class,
                            e -> assertThat(e.code()).isEqualTo(RouterErrorCode.PERMISSION_DENIED));
        }
    }

    @Test
    void haveAutoWhereOneOfItsModelsCanBeUsed() {
        Token token = Token.builder("team").models("gpt-5").build();
        try (RouterFixture fixture = fixture(token, builder -> builder.auto("gone", "gpt-5"))) {
            assertThat(names(fixture, CALLER)).containsExactly("auto", "gpt-5");
            assertThat(fixture.router.model("auto", CALLER)).isPresent();
        }
        try (RouterFixture fixture = fixture(token, builder -> builder.auto("gone", "claude-x"))) {
            assertThat(names(fixture, CALLER)).containsExactly("gpt-5");
            assertThat(fixture.router.model("auto", CALLER)).isEmpty();
        }
    }

    @Test
    void areFoundByNameAlsoWhereNoListHasThem() {
        try (RouterFixture fixture = fixture(Token.builder("team").build())) {
            assertThat(fixture.router.model("gpt-unlisted", CALLER))
                    .hasValueSatisfying(
                            model -> assertThat(model.channelTypes()).containsExactly("a"));
            assertThat(fixture.router.model("claude-any", CALLER))
                    .hasValueSatisfying(model -> assertThat(model.dialects()).containsExactly(Dialect.CLAUDE_MESSAGES));
            for (String unknown : List.of("gone", "theirs", "nothing", "", "bad name", "gpt-..")) {
                assertThat(fixture.router.model(unknown, CALLER)).as(unknown).isEmpty();
            }
        }
    }

    @Test
    void losePatternsWhoseUpstreamTellsNothing() {
        FakeProvider none = new FakeProvider("a", Dialect.OPENAI_CHAT);
        try (RouterFixture fixture =
                new RouterFixture(1, builder -> builder.provider(none).executor(Runnable::run), wild, mapped)) {
            assertThat(names(fixture, CALLER)).isEmpty();
        }
    }
}
