package io.modelrouter.core.pipeline;

import java.time.Duration;

/** How a call waits before it tries a channel again; tests do not wait. */
@FunctionalInterface
interface Pauses {

    /**
     * Waits, but no longer than until the call is cancelled or its thread interrupted.
     *
     * @return whether the call goes on
     */
    boolean pause(CallSession session, Duration time);
}
