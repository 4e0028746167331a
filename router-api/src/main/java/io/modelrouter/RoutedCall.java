package io.modelrouter;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.event.ChatEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

/**
 * One call, ready to run, and the views of its answer; only one of them may be used, once, and nothing happens before.
 * Failures are {@link io.modelrouter.error.RouterException}s.
 *
 * <table>
 *   <caption>Which requests have which views</caption>
 *   <tr><th>request</th><th>views beside {@link #raw}, {@link #rawAsync} and {@link #wire}, which all have</th></tr>
 *   <tr><td>chats, completions</td><td>{@link #execute}, {@link #executeAsync}, {@link #stream}, {@link #events}</td></tr>
 *   <tr><td>embeddings</td><td>{@link #embeddings}</td></tr>
 *   <tr><td>moderations, images, audio, rankings, requests about stored responses, {@code responses/compact}</td>
 *       <td>none</td></tr>
 * </table>
 *
 * A view that does not fit throws {@link IllegalStateException}, which names the one that does; the call can still be used.
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
     * Runs the call on this thread and returns the whole answer in the request's own dialect, as bytes, whatever the request's
     * flag for streams says: the vendor's own body where the channel speaks that dialect. For moderations, pictures, sound,
     * transcripts, rankings and stored responses this is the answer. Interrupting the thread cancels the call.
     *
     * @throws io.modelrouter.error.RouterException if the call fails: also where a vendor refuses it, whose error is no answer
     *     ({@link io.modelrouter.error.UpstreamRefusedException}), and where an earlier call with the same idempotency key was
     *     charged, whose answer is given again by {@link #wire} alone
     * @throws IllegalStateException if a view of this call was used before
     */
    RawResponse raw();

    /**
     * As {@link #raw}, on the router's executor; the failure is that of the future. Cancelling the future cancels the call.
     *
     * @throws IllegalStateException if a view of this call was used before
     */
    CompletableFuture<RawResponse> rawAsync();

    /**
     * The answer in the caller's own dialect, bytes and headers, streamed or not as the request says. Blocks until the
     * answer is committed, so that a failure before that is an exception here and can still become an error status.
     */
    WireAnswer wire();

    /** Ends the call from any thread: reaches the upstream socket and settles the hold. Idempotent; never blocks on I/O. */
    void cancel();
}
