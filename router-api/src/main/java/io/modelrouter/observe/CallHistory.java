package io.modelrouter.observe;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link CallLog} remembers. Every read says whose calls it wants, in its {@link CallFilter}, and the store filters by
 * it in the query itself. Safe from any thread; may block.
 */
public interface CallHistory {

    /**
     * Records, newest first.
     *
     * @param cursor {@link CallPage#next()} of the page before; null for the first
     * @param max at least 1, at most 1,000
     * @throws IllegalArgumentException if the cursor is not one of this history's
     */
    CallPage calls(CallFilter filter, @Nullable String cursor, int max);

    /**
     * Sums by day, in the zone of the history, ordered by date and then by the fields of the group; the filter's times are
     * taken as whole days. A call with several accounts counts for each of them where {@link DailyGroup#ACCOUNT} is asked
     * for, and once where it is not.
     *
     * @param by what to tell apart beside the date; may be empty
     */
    List<DailyUsage> daily(CallFilter filter, List<DailyGroup> by);

    /**
     * Forgets records that are older, some at a time; their daily sums stay.
     *
     * @param max most records to forget in this step
     * @return how many were forgotten
     */
    int forget(Instant before, int max);

    /** What daily sums may be told apart by. */
    enum DailyGroup {
        ACCOUNT,
        TOKEN,
        CHANNEL,
        MODEL
    }
}
