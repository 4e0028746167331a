package io.modelrouter.quota;

/** Where a reservation stands: HELD, then exactly one of the others. */
public enum ReservationState {
    HELD,
    CONFIRMED,
    RELEASED,
    EXPIRED,
    /** Expired first, then confirmed: the real cost is never dropped. */
    CONFIRMED_LATE
}
