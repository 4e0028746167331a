package io.modelrouter.core.pipeline;

import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.quota.ReservationState;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a caller is told whose {@code Idempotency-Key} names a call that is not to be made again (R1.5). */
final class IdempotencyRefusal {
    private IdempotencyRefusal() {}

    /**
     * @param state where the hold of the earlier call stands; null where the ledger does not tell
     */
    static RouterException of(@Nullable ReservationState state) {
        if (state == ReservationState.HELD) {
            return RouterException.of(
                            RouterErrorCode.IDEMPOTENCY_KEY_IN_USE,
                            "the call with this Idempotency-Key is still running; repeat it when it has ended")
                    .retryAfter(Duration.ofSeconds(1))
                    .build();
        }
        if (state == ReservationState.CONFIRMED || state == ReservationState.CONFIRMED_LATE) {
            return conflict("the call with this Idempotency-Key was made and charged, and its answer is not kept;"
                    + " take a new key to make it once more");
        }
        // The node that made it went away, or the ledger is one that does not tell.
        return conflict("a call with this Idempotency-Key was made before, and it is not known what became of it;"
                + " take a new key to make it once more");
    }

    static RouterException tooOften(int times) {
        return conflict("the call with this Idempotency-Key came to nothing " + times + " times; take a new key");
    }

    private static RouterException conflict(String message) {
        return RouterException.of(RouterErrorCode.CONFLICT, message).build();
    }
}
