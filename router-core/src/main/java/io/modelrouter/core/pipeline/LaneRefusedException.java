package io.modelrouter.core.pipeline;

import io.modelrouter.error.RouterException;

/** The request cannot be said to a candidate; nothing was sent. */
final class LaneRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What the caller is told if there is no other candidate. */
    final transient RouterException failure;

    LaneRefusedException(RouterException failure) {
        super(failure.getMessage(), failure, false, false);
        this.failure = failure;
    }
}
