package io.modelrouter.starter.actuate;

import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory;
import io.modelrouter.observe.CallPage;
import io.modelrouter.observe.DailyUsage;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A history of the records of one page, to be written as all are. */
record OnePage(CallPage page) implements CallHistory {
    @Override
    public CallPage calls(CallFilter filter, @Nullable String cursor, int max) {
        return new CallPage(page.records(), null);
    }

    @Override
    public List<DailyUsage> daily(CallFilter filter, List<DailyGroup> by) {
        return List.of();
    }

    @Override
    public int forget(Instant before, int max) {
        return 0;
    }
}
