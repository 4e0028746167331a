package io.modelrouter.starter.actuate;

import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory;
import io.modelrouter.observe.CallPage;
import io.modelrouter.observe.DailyUsage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A history that ends after so many records. For one reading, by one thread. */
final class FirstRows implements CallHistory {
    private final CallHistory history;
    private int left;

    FirstRows(CallHistory history, int rows) {
        this.history = history;
        this.left = rows;
    }

    @Override
    public CallPage calls(CallFilter filter, @Nullable String cursor, int max) {
        CallPage page = history.calls(filter, cursor, Math.min(max, left));
        left -= page.records().size();
        return left == 0 ? new CallPage(page.records(), null) : page;
    }

    @Override
    public List<DailyUsage> daily(CallFilter filter, List<DailyGroup> by) {
        return history.daily(filter, by);
    }

    @Override
    public int forget(Instant before, int max) {
        return history.forget(before, max);
    }
}
