package io.modelrouter.starter.faults;

/**
 * The rows of the table in rule R2.2, and what R3.1 adds to them.
 */
enum Row {
    /** Nobody is there: the sole channel is tried once more, and rests at the first call. */
    CONNECTION(2, 1, Scope.CHANNEL),
    /** R2.2 counts it with the former, R3.1 does not call it hard. */
    RESET(2, 3, Scope.CHANNEL),
    PASSING(3, 3, Scope.MODEL),
    /** The told wait is longer than the call may take, so the sole channel is not tried again. */
    TOLD_TO_WAIT(1, 1, Scope.MODEL),
    CREDENTIAL(1, 1, Scope.CHANNEL),
    UNKNOWN_MODEL(1, 3, Scope.MODEL),
    CALLER(1, Integer.MAX_VALUE, Scope.NONE),
    /** R2.1: after commit nothing is tried again; R3.1: a cut stream counts as a soft failure. */
    COMMITTED(1, 3, Scope.MODEL);

    /** What rests. */
    enum Scope {
        NONE,
        MODEL,
        CHANNEL
    }

    /** Attempts of a call whose only channel always fails so. */
    final int attemptsAlone;
    /** Failed attempts in a row after which it rests. */
    final int threshold;

    final Scope rests;

    Row(int attemptsAlone, int threshold, Scope rests) {
        this.attemptsAlone = attemptsAlone;
        this.threshold = threshold;
        this.rests = rests;
    }

    boolean triesOtherChannels() {
        return this != CALLER && this != COMMITTED;
    }
}
