package io.modelrouter.starter.endpoint;

import io.modelrouter.CallerUsage;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory;
import io.modelrouter.observe.DailyUsage;
import io.modelrouter.quota.LedgerUnavailableException;
import io.modelrouter.wire.RawJson;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a caller may still spend and what its own calls came to, day by day where it asks for that. */
public final class UsageReport {
    private static final int MOST_DAYS = 90;

    private final @Nullable CallHistory history;
    private final ZoneId zone;
    private final InstantSource clock;

    /**
     * @param history of ended calls, or null if none is kept
     * @param zone of its days
     * @param clock tells which day it is
     */
    public UsageReport(@Nullable CallHistory history, ZoneId zone, InstantSource clock) {
        this.history = history;
        this.zone = zone;
        this.clock = clock;
    }

    /**
     * @param days how many to tell one by one, today the last, as it was written; null for none
     * @throws RouterException INVALID_REQUEST if that is no number from 1 to 90; LEDGER_UNAVAILABLE if the history cannot be
     *     reached
     */
    RawJson of(CallerUsage usage, @Nullable String days) {
        return UsageJson.of(usage, days == null ? null : daily(usage.token(), number(days)));
    }

    private static int number(String text) {
        if (text.matches("[0-9]{1,2}")) {
            int days = Integer.parseInt(text);
            if (days >= 1 && days <= MOST_DAYS) {
                return days;
            }
        }
        throw RouterException.of(RouterErrorCode.INVALID_REQUEST, "days must be a number from 1 to " + MOST_DAYS)
                .param("days")
                .build();
    }

    /** Of one token alone: the history filters by it in its own query. */
    private List<DailyUsage> daily(String token, int days) {
        if (history == null) {
            return List.of();
        }
        LocalDate first = LocalDate.ofInstant(clock.instant(), zone).minusDays(days - 1L);
        try {
            return history.daily(
                    CallFilter.ofToken(token).from(first.atStartOfDay(zone).toInstant()), List.of());
        } catch (LedgerUnavailableException e) {
            throw RouterException.of(RouterErrorCode.LEDGER_UNAVAILABLE, "the history cannot be read right now")
                    .retryAfter(Duration.ofSeconds(1))
                    .cause(e)
                    .build();
        }
    }
}
