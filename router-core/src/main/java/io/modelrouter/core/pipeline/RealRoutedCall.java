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
    private final AtomicBoolean used = new AtomicBoolean();
    private boolean cancelled;
    private @Nullable CallSession session;

    RealRoutedCall(RealModelRouter router, String id, RouterRequest request, CallContext context) {
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
        Whole whole = whole(true);
        return new WireWholeAnswer(whole.headers, whole.body, whole.members, whole.usageEnd);
    }

    /**
     * A whole answer in the caller's dialect; the call has ended.
     *
     * @param members for the usage; null for none
     * @param usageEnd where they go, -1 for nowhere
     */
    private record Whole(
            CallSession session, HttpHeaders headers, byte[] body, byte @Nullable [] members, int usageEnd) {}

    private Whole whole(boolean costInUsage) {
        CallDriver driver = new CallDriver(router.pipeline(), newSession(false, StreamConsumer.NONE));
        driver.enter();
        try {
            Exchange exchange = driver.openOrOwn();
            Settler.Outcome outcome = driver.end(null);
            byte[] own = driver.session.own;
            if (exchange == null || own != null) {
                return new Whole(
                        driver.session, WireHeaders.ofOwn(driver.session), Objects.requireNonNull(own), null, -1);
            }
            byte[] members = costInUsage ? router.costs().settled(driver.session, outcome) : null;
            if (exchange.translation != null) {
                byte[] body = exchange.translation.embedding() == null
                        ? router.writers().whole(driver.session, exchange, members)
                        : router.writers().embeddings(driver.session, exchange, outcome, members);
                remember(driver.session, body, exchange, true);
                HttpHeaders headers = WireHeaders.of(driver.session, exchange, "application/json");
                return new Whole(driver.session, headers, body, null, -1);
            }
            remember(driver.session, exchange.body(), exchange, false);
            return new Whole(
                    driver.session,
                    WireHeaders.of(driver.session, exchange, null),
                    exchange.body(),
                    members,
                    exchange.tally().usageEnd());
        } finally {
            driver.leave();
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
        CallSession known;
        synchronized (this) {
            known = session;
        }
        return known == null ? null : known.record;
    }

    private CallEvents newEvents() {
        return new CallEvents(router.pipeline(), consumer -> newSession(true, consumer));
    }

    private CallSession newSession(boolean stream, StreamConsumer consumer) {
        CallSession made = router.newSession(id, request, context, stream, consumer);
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
