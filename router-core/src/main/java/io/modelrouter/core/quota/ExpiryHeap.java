package io.modelrouter.core.quota;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Holds by their expiry, the earliest first; at the same instant by id. A binary heap in which every hold knows its place,
 * so that settling or renewing one takes it out or moves it in logarithmic time and leaves nothing behind.
 *
 * <p>Instants are compared by their difference, as {@link System#nanoTime()} wants it.
 */
final class ExpiryHeap {
    private @Nullable Reservation[] heap = new Reservation[64];
    private int size;

    int size() {
        return size;
    }

    /** The hold that expires first, or null. */
    @Nullable
    Reservation first() {
        return size == 0 ? null : heap[0];
    }

    void add(Reservation hold) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        up(size++, hold);
    }

    void remove(Reservation hold) {
        int at = hold.heapIndex;
        hold.heapIndex = -1;
        Reservation last = at(--size);
        heap[size] = null;
        if (at < size) {
            settle(at, last);
        }
    }

    void move(Reservation hold, long expiresAt) {
        hold.expiresAt = expiresAt;
        settle(hold.heapIndex, hold);
    }

    private void settle(int place, Reservation hold) {
        if (place > 0 && before(hold, at((place - 1) >>> 1))) {
            up(place, hold);
        } else {
            down(place, hold);
        }
    }

    private void up(int from, Reservation hold) {
        int place = from;
        while (place > 0) {
            int above = (place - 1) >>> 1;
            Reservation parent = at(above);
            if (!before(hold, parent)) {
                break;
            }
            put(place, parent);
            place = above;
        }
        put(place, hold);
    }

    private void down(int from, Reservation hold) {
        int place = from;
        while (place < size >>> 1) {
            int below = 2 * place + 1;
            if (below + 1 < size && before(at(below + 1), at(below))) {
                below++;
            }
            Reservation child = at(below);
            if (!before(child, hold)) {
                break;
            }
            put(place, child);
            place = below;
        }
        put(place, hold);
    }

    private Reservation at(int place) {
        Reservation hold = heap[place];
        if (hold == null) {
            throw new IllegalStateException("the heap has a hole");
        }
        return hold;
    }

    private void put(int place, Reservation hold) {
        heap[place] = hold;
        hold.heapIndex = place;
    }

    private static boolean before(Reservation a, Reservation b) {
        long difference = a.expiresAt - b.expiresAt;
        return difference < 0 || difference == 0 && a.id.value().compareTo(b.id.value()) < 0;
    }
}
