package io.modelrouter.observe;

/**
 * Where records of ended calls go. Called from one thread of the router's, through a bounded queue, so it may block; the
 * ledger never depends on it. Records are keyed by {@link CallRecord#id()}: writing one twice must leave one.
 */
@FunctionalInterface
public interface CallLog {

    /** Keeps nothing. */
    CallLog NONE = record -> {};

    /** Writes one record. An exception makes the router try again later, a bounded number of times. */
    void write(CallRecord record);
}
