package io.modelrouter.starter.endpoint;

import io.modelrouter.RoutedCall;
import io.modelrouter.WireAnswer;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.channel.Timeouts;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.wire.Dialect;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs calls, on the container's thread or, for streams where that is a platform thread, on the router's executor, so that
 * long streams do not use up the container's pool.
 */
final class CallRunner {
    private static final Logger LOG = LoggerFactory.getLogger(CallRunner.class);
    /** Beyond the longest stream; the container's default would cut streams (R4.7). */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private final Answers answers;
    private final ChannelRegistry channels;
    private final Executor executor;

    CallRunner(Answers answers, ChannelRegistry channels, Executor executor) {
        this.answers = answers;
        this.channels = channels;
        this.executor = executor;
    }

    /**
     * A call under way.
     *
     * @param id what the client sees as {@code x-request-id}
     * @param completion of the request
     * @param beforeError what has to happen before the client hears of a failure
     */
    record Running(RoutedCall call, Dialect dialect, String id, Completion completion, Runnable beforeError) {
        Running(RoutedCall call, Dialect dialect, String id) {
            this(call, dialect, id, new Completion(), () -> {});
        }

        /** The same, with something to do before the client hears of a failure. */
        Running afterwards(Runnable before) {
            return new Running(call, dialect, id, completion, before);
        }

        /** Completes the request, once. */
        void complete(AsyncContext async) {
            completion.complete(async, id);
        }
    }

    /** Runs a call to its end on this thread. A client that is gone has ended its call already. */
    void run(Running running, HttpServletResponse response) {
        try (WireAnswer answer = running.call().wire()) {
            answers.write(response, answer, running.id(), running.completion()::guard);
        } catch (RouterException e) {
            if (response.isCommitted()) {
                throw new BrokenAnswerException(running.id(), e);
            }
            running.beforeError().run();
            fail(running, response, e);
        } catch (IOException e) {
            LOG.debug("Call {}: the client is gone", running.id(), e);
        } catch (RuntimeException | Error e) {
            if (running.completion().givenUp()) {
                LOG.debug("Call {}: the container gave the request up", running.id(), e);
                return;
            }
            LOG.error("Call {} failed inside the router", running.id(), e);
            fail(running, response, Endpoints.internal(e, running.id()));
        }
    }

    /** Runs a call on the executor; the container's thread goes on at once. */
    void runAsync(Running running, HttpServletRequest request, HttpServletResponse response) {
        AsyncContext async = request.startAsync(request, response);
        async.setTimeout(longestStream().plus(GRACE).toMillis());
        async.addListener(new Hints(running));
        try {
            executor.execute(() -> {
                try {
                    run(running, response);
                } catch (BrokenAnswerException e) {
                    LOG.debug("Call {} broke off", running.id(), e);
                } finally {
                    running.complete(async);
                }
            });
        } catch (RejectedExecutionException e) {
            fail(
                    running,
                    response,
                    RouterException.of(RouterErrorCode.OVERLOADED, "the router has no thread left for this call")
                            .retryAfter(Duration.ofSeconds(1))
                            .cause(e)
                            .build());
            running.complete(async);
        }
    }

    private void fail(Running running, HttpServletResponse response, RouterException failure) {
        if (running.completion().givenUp()) {
            return;
        }
        try {
            answers.writeError(response, running.dialect(), failure, running.id());
        } catch (IOException | IllegalStateException e) {
            // The container takes the response away when it gives a request up.
            LOG.debug("Call {}: the client is gone", running.id(), e);
        }
    }

    private Duration longestStream() {
        Duration longest = Timeouts.DEFAULT.streamTotal();
        for (Channel channel : channels.snapshot().channels()) {
            Duration total = channel.timeouts().streamTotal();
            longest = total.compareTo(longest) > 0 ? total : longest;
        }
        return longest;
    }

    /**
     * What the container says of a connection is a hint; the thread that writes ends the call (R4.4). The request is
     * completed here, or the container would dispatch it to the host's error page, in the middle of a stream.
     */
    private record Hints(Running running) implements AsyncListener {
        @Override
        public void onTimeout(AsyncEvent event) {
            giveUp(event);
        }

        @Override
        public void onError(AsyncEvent event) {
            giveUp(event);
        }

        private void giveUp(AsyncEvent event) {
            running.completion().close();
            running.call().cancel();
            running.completion().giveUp(event.getAsyncContext(), running.id());
        }

        @Override
        public void onComplete(AsyncEvent event) {}

        @Override
        public void onStartAsync(AsyncEvent event) {}
    }
}
