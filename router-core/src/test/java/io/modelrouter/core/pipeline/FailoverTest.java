package io.modelrouter.core.pipeline;

import static io.modelrouter.core.pipeline.ClaudeAnswers.always;
import static io.modelrouter.core.pipeline.ClaudeAnswers.error;
import static io.modelrouter.core.pipeline.ClaudeAnswers.good;
import static io.modelrouter.core.pipeline.ClaudeAnswers.stream;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.channel.Channel;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.channel.InMemoryChannelRegistry;
import io.modelrouter.core.pipeline.ReplayProvider.Answer;
import io.modelrouter.error.ChannelsFailedException;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamRefusedException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Before commit, a call")
class FailoverTest {

    @ParameterizedTest
    @ValueSource(ints = {401, 402, 403, 404, 408, 429, 500, 502, 503, 504, 529})
    @Tag("R2.2")
    @Tag("field-10")
    void goesToTheNextChannelAfterAFailureThatIsNotTheCallers(int status) {
        for (boolean stream : new boolean[] {true, false}) {
            ReplayProvider second = good("b");
            try (RouterFixture fixture = RouterFixture.with(always("a", error(status, "api_error")), second)) {
                assertThat(fixture.wire(stream)).isEqualTo(stream ? ClaudeAnswers.STREAM : ClaudeAnswers.WHOLE);

                assertThat(second.requests).hasSize(1);
                assertThat(fixture.record().channel()).isEqualTo("c2");
                assertThat(fixture.record().attempts()).isEqualTo(2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 409, 413, 415, 422})
    @Tag("R2.2")
    void staysWhereItIsAfterARefusalThatTheCallerMustMend(int status) {
        ReplayProvider second = good("b");
        try (RouterFixture fixture = RouterFixture.with(always("a", error(status, "invalid_request_error")), second)) {
            assertThatThrownBy(() -> fixture.wire(true)).isInstanceOfSatisfying(UpstreamRefusedException.class, e -> {
                assertThat(e.upstream().orElseThrow().status()).isEqualTo(status);
                assertThat(e.getMessage()).isEqualTo("upstream words");
            });

            assertThat(second.requests).isEmpty();
            assertThat(fixture.balance().held()).isZero();
            assertThat(fixture.balance().used()).isZero();
        }
    }

    static Stream<Arguments> unusableAnswers() {
        return Stream.of(
                Arguments.of("an empty stream", stream("")),
                Arguments.of("an error event first", stream(ClaudeAnswers.OVERLOADED_EVENT)),
                Arguments.of(
                        "an error event behind the preamble",
                        stream(ClaudeAnswers.START + ClaudeAnswers.OVERLOADED_EVENT)),
                Arguments.of("an end before any content", stream(ClaudeAnswers.START)),
                Arguments.of("a broken event", stream("event: message_start\ndata: {\"type\":\n\n")),
                Arguments.of("an HTML page", Answer.of(200, "text/html", "<html>login</html>")),
                Arguments.of("a whole body in place of a stream", ClaudeAnswers.whole()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unusableAnswers")
    @Tag("R2.1")
    void goesToTheNextChannelAfterA200ThatIsNoAnswer(String what, Answer answer) {
        try (RouterFixture fixture = RouterFixture.with(always("a", answer), good("b"))) {
            assertThat(fixture.wire(true)).as(what).isEqualTo(ClaudeAnswers.STREAM);

            assertThat(fixture.record().failures()).hasSize(1);
            assertThat(fixture.balance().used()).isEqualTo(10 * 1000 + 5 * 2000);
        }
    }

    @Test
    @Tag("R2.1")
    void goesToTheNextChannelAfterAWholeAnswerThatIsNone() {
        for (String body :
                List.of("", "<html>", "{\"id\":", "[]", "{\"type\":\"error\",\"error\":{\"type\":\"api_error\"}}")) {
            try (RouterFixture fixture =
                    RouterFixture.with(always("a", Answer.of(200, "application/json", body)), good("b"))) {
                assertThat(fixture.wire(false)).as(body).isEqualTo(ClaudeAnswers.WHOLE);
            }
        }
    }

    @Test
    @Tag("R2.2")
    void triesASoleChannelASecondTimeWhereTheConnectionFailed() {
        int[] count = new int[1];
        ReplayProvider once = new ReplayProvider("a", request -> {
            if (count[0]++ == 0) {
                throw new ReplayProvider.NoAnswer(FailureKind.CONNECTION);
            }
            return ClaudeAnswers.whole();
        });
        try (RouterFixture fixture = RouterFixture.with(once)) {
            assertThat(fixture.wire(false)).isEqualTo(ClaudeAnswers.WHOLE);
            assertThat(once.requests).hasSize(2);
        }
    }

    @ParameterizedTest
    @CsvSource({"500, 3", "529, 3", "408, 3", "429, 3", "401, 1", "402, 1", "404, 1", "400, 1"})
    @Tag("R2.2")
    void triesASoleChannelAgainAfterAPauseWhereThatMayHelp(int status, int attempts) {
        ReplayProvider failing = always("a", error(status, "api_error"));
        try (RouterFixture fixture = RouterFixture.with(builder -> builder.random(() -> () -> 0L), failing)) {
            assertThatThrownBy(() -> fixture.wire(false)).isInstanceOf(RouterException.class);
            assertThat(failing.requests).hasSize(attempts);
        }
    }

    @Test
    @Tag("R2.3")
    void makesAtMostThreeAttempts() {
        ReplayProvider fourth = good("d");
        Answer down = error(500, "api_error");
        try (RouterFixture fixture =
                RouterFixture.with(always("a", down), always("b", down), always("c", down), fourth)) {
            assertThatThrownBy(() -> fixture.wire(false)).isInstanceOfSatisfying(RouterException.class, e -> {
                assertThat(e.code()).isEqualTo(RouterErrorCode.UPSTREAM_FAILED);
                assertThat(e.attempts()).extracting(a -> a.channel()).containsExactly("c1", "c2", "c3");
            });
            assertThat(fourth.requests).isEmpty();
        }
    }

    @Test
    @Tag("R2.3")
    void neverUsesAChannelThatWasSwitchedOffMeanwhile() {
        Channel first = Channel.builder("first", "a").models("*").priority(2).build();
        Channel second = Channel.builder("second", "b").models("*").build();
        InMemoryChannelRegistry registry = InMemoryChannelRegistry.of(first, second);
        ReplayProvider switchesOff = new ReplayProvider("a", request -> {
            registry.replace(List.of(first, second.toBuilder().enabled(false).build()));
            return error(500, "api_error");
        });
        ReplayProvider off = good("b");
        try (var router = ModelRouterBuilder.create(registry)
                .provider(switchesOff)
                .provider(off)
                .build()) {
            assertThatThrownBy(() -> router.newCall(RouterFixture.claude(false), io.modelrouter.CallContext.anonymous())
                            .execute())
                    .isInstanceOf(ChannelsFailedException.class);
        }
        assertThat(off.requests).isEmpty();
    }

    @ParameterizedTest
    @Tag("R2.2")
    @MethodSource("commonKinds")
    void endsWithTheWordThatAllAttemptsShare(int status, String type, RouterErrorCode code) {
        Answer answer = error(status, type);
        try (RouterFixture fixture = RouterFixture.with(always("a", answer), always("b", answer))) {
            assertThatThrownBy(() -> fixture.wire(true))
                    .isInstanceOfSatisfying(
                            RouterException.class, e -> assertThat(e.code()).isEqualTo(code));
            assertThat(fixture.record().error()).isEqualTo(code);
        }
    }

    static Stream<Arguments> commonKinds() {
        return Stream.of(
                Arguments.of(429, "rate_limit_error", RouterErrorCode.UPSTREAM_RATE_LIMITED),
                Arguments.of(529, "overloaded_error", RouterErrorCode.UPSTREAM_OVERLOADED),
                Arguments.of(404, "not_found_error", RouterErrorCode.MODEL_NOT_FOUND),
                Arguments.of(401, "authentication_error", RouterErrorCode.UPSTREAM_FAILED),
                Arguments.of(500, "api_error", RouterErrorCode.UPSTREAM_FAILED));
    }

    @Test
    void tellsItsListenersEachStepInOrder() {
        try (RouterFixture fixture = RouterFixture.with(always("a", error(500, "api_error")), good("b"))) {
            fixture.wire(true);

            assertThat(fixture.happened)
                    .containsExactly(
                            "started claude-x",
                            "attempt 1 c1",
                            "failed TRANSIENT",
                            "attempt 2 c2",
                            "content c2",
                            "ended well");
        }
    }

    @Test
    @Tag("R2.7")
    void isRefusedAfterMoreRoutersThanAllowed() {
        try (RouterFixture fixture = RouterFixture.with(good("a"))) {
            var context = io.modelrouter.CallContext.builder()
                    .key(io.modelrouter.channel.Secret.of(RouterFixture.KEY))
                    .hops(4)
                    .build();
            assertThatThrownBy(() -> fixture.router
                            .newCall(RouterFixture.claude(false), context)
                            .execute())
                    .isInstanceOfSatisfying(
                            RouterException.class, e -> assertThat(e.code()).isEqualTo(RouterErrorCode.LOOP_DETECTED));
        }
    }
}
