package io.modelrouter.core.pipeline;

import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.channel.Secret;
import io.modelrouter.core.auth.Authenticator;
import io.modelrouter.core.dialect.RunReport;
import io.modelrouter.core.pipeline.ResponseMemory.Origin;
import io.modelrouter.core.record.RecordText;
import io.modelrouter.core.route.CallPlan;
import io.modelrouter.core.route.CallPlanner;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.request.OpenAiStoredResponseRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.RawJson;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The life of one call, its steps in their order. Everything that a call does passes through {@link #open} and {@link #end}. */
final class CallPipeline {
    private static final Logger LOG = LoggerFactory.getLogger(CallPipeline.class);

    /** The attribute of a record whose answer was that of an earlier call; its value is that call's id. */
    static final String REPLAY_OF = "idempotent_replay_of";

    private final Authenticator authenticator;
    private final CallLimits limits;
    private final ChannelRegistry registry;
    private final CallPlanner planner;
    private final Admission admission;
    private final AttemptLoop attempts;
    private final Settler settler;
    private final Listeners listeners;
    private final RecordQueue records;
    private final RecordDetails details;
    private final ActiveCalls active;
    private final LongSupplier nanos;
    private final int maxHops;
    private final StoredResponses stored;
    private final BackgroundRuns runs;
    private final IdempotentAnswers answered;

    CallPipeline(
            Authenticator authenticator,
            CallLimits limits,
            ChannelRegistry registry,
            CallPlanner planner,
            Admission admission,
            AttemptLoop attempts,
            Settler settler,
            Listeners listeners,
            RecordQueue records,
            RecordDetails details,
            ActiveCalls active,
            LongSupplier nanos,
            int maxHops,
            StoredResponses stored,
            BackgroundRuns runs,
            IdempotentAnswers answered) {
        this.authenticator = authenticator;
        this.limits = limits;
        this.registry = registry;
        this.planner = planner;
        this.admission = admission;
        this.attempts = attempts;
        this.settler = settler;
        this.listeners = listeners;
        this.records = records;
        this.details = details;
        this.active = active;
        this.nanos = nanos;
        this.maxHops = maxHops;
        this.stored = stored;
        this.runs = runs;
        this.answered = answered;
    }

    /**
     * From the request to a committed answer.
     *
     * @throws RouterException if there is none; the call has been settled and recorded then
     */
    Exchange open(CallSession call) {
        return Objects.requireNonNull(openOrOwn(call), "an answer of the router's own");
    }

    /** As {@link #open}; null where the router itself answers: {@link CallSession#own}, {@link CallSession#kept}. */
    @Nullable
    Exchange openOrOwn(CallSession call) {
        listeners.callStarted(call.id, call.request.dialect(), call.request.model(), call.stream);
        try {
            active.add(call);
            checkHops(call, maxHops);
            call.token = authenticator.authenticate(call.context);
            limits.enter(call);
            if (call.request instanceof OpenAiStoredResponseRequest about) {
                Origin origin = stored.origin(call, about);
                call.request = about.withModel(origin.model());
                RawJson whole = origin.whole();
                if (whole != null) {
                    call.own = stored.own(call, about, whole, origin.input());
                    stored.deletedHere(call, about);
                    return null;
                }
                CallPlan ofMaker = stored.ofMaker(plan(call), origin, about);
                stored.before(call, about);
                return committed(call, attempts.open(call, ofMaker));
            }
            if (isAnswered(call)) {
                return null;
            }
            CallPlan open = plan(call);
            CallRates rates = admission.rates(open, call.token, call.context.steering());
            CallPlan plan = admission.affordable(call.request, open, rates, call.token);
            call.hold = hold(call, plan, rates);
            return committed(call, attempts.open(call, plan));
        } catch (Throwable failure) {
            RouterException known = known(failure, call);
            end(call, known);
            if (failure instanceof Error error) {
                throw error;
            }
            throw known;
        }
    }

    /** Whether an earlier call with the same key has the answer already (R1.5). */
    private boolean isAnswered(CallSession call) {
        String given = call.idempotencyKey;
        if (given == null) {
            return false;
        }
        IdempotencyKey key = IdempotencyKey.of(given, call.token.name(), call.request);
        call.key = key;
        IdempotentAnswers.Kept kept = answered.find(key);
        if (kept == null || kept.answer() == null || !call.takesKept) {
            return false;
        }
        call.kept = kept;
        return true;
    }

    private CallPlan plan(CallSession call) {
        return planner.plan(
                registry.snapshot(), call.request.model(), call.request.dialect(), call.token, call.context.steering());
    }

    private Exchange committed(CallSession call, Exchange exchange) {
        call.exchange = exchange;
        call.firstContentNanos = nanos.getAsLong();
        listeners.firstContent(call.id, exchange.candidate.channel().name());
        if (call.request instanceof OpenAiStoredResponseRequest about) {
            stored.answered(call, about, exchange);
        }
        return exchange;
    }

    /**
     * Settles and records the call: entered by every way out of a call, done by the first.
     *
     * @param failure why it failed, or null
     * @return what it cost, or null if it had ended before
     */
    Settler.@Nullable Outcome end(CallSession call, @Nullable RouterException failure) {
        if (!call.beginEnd()) {
            return null;
        }
        if (call.key != null && !call.takesKept) {
            answered.over(call.key, call.id);
        }
        BackgroundRun run = leftRunning(call, failure);
        if (run != null) {
            call.record = run.record;
            try {
                leave(call, failure, null);
            } finally {
                runs.keep(run);
            }
            return null;
        }
        Settler.Outcome outcome = null;
        try {
            outcome = settler.settle(call);
            if (call.key != null && call.hold != null && call.exchange == null) {
                answered.released(call.key, call.id);
            }
            return outcome;
        } finally {
            leave(call, failure, outcome == null ? null : outcome.usage().total());
            CallRecord record = record(call, failure, outcome);
            call.record = record;
            records.add(record);
            if (outcome != null) {
                settler.recorded(outcome, record);
            }
            listeners.callEnded(record);
        }
    }

    /** What the call has begun and what is not over with it: settled and recorded when that is. Null where there is nothing. */
    private @Nullable BackgroundRun leftRunning(CallSession call, @Nullable RouterException failure) {
        try {
            RunReport left = BackgroundRuns.leftBy(call);
            if (left == null) {
                return null;
            }
            Exchange exchange = Objects.requireNonNull(call.exchange);
            Admission.Hold hold = Objects.requireNonNull(call.hold).counted();
            int key = exchange.permit.key();
            Secret secret =
                    key < 0 ? null : exchange.candidate.channel().apiKeys().get(key);
            return new BackgroundRun(call, exchange, hold, secret, left, record(call, failure, null));
        } catch (RuntimeException | Error e) {
            LOG.error("Call {} may go on in the background, but is settled now", call.id, e);
            return null;
        }
    }

    /**
     * Gives back what the call took, but for its hold.
     *
     * @param tokens that it used; null where nobody knows
     */
    private void leave(CallSession call, @Nullable RouterException failure, @Nullable Long tokens) {
        limits.leave(call, tokens);
        active.remove(call);
        Exchange exchange = call.exchange;
        if (exchange != null) {
            exchange.response.close();
            attempts.ended(exchange);
            tellHealth(call, exchange, failure);
            if (call.request instanceof OpenAiStoredResponseRequest about) {
                stored.streamed(call, about, exchange);
            }
        }
    }

    /** What the end of a committed answer says of its channel (R3.1). */
    private static void tellHealth(CallSession call, Exchange exchange, @Nullable RouterException failure) {
        // That an earlier answer is told as the failure that it was is well done.
        boolean retold = call.request instanceof OpenAiStoredResponseRequest && exchange.complete();
        if (failure == null || retold) {
            exchange.permit.succeeded();
            return;
        }
        switch (failure.code()) {
            case TRUNCATED:
                exchange.permit.failed(FailureKind.TRUNCATED, null);
                break;
            case TIMEOUT:
                exchange.permit.failed(FailureKind.TIMEOUT, null);
                break;
            case UPSTREAM_FAILED:
                exchange.permit.failed(FailureKind.TRANSIENT, null);
                break;
            case UPSTREAM_OVERLOADED:
                exchange.permit.failed(FailureKind.OVERLOADED, null);
                break;
            case UPSTREAM_RATE_LIMITED:
                exchange.permit.failed(
                        FailureKind.RATE_LIMITED, failure.retryAfter().orElse(null));
                break;
            default:
                exchange.permit.abandoned();
        }
    }

    static void checkHops(CallSession call, int maxHops) {
        if (call.context.hops() > maxHops) {
            throw RouterException.of(
                            RouterErrorCode.LOOP_DETECTED,
                            "the call came through " + call.context.hops()
                                    + " routers; a channel points back at a router")
                    .build();
        }
    }

    private Admission.Hold hold(CallSession call, CallPlan plan, CallRates rates) {
        Admission.Hold wanted = admission.wanted(call, plan, rates);
        call.renewedNanos = nanos.getAsLong();
        try {
            Admission.Hold held = admission.hold(call, wanted);
            if (call.key != null) {
                answered.began(call.key, call.id);
            }
            return held;
        } catch (RouterException e) {
            if (e.code() == RouterErrorCode.CONFLICT && call.key != null && answered.isOpen(call.key)) {
                // Charged, and on its way to its client.
                throw IdempotencyRefusal.of(ReservationState.HELD);
            }
            if (e.code() != RouterErrorCode.LEDGER_UNAVAILABLE) {
                throw e;
            }
            // Without the ledger nobody knows whether a client's key is taken, so such a call is never admitted.
            if (call.key == null && settler.admitsUnheld(wanted)) {
                LOG.warn("Call {} of unlimited accounts goes out without a hold; the ledger is away", call.id);
                return wanted;
            }
            settler.releaseUnclear(call, wanted);
            throw e;
        }
    }

    static RouterException known(Throwable failure, CallSession call) {
        if (failure instanceof RouterException known) {
            return known;
        }
        LOG.error("Call {} failed inside the router", call.id, failure);
        return RouterException.of(RouterErrorCode.INTERNAL, "the router failed; the id of the call is " + call.id)
                .attempts(call.failures)
                .cause(failure)
                .build();
    }

    private CallRecord record(CallSession call, @Nullable RouterException failure, Settler.@Nullable Outcome outcome) {
        Settler.Outcome known = outcome == null ? Settler.NOTHING : outcome;
        Exchange exchange = call.exchange;
        CallRecord.Builder record = known
                .on(CallRecord.builder(
                        call.id,
                        call.startedAt,
                        RecordText.line(call.request.model(), RouterRequest.MAX_MODEL_LENGTH),
                        call.request.dialect()))
                .token(call.token.name())
                .accounts(call.token.accounts())
                .stream(call.stream)
                .error(failure == null ? null : failure.code())
                .failures(call.failures)
                .elapsed(Duration.ofNanos(nanos.getAsLong() - call.startedNanos));
        if (exchange != null) {
            record.servedModel(exchange.candidate.upstreamModel())
                    .channel(exchange.candidate.channel().name())
                    .channelDialect(exchange.candidate.dialect())
                    .losses(exchange.losses());
        }
        if (call.kept != null) {
            record.attributes(Map.of(REPLAY_OF, call.kept.callId()));
        }
        if (call.firstContentNanos >= 0) {
            record.firstContent(Duration.ofNanos(call.firstContentNanos - call.startedNanos));
        }
        return details.complete(record, call, failure);
    }
}
