package io.modelrouter.core.pipeline;

import io.modelrouter.CallContext;
import io.modelrouter.CallerUsage;
import io.modelrouter.ChannelOperator;
import io.modelrouter.ComparedAnswer;
import io.modelrouter.Explanation;
import io.modelrouter.ModelInfo;
import io.modelrouter.ModelRouter;
import io.modelrouter.RoutedCall;
import io.modelrouter.TokenCount;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.ChannelSnapshot;
import io.modelrouter.chat.ChatResponse;
import io.modelrouter.core.stream.StallTimer;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.request.TokenCountRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** The router: makes calls over the parts that {@code ModelRouterBuilder} put together. */
public final class RealModelRouter implements ModelRouter {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final RouterParts parts;
    private volatile boolean closed;

    public RealModelRouter(RouterParts parts) {
        this.parts = parts;
        parts.start();
    }

    @Override
    public RoutedCall newCall(RouterRequest request, CallContext context) {
        return new RealRoutedCall(this, parts.ids().get(), request, context);
    }

    CallSession newSession(
            String id, RouterRequest request, CallContext context, boolean stream, StreamConsumer consumer) {
        if (closed) {
            throw RouterException.of(RouterErrorCode.OVERLOADED, "the router is closed")
                    .build();
        }
        return new CallSession(
                id,
                request,
                context,
                stream,
                consumer,
                RouterParts.UNKNOWN_CALLER,
                parts.clock().instant(),
                parts.nanos().getAsLong());
    }

    CallPipeline pipeline() {
        return parts.pipeline();
    }

    CostMembers costs() {
        return parts.costs();
    }

    AnswerWriters writers() {
        return parts.writers();
    }

    ResponseMemory memory() {
        return parts.memory();
    }

    IdempotentAnswers answered() {
        return parts.answered();
    }

    StreamWatch watch() {
        return parts.watch();
    }

    Executor executor() {
        return parts.executor();
    }

    Duration stalledReader() {
        return parts.settings().answers().stalledReader();
    }

    StallTimer stallTimer() {
        return parts.stallTimer();
    }

    @Override
    public Explanation explain(RouterRequest request, CallContext context) {
        Token token = parts.authenticator().authenticate(context);
        ChannelSnapshot channels = parts.registry().snapshot();
        return new RouteExplainer(parts).explain(request, context, token, channels);
    }

    @Override
    public List<ComparedAnswer> compare(RouterRequest request, List<String> models, CallContext context) {
        List<RealRoutedCall> calls = new ArrayList<>();
        List<CompletableFuture<ChatResponse>> answers = new ArrayList<>();
        for (String model : models) {
            RealRoutedCall call = new RealRoutedCall(
                    // One key cannot name several calls.
                    this, parts.ids().get(), request.withModel(model), context, null);
            calls.add(call);
            answers.add(call.executeAsync(this::runOrRunHere));
        }
        List<ComparedAnswer> compared = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            ChatResponse response = null;
            RouterException failure = null;
            try {
                response = answers.get(i).join();
            } catch (CompletionException e) {
                if (!(e.getCause() instanceof RouterException known)) {
                    throw e;
                }
                failure = known;
            }
            CallRecord record = Objects.requireNonNull(calls.get(i).record(), "the call never began");
            compared.add(new ComparedAnswer(models.get(i), response, failure, record));
        }
        return compared;
    }

    /** A comparison loses no column for want of a thread: the caller's is always there. */
    private void runOrRunHere(Runnable task) {
        try {
            executor().execute(task);
        } catch (RejectedExecutionException e) {
            task.run();
        }
    }

    @Override
    public List<ModelInfo> models(CallContext context) {
        return parts.models().list(parts.authenticator().authenticate(context), context.steering());
    }

    @Override
    public Optional<ModelInfo> model(String id, CallContext context) {
        return parts.models().find(id, parts.authenticator().authenticate(context), context.steering());
    }

    @Override
    public TokenCount countTokens(TokenCountRequest request, CallContext context) {
        CallSession session = newSession(parts.ids().get(), request.prompt(), context, false, StreamConsumer.NONE);
        return parts.counter().count(session, request);
    }

    @Override
    public CallerUsage usage(CallContext context) {
        return parts.usages().of(parts.authenticator().authenticate(context));
    }

    /** Records of calls that the call log never took, because it was too slow or refused them. */
    public long droppedRecords() {
        return parts.droppedRecords();
    }

    @Override
    public ChannelOperator operator() {
        return parts.operator();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            parts.close(GRACE);
        }
    }
}
