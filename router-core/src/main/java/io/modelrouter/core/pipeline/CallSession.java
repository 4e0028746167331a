package io.modelrouter.core.pipeline;

import io.modelrouter.CallContext;
import io.modelrouter.auth.Token;
import io.modelrouter.chat.ChatRequest;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.limit.InFlightLimit;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.core.route.SessionKey;
import io.modelrouter.error.AttemptFailure;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.limit.LimitedCall;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.quota.ReservationId;
import io.modelrouter.request.RouterRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What is known of one call while it runs. Only {@link #cancel} and the volatile fields may be used from other threads. */
final class CallSession {
    final String id;
    /** Set once more where only the router knows the model, before any candidate is looked at. */
    volatile RouterRequest request;

    /** What the router itself answers, with no upstream asked; null otherwise. */
    byte @Nullable [] own;

    final CallContext context;
    /** The id of its hold: its own, or made of the client's key. */
    volatile ReservationId reservation;
    /** The client's key, where there is one and it counts. */
    @Nullable
    String idempotencyKey;
    /** The same bound to the caller and the request, once the caller is known. */
    @Nullable
    IdempotencyKey key;
    /** Whether a kept answer of an earlier call can be given in place of its own. */
    boolean takesKept;
    /** That call, where it is. */
    IdempotentAnswers.@Nullable Kept kept;

    /** Whether the upstream is asked for a stream. */
    final boolean stream;
    /** Who takes the frames of a stream. */
    final StreamConsumer consumer;

    final Instant startedAt;
    final long startedNanos;
    final List<AttemptFailure> failures = new ArrayList<>(2);

    volatile Token token;
    volatile Admission.@Nullable Hold hold;
    volatile @Nullable Exchange exchange;
    /** The channel that is being asked, or answers. */
    volatile @Nullable String reaching;
    /** Whether a failed last attempt most likely cost the prompt upstream. */
    boolean promptSpent;
    /** Where that attempt went. */
    @Nullable
    Candidate spentOn;

    /** When a hold that is still open was last renewed. */
    volatile long renewedNanos;

    /** What it has taken of its token's own limits, while it has. */
    volatile @Nullable LimitedCall limited;
    /** When that was last renewed. */
    volatile long limitsRenewedNanos;

    long firstContentNanos = -1;

    /** The request in neutral words, once a translated candidate has asked for it. */
    @Nullable
    ChatRequest neutral;
    /** Whether signatures of other vendors stand in the request; null until somebody has looked. */
    private @Nullable Boolean holdsSealed;

    private @Nullable Optional<SessionKey> sessionKey;

    /** Cancels the call and ends it if nobody works on it. */
    volatile Runnable canceller = this::cancel;
    /** What became of it, once it has ended. */
    volatile @Nullable CallRecord record;

    private final AtomicBoolean ended = new AtomicBoolean();
    private final List<InFlightLimit.Permit> permits = new ArrayList<>(2);
    private @Nullable ProviderCall current;
    private boolean cancelled;

    CallSession(
            String id,
            RouterRequest request,
            CallContext context,
            boolean stream,
            StreamConsumer consumer,
            Token unknown,
            Instant startedAt,
            long startedNanos) {
        this.id = id;
        this.reservation = new ReservationId(id);
        this.request = request;
        this.context = context;
        this.stream = stream;
        this.consumer = consumer;
        this.token = unknown;
        this.startedAt = startedAt;
        this.startedNanos = startedNanos;
    }

    boolean holdsSealed() {
        if (holdsSealed == null) {
            holdsSealed = Provenance.occursIn(request.json());
        }
        return holdsSealed;
    }

    /** What the calls of its session have in common; found when it is first asked for. */
    Optional<SessionKey> sessionKey() {
        Optional<SessionKey> known = sessionKey;
        if (known == null) {
            known = SessionKey.of(request, context.session().orElse(null));
            sessionKey = known;
        }
        return known;
    }

    /** Says which exchange a cancel must reach from now on. */
    void running(@Nullable ProviderCall call) {
        synchronized (this) {
            current = call;
            if (!cancelled) {
                return;
            }
        }
        if (call != null) {
            call.cancel();
        }
    }

    /** Reaches the upstream socket; the thread that works on the call ends it. */
    void cancel() {
        ProviderCall reached;
        synchronized (this) {
            cancelled = true;
            reached = current;
            notifyAll();
        }
        if (reached != null) {
            reached.cancel();
        }
    }

    /** Waits for this long, or until the call is cancelled or the thread interrupted; whether the call goes on. */
    synchronized boolean pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        try {
            for (long left = time.toNanos(); left > 0 && !cancelled; left = end - System.nanoTime()) {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !cancelled;
    }

    synchronized boolean isCancelled() {
        return cancelled;
    }

    void hold(InFlightLimit.Permit permit) {
        permits.add(permit);
    }

    void releasePermits() {
        permits.forEach(InFlightLimit.Permit::close);
    }

    /** True for the one caller that shall settle. */
    boolean beginEnd() {
        return ended.compareAndSet(false, true);
    }

    boolean hasEnded() {
        return ended.get();
    }

    Optional<Duration> remaining(long nowNanos) {
        return context.deadline().map(deadline -> deadline.minusNanos(nowNanos - startedNanos));
    }

    RouterException cancelledFailure() {
        return RouterException.of(RouterErrorCode.CANCELLED, "the call was cancelled")
                .attempts(failures)
                .build();
    }
}
