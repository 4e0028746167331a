package io.modelrouter;

import io.modelrouter.request.RouterRequest;
import io.modelrouter.request.TokenCountRequest;
import java.util.List;
import java.util.Optional;

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
     * The models this caller may use, sorted by name: exact names of its channels, {@code auto}, and for wildcards the
     * names that the channel's upstream offers and the wildcard covers. The upstreams' lists are kept and refreshed in the
     * background; only the first call waits for them, 2 seconds at most. A wildcard whose upstream told nothing is left out.
     *
     * @throws io.modelrouter.error.RouterException if the key is refused, or may not steer as the context says
     */
    List<ModelInfo> models(CallContext context);

    /**
     * What is known of one model; empty if this caller may not use it. Also finds names that a wildcard covers and no list
     * has, because upstreams take more names than they list.
     *
     * @throws io.modelrouter.error.RouterException as {@link #models}
     */
    Optional<ModelInfo> model(String id, CallContext context);

    /**
     * Counts a prompt's tokens, without generating: by the upstream that would serve it where that can count, in its own
     * dialect or translated, else by an estimate, which is marked. Key, model and limits on calls are checked as for a call;
     * nothing is held, charged or recorded. Blocks, for the setting {@code token-counts.timeout} at most.
     *
     * @throws io.modelrouter.error.RouterException if it may not be, or an upstream of the caller's own dialect refused the
     *     request; never because no upstream could be reached
     */
    TokenCount countTokens(TokenCountRequest request, CallContext context);

    /** As {@link #countTokens(TokenCountRequest, CallContext)}, for the prompt of a chat. */
    default TokenCount countTokens(RouterRequest prompt, CallContext context) {
        return countTokens(TokenCountRequest.of(prompt), context);
    }

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
