package io.modelrouter.core.pipeline;

import io.modelrouter.CallContext;
import io.modelrouter.ChatEventStream;
import io.modelrouter.Embeddings;
import io.modelrouter.RawResponse;
import io.modelrouter.RoutedCall;
import io.modelrouter.WireAnswer;
import io.modelrouter.chat.ChatResponse;
import io.modelrouter.core.dialect.EmbeddingAnswer;
import io.modelrouter.core.dialect.EmbeddingVector;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.lane.SealedSignatures;
import io.modelrouter.core.stream.EventPublisher;
import io.modelrouter.core.stream.EventStreamIterator;
import io.modelrouter.core.stream.ResponseAssembler;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.request.OpenAiFormRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Task;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One call and its views; the first view that is used is the only one. */
final class RealRoutedCall implements RoutedCall {
    private final RealModelRouter router;
    private final String id;
    private final RouterRequest request;
    private final CallContext context;
    private final @Nullable String idempotencyKey;
    private final AtomicBoolean used = new AtomicBoolean();
    private boolean cancelled;
    private @Nullable CallSession session;

    RealRoutedCall(RealModelRouter router, String id, RouterRequest request, CallContext context) {
        this(router, id, request, context, context.idempotencyKey().orElse(null));
    }

    /**
     * @param idempotencyKey the client's key, if it is to count for this call
     */
    RealRoutedCall(
            RealModelRouter router,
            String id,
            RouterRequest request,
            CallContext context,
            @Nullable String idempotencyKey) {
        this.idempotencyKey = idempotencyKey;
        this.router = router;
        this.id = id;
        this.request = Objects.requireNonNull(request, "request");
        this.context = Objects.requireNonNull(context, "context");
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Flow.Publisher<ChatEvent> events() {
        requireChat();
        use();
        return new EventPublisher(newEvents(), router.executor(), router.stallTimer(), router.stalledReader());
    }

    @Override
    public ChatEventStream stream() {
        requireChat();
        use();
        return new EventStreamIterator(newEvents());
    }

    @Override
    public ChatResponse execute() {
        requireChat();
        use();
        return run();
    }

    @Override
    public CompletableFuture<ChatResponse> executeAsync() {
        return executeAsync(router.executor());
    }

    /** As {@link #executeAsync()}, on another executor. */
    CompletableFuture<ChatResponse> executeAsync(Executor executor) {
        requireChat();
        use();
        return async(executor, this::run);
    }

    private <T> CompletableFuture<T> async(Executor executor, Supplier<T> run) {
        CompletableFuture<T> future = new CompletableFuture<>() {
            @Override
            public boolean cancel(boolean mayInterrupt) {
                boolean first = super.cancel(mayInterrupt);
                RealRoutedCall.this.cancel();
                return first;
            }
        };
        try {
            executor.execute(() -> {
                try {
                    future.complete(run.get());
                } catch (Throwable failure) {
                    future.completeExceptionally(failure);
                }
            });
        } catch (RejectedExecutionException e) {
            future.completeExceptionally(
                    RouterException.of(RouterErrorCode.OVERLOADED, "the router has no thread left for this call")
                            .cause(e)
                            .build());
        }
        return future;
    }

    private ChatResponse run() {
        CallDriver driver = new CallDriver(router.pipeline(), newSession(false, StreamConsumer.NONE));
        driver.enter();
        try {
            Exchange exchange = driver.open();
            ResponseAssembler assembler = new ResponseAssembler();
            UnaryOperator<ChatEvent> seal = exchange.translation == null
                    ? UnaryOperator.identity()
                    : new SealedSignatures(
                            exchange.candidate.dialect(),
                            exchange.candidate.channel().name());
            exchange.events().forEach(event -> assembler.accept(seal.apply(event)));
            ChatResponse response = assembler.response();
            driver.end(null);
            return response;
        } catch (RuntimeException e) {
            RouterException failure = driver.failure(e);
            driver.end(failure);
            throw e instanceof RouterException ? e : failure;
        } finally {
            driver.leave();
        }
    }

    @Override
    public Embeddings embeddings() {
        requireEmbedding();
        use();
        CallDriver driver = new CallDriver(router.pipeline(), newSession(false, StreamConsumer.NONE));
        driver.enter();
        try {
            EmbeddingAnswer answer = driver.open().embeddings();
            driver.end(null);
            return new Embeddings(
                    answer.model(),
                    answer.vectors().stream().map(EmbeddingVector::toFloats).toList(),
                    answer.usage());
        } catch (RuntimeException e) {
            // Where the caller's own bytes were sent the vectors were counted, and are read only here.
            RouterException failure = e instanceof MalformedAnswerException
                    ? RouterException.of(RouterErrorCode.UPSTREAM_FAILED, String.valueOf(e.getMessage()))
                            .build()
                    : driver.failure(e);
            driver.end(failure);
            throw e instanceof RouterException ? e : failure;
        } finally {
            driver.leave();
        }
    }

    private void requireChat() {
        switch (request.dialect().task()) {
            case CHAT, COMPLETION:
                if (!request.operation().isEmpty()) {
                    throw new IllegalStateException("the answer to '" + request.operation() + "' in "
                            + request.dialect() + " is no chat; use raw()");
                }
                break;
            case EMBEDDING:
                throw new IllegalStateException("embeddings have no events; use embeddings()");
            default:
                throw new IllegalStateException("an answer in " + request.dialect() + " has no events; use raw()");
        }
    }

    private void requireEmbedding() {
        Task task = request.dialect().task();
        if (task == Task.EMBEDDING) {
            return;
        }
        boolean chat = (task == Task.CHAT || task == Task.COMPLETION)
                && request.operation().isEmpty();
        throw new IllegalStateException(
                "an answer in " + request.dialect() + " has no vectors; use " + (chat ? "execute()" : "raw()"));
    }

    @Override
    public RawResponse raw() {
        use();
        return runRaw();
    }

    @Override
    public CompletableFuture<RawResponse> rawAsync() {
        use();
        return async(router.executor(), this::runRaw);
    }

    private RawResponse runRaw() {
        Whole whole = whole(false);
        return new RawResponse(whole.headers, whole.body, Objects.requireNonNull(whole.session.record));
    }

    @Override
    public WireAnswer wire() {
        use();
        return request.stream() ? wireStream() : wireWhole();
    }

    private WireAnswer wireStream() {
        return new WireStreamAnswer(
                        router.pipeline(),
                        consumer -> newSession(true, consumer),
                        router.writers(),
                        router.memory(),
                        router.watch())
                .open();
    }

    private WireAnswer wireWhole() {
        try {
            Whole whole = whole(true);
            WireWholeAnswer answer = new WireWholeAnswer(whole.headers, whole.body, whole.members, whole.usageEnd);
            keep(whole, answer);
            return answer;
        } finally {
            CallSession ended = session();
            if (ended != null && ended.key != null) {
                router.answered().over(ended.key, id);
            }
        }
    }

    /**
     * A whole answer in the caller's dialect; the call has ended.
     *
     * @param outcome what it came to; null where it was not made for this call
     * @param members for the usage; null for none
     * @param usageEnd where they go, -1 for nowhere
     */
    private record Whole(
            CallSession session,
            Settler.@Nullable Outcome outcome,
            HttpHeaders headers,
            byte[] body,
            byte @Nullable [] members,
            int usageEnd) {}

    /**
     * @param onTheWire for a client: with the cost in the usage, and as it was kept where the client repeats a call
     */
    private Whole whole(boolean onTheWire) {
        CallDriver driver = new CallDriver(router.pipeline(), newSession(false, StreamConsumer.NONE));
        CallSession session = driver.session;
        session.takesKept = onTheWire;
        driver.enter();
        try {
            Exchange exchange = driver.openOrOwn();
            Settler.Outcome outcome = driver.end(null);
            IdempotentAnswers.Kept kept = session.kept;
            if (kept != null && kept.answer() != null) {
                HttpHeaders again =
                        kept.answer().headersAgain(context.requestId().orElse(id));
                return new Whole(session, null, again, kept.answer().body(), null, -1);
            }
            byte[] own = session.own;
            if (exchange == null || own != null) {
                return new Whole(session, null, WireHeaders.ofOwn(session), Objects.requireNonNull(own), null, -1);
            }
            byte[] members = onTheWire ? router.costs().settled(session, outcome) : null;
            if (exchange.translation != null) {
                byte[] body = exchange.translation.embedding() == null
                        ? router.writers().whole(session, exchange, members)
                        : router.writers().embeddings(session, exchange, outcome, members);
                remember(session, body, exchange, true);
                HttpHeaders headers = WireHeaders.of(session, exchange, "application/json");
                return new Whole(session, outcome, headers, body, null, -1);
            }
            remember(session, exchange.body(), exchange, false);
            HttpHeaders headers = WireHeaders.of(session, exchange, null);
            return new Whole(
                    session,
                    outcome,
                    headers,
                    exchange.body(),
                    members,
                    exchange.tally().usageEnd());
        } finally {
            driver.leave();
        }
    }

    /** Keeps the answer for a repetition of the call where the client named it by a key. Of a form nobody compares the files. */
    private void keep(Whole whole, WireWholeAnswer answer) {
        IdempotencyKey key = whole.session.key;
        // A run goes on in the background: its hold stays, and is charged at its end.
        boolean runs = whole.outcome == null && whole.session.hold != null;
        boolean charged = runs || whole.outcome != null && whole.outcome.settlement() != ReservationState.RELEASED;
        if (key != null && charged && !(request instanceof OpenAiFormRequest)) {
            router.answered()
                    .answered(key, whole.session.id, new IdempotentAnswers.Answer(answer.headers(), answer.toBytes()));
        }
    }

    private void remember(CallSession session, byte[] response, Exchange exchange, boolean translated) {
        if (router.memory().wants(request)) {
            router.memory()
                    .put(
                            session.token.name(),
                            request,
                            response,
                            exchange.candidate.channel().name(),
                            translated);
        }
    }

    @Override
    public void cancel() {
        CallSession running;
        synchronized (this) {
            cancelled = true;
            running = session;
        }
        if (running != null) {
            running.canceller.run();
        }
    }

    /** What became of the call; null while it runs. */
    @Nullable
    CallRecord record() {
        CallSession known = session();
        return known == null ? null : known.record;
    }

    private synchronized @Nullable CallSession session() {
        return session;
    }

    private CallEvents newEvents() {
        return new CallEvents(router.pipeline(), consumer -> newSession(true, consumer));
    }

    private CallSession newSession(boolean stream, StreamConsumer consumer) {
        CallSession made = router.newSession(id, request, context, stream, consumer);
        made.idempotencyKey = idempotencyKey;
        synchronized (this) {
            session = made;
            if (cancelled) {
                made.cancel();
            }
        }
        return made;
    }

    private void use() {
        if (!used.compareAndSet(false, true)) {
            throw new IllegalStateException("a call can be used once; make another with newCall");
        }
    }
}
