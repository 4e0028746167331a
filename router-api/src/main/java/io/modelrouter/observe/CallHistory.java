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
     * Records, newest first; of calls that came at the same instant the one with the larger id first. A cursor stands for a
     * place in that order, so pages neither repeat nor leave out what was there when the first was read; it says nothing of
     * whose calls are asked for, the filter does.
     *
     * @param cursor {@link CallPage#next()} of the page before; null for the first
     * @param max at least 1, at most 1,000
     * @throws IllegalArgumentException if the cursor is not one of this history's, or max is out of range
     */
    CallPage calls(CallFilter filter, @Nullable String cursor, int max);

    /**
     * Sums by day, in the zone of the history, ordered by date and then by the fields of the group, in the order of the
     * list. The filter's times are taken as whole days: from the day of {@link CallFilter#from()} to the one of the last
     * instant before {@link CallFilter#to()}. A call with several accounts counts for each of them where
     * {@link DailyGroup#ACCOUNT} is asked for, and once where it is not; a filter for one account is told of no other. A call
     * without a cost counts as 0. Days without calls are left out.
     *
     * @param by what to tell apart beside the date; may be empty
     */
    List<DailyUsage> daily(CallFilter filter, List<DailyGroup> by);

    /**
     * Forgets records that are older, some at a time; their daily sums stay, so a forgotten record must not be written
     * again.
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
