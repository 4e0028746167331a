package io.modelrouter.core.channel;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.testkit.ManualClock;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The list of an upstream's models")
class UpstreamModelsTest {
    private static final Duration REFRESH = Duration.ofMinutes(10);
    private static final Channel CHANNEL =
            Channel.builder("c", "fake").apiKey("k1").apiKey("k2").models("*").build();

    private final ManualClock clock = new ManualClock();
    private final Listing client = new Listing();
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    /** Lists what the test says, and remembers who asked. */
    private static final class Listing implements ProviderClient {
        @Nullable
        List<String> offered = List.of("a", "b");

        boolean down;
        final List<String> asked = new ArrayList<>();

        @Override
        public String type() {
            return "fake";
        }

        @Override
        public Set<Dialect> dialects() {
            return Set.of(Dialect.OPENAI_CHAT);
        }

        @Override
        public ProviderCall newCall(ProviderRequest request) {
            throw new AssertionError("a list is no call");
        }

        @Override
        public Optional<List<String>> models(Channel channel, @Nullable Secret key) throws ProviderException {
            assertThat(channel.timeouts().total()).isLessThanOrEqualTo(Duration.ofSeconds(15));
            asked.add(channel.name() + (key == null ? "" : " with " + key.reveal()));
            if (down) {
                throw new ProviderException(FailureKind.CONNECTION, "nobody there", null);
            }
            return Optional.ofNullable(offered);
        }
    }

    private UpstreamModels models(Executor executor) {
        return new UpstreamModels(Map.of("fake", client), executor, clock.nanoTime(), REFRESH);
    }

    private static Map<String, List<String>> of(UpstreamModels models, Channel... channels) {
        return models.of(List.of(channels), Duration.ofSeconds(30));
    }

    @Test
    void isAskedForOnceAndKept() {
        UpstreamModels models = models(Runnable::run);

        assertThat(of(models, CHANNEL)).containsExactly(Map.entry("c", List.of("a", "b")));
        client.offered = List.of("c");
        clock.advance(REFRESH.minusSeconds(1));
        assertThat(of(models, CHANNEL)).containsExactly(Map.entry("c", List.of("a", "b")));

        assertThat(client.asked).containsExactly("c with k1");
    }

    @Test
    void isRefreshedBesideTheCallThatFindsItOld() {
        UpstreamModels models = models(waiting::add);
        models.of(List.of(CHANNEL), Duration.ZERO);
        waiting.remove().run();
        client.offered = List.of("c");
        clock.advance(REFRESH);

        assertThat(of(models, CHANNEL)).containsExactly(Map.entry("c", List.of("a", "b")));
        assertThat(of(models, CHANNEL)).containsExactly(Map.entry("c", List.of("a", "b")));
        assertThat(waiting).as("one refresh at a time").hasSize(1);
        waiting.remove().run();
        assertThat(of(models, CHANNEL)).containsExactly(Map.entry("c", List.of("c")));
    }

    @Test
    void isWaitedForOnceAtMost() {
        UpstreamModels models = models(waiting::add);

        assertThat(models.of(List.of(CHANNEL), Duration.ofMillis(1))).isEmpty();
        // With a wait of an hour this returns only because nobody waits a second time.
        assertThat(models.of(List.of(CHANNEL), Duration.ofHours(1))).isEmpty();
        assertThat(waiting).hasSize(1);
    }

    @Test
    void staysWhereTheUpstreamFailsAndIsAskedForAgainWithTheNextKey() {
        UpstreamModels models = models(Runnable::run);
        of(models, CHANNEL);
        client.down = true;
        clock.advance(REFRESH);

        assertThat(of(models, CHANNEL)).containsExactly(Map.entry("c", List.of("a", "b")));
        assertThat(of(models, CHANNEL)).containsExactly(Map.entry("c", List.of("a", "b")));
        assertThat(client.asked).as("no second try at once").containsExactly("c with k1", "c with k1");
        client.down = false;
        client.offered = List.of("d");
        clock.advance(Duration.ofMinutes(1));
        of(models, CHANNEL);

        assertThat(of(models, CHANNEL)).containsExactly(Map.entry("c", List.of("d")));
        assertThat(client.asked).containsExactly("c with k1", "c with k1", "c with k2");
    }

    @Test
    void isUnknownWhereTheUpstreamHasNoneOrNeverAnswered() {
        client.offered = null;
        assertThat(of(models(Runnable::run), CHANNEL)).isEmpty();

        client.down = true;
        assertThat(of(models(Runnable::run), CHANNEL)).isEmpty();

        assertThat(of(
                        models(task -> {
                            throw new RejectedExecutionException("full");
                        }),
                        CHANNEL))
                .isEmpty();
    }

    @Test
    void belongsToTheChannelAsItWasAndToNoOther() {
        UpstreamModels models = models(Runnable::run);
        of(models, CHANNEL);
        client.offered = List.of("of another account");
        Channel other = Channel.builder("d", "fake").apiKey("k3").models("*").build();
        Channel changed = Channel.builder("c", "fake").apiKey("k9").models("*").build();
        Channel moved = CHANNEL.toBuilder().baseUrl("https://elsewhere").build();

        assertThat(of(models, CHANNEL, other))
                .containsEntry("c", List.of("a", "b"))
                .containsEntry("d", List.of("of another account"));
        assertThat(of(models, changed)).containsEntry("c", List.of("of another account"));
        client.offered = List.of("elsewhere");
        assertThat(of(models, moved)).containsEntry("c", List.of("elsewhere"));
    }

    @Test
    void outlivesChangesThatDoNotConcernTheUpstream() {
        UpstreamModels models = models(Runnable::run);
        of(models, CHANNEL);

        of(models, CHANNEL.toBuilder().priority(7).models("gpt-*").build());

        assertThat(client.asked).hasSize(1);
    }

    @Test
    void isNeverAskedForWithoutATimeToRefresh() {
        UpstreamModels off = new UpstreamModels(Map.of("fake", client), Runnable::run, clock.nanoTime(), Duration.ZERO);

        assertThat(of(off, CHANNEL)).isEmpty();
        assertThat(client.asked).isEmpty();
    }
}
