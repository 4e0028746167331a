package io.modelrouter.core.pipeline;

import io.modelrouter.core.dialect.StreamMeter;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.ProviderException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time work on a call, and anybody cancel it. A cancel always reaches the upstream socket at once; the
 * call is ended by whoever works on it, or by the canceller if nobody does.
 */
final class CallDriver {
    private final CallPipeline pipeline;
    final CallSession session;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean opened;

    CallDriver(CallPipeline pipeline, CallSession session) {
        this.pipeline = pipeline;
        this.session = session;
        session.canceller = this::cancel;
    }

    /** As {@link #open}; null where the router itself answers: {@link CallSession#own}. */
    @Nullable
    Exchange openOrOwn() {
        opened = true;
        return pipeline.openOrOwn(session);
    }

    /** Opens the call. The caller has entered. */
    Exchange open() {
        opened = true;
        return pipeline.open(session);
    }

    /**
     * Begins a piece of work; {@link #leave} must follow.
     *
     * @throws RouterException CANCELLED if the call was cancelled
     */
    void enter() {
        if (session.isCancelled() || !busy.compareAndSet(false, true)) {
            endIfIdle();
            throw session.cancelledFailure();
        }
    }

    void leave() {
        busy.set(false);
        if (session.isCancelled()) {
            endIfIdle();
        }
    }

    void cancel() {
        session.cancel();
        endIfIdle();
    }

    private void endIfIdle() {
        if (!session.hasEnded() && busy.compareAndSet(false, true)) {
            try {
                if (opened) {
                    Exchange exchange = session.exchange;
                    boolean done = exchange != null && exchange.complete();
                    end(done ? null : session.cancelledFailure());
                }
            } finally {
                busy.set(false);
            }
        }
    }

    /** Settles the call, once. What an earlier end did stays. */
    Settler.@Nullable Outcome end(@Nullable RouterException failure) {
        return pipeline.end(session, failure);
    }

    /** What a failure while reading a committed answer is to the caller. */
    RouterException failure(Throwable cause) {
        if (session.isCancelled()) {
            return session.cancelledFailure();
        }
        if (cause instanceof ProviderException provider) {
            boolean late = provider.kind() == FailureKind.TIMEOUT || provider.kind() == FailureKind.ENDED;
            return with(
                    RouterException.of(
                            late ? RouterErrorCode.TIMEOUT : RouterErrorCode.TRUNCATED,
                            late
                                    ? "the upstream went silent in the middle of its answer"
                                    : "the upstream's answer broke off"),
                    cause);
        }
        return CallPipeline.known(cause, session);
    }

    RouterException truncated() {
        return with(
                RouterException.of(RouterErrorCode.TRUNCATED, "the upstream's answer ended without its end mark"),
                null);
    }

    /** What an error event inside a committed stream is to the caller. */
    RouterException inStream(StreamMeter meter, Exchange exchange) {
        UpstreamError error = meter.error().orElse(null);
        FailureKind kind = error == null ? FailureKind.TRANSIENT : exchange.codec.classify(error);
        RouterErrorCode code;
        switch (kind) {
            case RATE_LIMITED:
                code = RouterErrorCode.UPSTREAM_RATE_LIMITED;
                break;
            case OVERLOADED:
                code = RouterErrorCode.UPSTREAM_OVERLOADED;
                break;
            default:
                code = RouterErrorCode.UPSTREAM_FAILED;
                break;
        }
        return with(
                RouterException.of(code, "the upstream failed in the middle of its answer")
                        .upstream(error),
                null);
    }

    private RouterException with(RouterException.Builder failure, @Nullable Throwable cause) {
        Exchange exchange = session.exchange;
        if (exchange != null) {
            failure.partialUsage(exchange.usage());
        }
        return failure.attempts(session.failures).cause(cause).build();
    }
}
