package io.modelrouter;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.event.ChatEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * One call, ready to run. Nothing happens until one of {@link #events}, {@link #execute}, {@link #executeAsync},
 * {@link #stream}, {@link #embeddings} or {@link #wire} is used; only one of them may be used, once. Failures are
 * {@link io.modelrouter.error.RouterException}s. A request for embeddings has {@link #embeddings} and {@link #wire} alone, and
 * every other has no {@link #embeddings}: what does not fit throws {@link IllegalStateException}.
 */
public interface RoutedCall {

    /** The call's id, also the id of its reservation and its record. */
    String id();

    /**
     * The answer as events, streamed from the upstream whatever the request's own flag says. Cold: the call starts at
     * {@code subscribe}; one subscriber; demand drives the reading of the upstream socket; at most 64 events wait. Events
     * come on the router's executor. A subscriber that asks for nothing for 30 seconds counts as gone.
     */
    Flow.Publisher<ChatEvent> events();

    /** Runs the call on this thread and returns the whole answer. Interrupting the thread cancels the call. */
    ChatResponse execute();

    /** Runs the call on the router's executor. Cancelling the future cancels the call. */
    CompletableFuture<ChatResponse> executeAsync();

    /**
     * Runs the call on this thread, event by event; natural on virtual threads. Close it in any case:
     * {@code try (ChatEventStream events = call.stream()) { for (ChatEvent event : events) … }}.
     */
    ChatEventStream stream();

    /**
     * Runs a call for embeddings on this thread and returns its vectors, whatever they travelled in. Interrupting the thread
     * cancels the call.
     */
    Embeddings embeddings();

    /**
     * The answer in the caller's own dialect, bytes and headers, streamed or not as the request says. Blocks until the
     * answer is committed, so that a failure before that is an exception here and can still become an error status.
     */
    WireAnswer wire();

    /** Ends the call from any thread: reaches the upstream socket and settles the hold. Idempotent; never blocks on I/O. */
    void cancel();
}
