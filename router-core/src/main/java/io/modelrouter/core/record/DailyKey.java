package io.modelrouter.core.record;

import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory.DailyGroup;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.AccountId;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a daily sum is kept for. Each call is counted once without an account, and once for each account that paid for it.
 *
 * @param failed whether these are the calls that failed; null where that is not told apart
 */
record DailyKey(
        LocalDate date,
        @Nullable AccountId account,
        @Nullable String token,
        @Nullable String channel,
        @Nullable String model,
        @Nullable Boolean failed) {

    /** Under which keys a call counts. */
    static List<DailyKey> of(CallRecord record, LocalDate date) {
        List<DailyKey> keys = new ArrayList<>();
        keys.add(of(record, date, null));
        record.accounts().stream().distinct().forEach(account -> keys.add(of(record, date, account)));
        return keys;
    }

    private static DailyKey of(CallRecord record, LocalDate date, @Nullable AccountId account) {
        String channel = Objects.requireNonNullElse(record.channel(), "");
        return new DailyKey(date, account, record.token(), channel, record.requestedModel(), !record.succeeded());
    }

    DailyKey withModel(String name) {
        return new DailyKey(date, account, token, channel, name, failed);
    }

    /** Whether the filter asks for these, its times aside. */
    boolean matches(CallFilter filter, List<DailyGroup> by) {
        boolean payers = by.contains(DailyGroup.ACCOUNT) || filter.account().isPresent();
        return payers == (account != null)
                && filter.account().map(wanted -> wanted.equals(account)).orElse(true)
                && filter.token().map(wanted -> wanted.equals(token)).orElse(true)
                && filter.channel().map(wanted -> wanted.equals(channel)).orElse(true)
                && filter.model().map(wanted -> wanted.equals(model)).orElse(true)
                && filter.failed().map(wanted -> wanted.equals(failed)).orElse(true);
    }

    /** With nothing but the date and the groups. */
    DailyKey only(List<DailyGroup> by) {
        return new DailyKey(
                date,
                by.contains(DailyGroup.ACCOUNT) ? account : null,
                by.contains(DailyGroup.TOKEN) ? token : null,
                by.contains(DailyGroup.CHANNEL) ? channel : null,
                by.contains(DailyGroup.MODEL) ? model : null,
                null);
    }

    /** By date, then by the groups in their order. */
    static Comparator<DailyKey> order(List<DailyGroup> by) {
        Comparator<DailyKey> order = Comparator.comparing(DailyKey::date);
        for (DailyGroup group : by) {
            order = order.thenComparing(key -> key.name(group));
        }
        return order;
    }

    private String name(DailyGroup group) {
        Object name = switch (group) {
            case ACCOUNT -> account;
            case TOKEN -> token;
            case CHANNEL -> channel;
            case MODEL -> model;
        };
        return name == null ? "" : name.toString();
    }
}
