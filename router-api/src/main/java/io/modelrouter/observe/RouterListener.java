package io.modelrouter.observe;

import io.modelrouter.error.AttemptFailure;
import io.modelrouter.wire.Dialect;

/**
 * Watches calls as they run. Called on the thread that does the work, while no lock is held: return at once, hand anything
 * slow to a thread of your own. What a listener throws is logged and dropped; the call goes on.
 *
 * <p>For each call, in this order: {@link #callStarted}, then for each attempt {@link #attemptStarted} and, if it failed
 * before content, {@link #attemptFailed}; {@link #firstContent} at most once; {@link #callEnded} exactly once, also for
 * calls that were refused before any attempt.
 */
public interface RouterListener {

    /** A call was read and is about to be admitted. */
    default void callStarted(String callId, Dialect dialect, String model, boolean stream) {}

    /** A request is about to go to a channel. */
    default void attemptStarted(String callId, int number, String channel) {}

    /** An attempt ended without content; another may follow. */
    default void attemptFailed(String callId, AttemptFailure failure) {}

    /** The answer is committed: its first content is about to be handed to the caller. */
    default void firstContent(String callId, String channel) {}

    /** The call ended and was settled. */
    default void callEnded(CallRecord record) {}

    /**
     * The charge of a call took an account past a threshold. Told once for each account and threshold, by the node whose
     * charge did it; again when the account was topped up since and passes it again.
     */
    default void quotaThreshold(QuotaThreshold threshold) {}
}
