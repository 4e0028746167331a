package io.modelrouter;

import io.modelrouter.request.RouterRequest;
import java.util.List;

/**
 * The door to every model: takes a typed request of any dialect, chooses a channel, holds and settles quota, and gives the
 * answer back as events, as a whole, or in the caller's own bytes. Thread-safe; make one for each application with
 * {@code io.modelrouter.core.ModelRouterBuilder} and close it at the end.
 */
public interface ModelRouter extends AutoCloseable {

    /** Prepares a call; nothing happens yet and nothing is checked. */
    RoutedCall newCall(RouterRequest request, CallContext context);

    /**
     * Embeds: {@link #newCall} and {@link RoutedCall#embeddings} in one step, on this thread.
     *
     * @param request one of the dialects of embeddings, such as {@link io.modelrouter.request.OpenAiEmbeddingsRequest}
     * @throws io.modelrouter.error.RouterException if there is no answer
     */
    default Embeddings embed(RouterRequest request, CallContext context) {
        return newCall(request, context).embeddings();
    }

    /**
     * What would happen: every candidate with the reason it is kept or refused, and the estimate. Calls no upstream and
     * holds nothing.
     *
     * @throws io.modelrouter.error.RouterException if the key is refused
     */
    Explanation explain(RouterRequest request, CallContext context);

    /**
     * The same request to several models side by side, each as a call of its own. Returns when all have ended.
     */
    List<ComparedAnswer> compare(RouterRequest request, List<String> models, CallContext context);

    /**
     * The models this caller may use, by name: exact names of its channels, wildcards left out.
     *
     * @throws io.modelrouter.error.RouterException if the key is refused
     */
    List<ModelInfo> models(CallContext context);

    /**
     * What this caller may still spend, and spent today.
     *
     * @throws io.modelrouter.error.RouterException if the key is refused, or the ledger cannot be reached
     */
    CallerUsage usage(CallContext context);

    /** Commands for whoever runs the router; not for its callers. */
    ChannelOperator operator();

    /**
     * Ends the router: new calls are refused, running ones are cancelled after a grace of 10 seconds, every hold is
     * settled, queued records are written.
     */
    @Override
    void close();
}
