package io.modelrouter.core.quota;

import org.jspecify.annotations.Nullable;

/** Settled reservations in the order of their settlement, linked through themselves. */
final class TerminalQueue {
    private @Nullable Reservation oldest;
    private @Nullable Reservation newest;
    private int size;

    int size() {
        return size;
    }

    @Nullable
    Reservation oldest() {
        return oldest;
    }

    void add(Reservation reservation) {
        Reservation last = newest;
        reservation.older = last;
        if (last == null) {
            oldest = reservation;
        } else {
            last.newer = reservation;
        }
        newest = reservation;
        size++;
    }

    void remove(Reservation reservation) {
        Reservation before = reservation.older;
        Reservation after = reservation.newer;
        if (before == null) {
            oldest = after;
        } else {
            before.newer = after;
        }
        if (after == null) {
            newest = before;
        } else {
            after.older = before;
        }
        reservation.older = null;
        reservation.newer = null;
        size--;
    }
}
