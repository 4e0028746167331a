package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.CallContext;
import io.modelrouter.ModelRouter;
import io.modelrouter.WireAnswer;
import io.modelrouter.channel.Channel;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.channel.InMemoryChannelRegistry;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Channels that change while calls run")
class ChangedChannelsTest {
    private static final Channel OLD = Channel.builder("old", "a").models("*").build();
    private static final Channel NEW = Channel.builder("new", "b").models("*").build();

    private final InMemoryChannelRegistry channels = InMemoryChannelRegistry.of(OLD);
    private final ReplayProvider old = new ReplayProvider(
            "a", request -> ClaudeAnswers.stream(ClaudeAnswers.STREAM).inPiecesOf(64));
    private final ReplayProvider next = ClaudeAnswers.good("b");

    private ModelRouter router() {
        return ModelRouterBuilder.create(channels).provider(old).provider(next).build();
    }

    private static String read(WireAnswer answer) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        answer.writeTo(out);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void leaveACallThatIsBeingAnsweredOnTheChannelItBeganOn() throws Exception {
        try (ModelRouter router = router();
                WireAnswer open = router.newCall(RouterFixture.claude(true), CallContext.anonymous())
                        .wire()) {
            channels.replace(List.of(NEW));

            try (WireAnswer other = router.newCall(RouterFixture.claude(true), CallContext.anonymous())
                    .wire()) {
                assertThat(other.headers().first("x-router-channel")).contains("new");
            }
            assertThat(open.headers().first("x-router-channel")).contains("old");
            assertThat(read(open)).contains("Hello you").contains("message_stop");
            assertThat(old.requests).hasSize(1);
        }
    }

    @Test
    void leaveACallThatIsBeingAnsweredAloneWhenTheOperatorSwitchesItsChannelOff() throws Exception {
        try (ModelRouter router = router();
                WireAnswer open = router.newCall(RouterFixture.claude(true), CallContext.anonymous())
                        .wire()) {
            router.operator().disable("old");

            assertThatThrownBy(() -> router.newCall(RouterFixture.claude(true), CallContext.anonymous())
                            .wire())
                    .isInstanceOfSatisfying(
                            RouterException.class,
                            e -> assertThat(e.code()).isEqualTo(RouterErrorCode.MODEL_NOT_FOUND));
            assertThat(read(open)).contains("message_stop");
        }
    }
}
