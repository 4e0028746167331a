package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.RoutedCall;
import io.modelrouter.WireAnswer;
import io.modelrouter.error.CallCancelledException;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.event.ChatEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("A cancel from another thread")
@Tag("R4.4")
@Timeout(20)
class CancelTest {
    private static final String BEGINNING = ClaudeAnswers.START + ClaudeAnswers.DELTA;

    @Test
    void reachesAnUpstreamThatHasNotAnsweredYet() throws Exception {
        BlockingProvider upstream = new BlockingProvider("");
        try (RouterFixture fixture = RouterFixture.with(upstream)) {
            RoutedCall call = fixture.call(false);
            CompletableFuture<?> answer = call.executeAsync();
            upstream.silent.await();

            call.cancel();
            upstream.cancelled.await();

            assertThatThrownBy(answer::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(CallCancelledException.class);
            assertThat(fixture.balance().held()).isZero();
            assertThat(fixture.balance().used()).isZero();
            assertThat(fixture.record().error()).isEqualTo(RouterErrorCode.CANCELLED);
        }
    }

    @Test
    void endsAStreamThatIsBeingWrittenWithAnErrorInItsDialect() throws Exception {
        BlockingProvider upstream = new BlockingProvider(BEGINNING);
        try (RouterFixture fixture = RouterFixture.with(upstream)) {
            RoutedCall call = fixture.call(true);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                try (WireAnswer answer = call.wire()) {
                    answer.writeTo(out);
                } catch (java.io.IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            upstream.silent.await();

            call.cancel();
            writing.get();

            assertThat(out.toString(StandardCharsets.UTF_8))
                    .startsWith(BEGINNING)
                    .contains("event: error");
            assertThat(fixture.balance().held()).isZero();
            assertThat(fixture.balance().used()).isPositive();
        }
    }

    @Test
    void ofASubscriptionSettlesTheCall() throws Exception {
        BlockingProvider upstream = new BlockingProvider(BEGINNING);
        CountDownLatch ended = new CountDownLatch(1);
        try (RouterFixture fixture = RouterFixture.with(
                builder -> builder.listener(new io.modelrouter.observe.RouterListener() {
                    @Override
                    public void callEnded(io.modelrouter.observe.CallRecord record) {
                        ended.countDown();
                    }
                }),
                upstream)) {
            AtomicReference<Flow.Subscription> subscription = new AtomicReference<>();
            fixture.call(true).events().subscribe(new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription s) {
                    subscription.set(s);
                    s.request(Long.MAX_VALUE);
                }

                @Override
                public void onNext(ChatEvent event) {}

                @Override
                public void onError(Throwable failure) {}

                @Override
                public void onComplete() {}
            });
            upstream.silent.await();

            subscription.get().cancel();
            upstream.cancelled.await();
            ended.await();

            assertThat(fixture.balance().held()).isZero();
        }
    }

    @Test
    void ofAnAnswerNobodyReadsSettlesTheCallAtOnce() {
        try (RouterFixture fixture = RouterFixture.with(new BlockingProvider(BEGINNING))) {
            RoutedCall call = fixture.call(true);
            WireAnswer answer = call.wire();

            call.cancel();

            assertThat(fixture.records).hasSize(1);
            assertThat(fixture.balance().held()).isZero();
            answer.close();
            assertThat(fixture.records).hasSize(1);
        }
    }
}
