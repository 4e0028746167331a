package io.modelrouter.observe;

import java.util.List;

/**
 * Where records of ended calls go. Called from one thread of the router's, through a bounded queue, so it may block; the
 * ledger never depends on it. Records are keyed by {@link CallRecord#id()}: writing one twice must leave one, with the words
 * of the later; its time stays the same.
 */
@FunctionalInterface
public interface CallLog {

    /** Keeps nothing. */
    CallLog NONE = record -> {};

    /** Writes one record. An exception makes the router try again later. */
    void write(CallRecord record);

    /**
     * Writes several, as they waited in the queue; in one step where the store can. An exception makes the router try all
     * of them again later.
     */
    default void writeAll(List<CallRecord> records) {
        records.forEach(this::write);
    }
}
