package io.modelrouter.starter.actuate;

import io.modelrouter.core.record.CallExport;
import io.modelrouter.core.record.ExportFormat;
import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory;
import io.modelrouter.observe.CallHistory.DailyGroup;
import io.modelrouter.observe.CallPage;
import io.modelrouter.quota.AccountId;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.core.io.ByteArrayResource;
import org.springframework.util.MimeType;

/**
 * The actuator's endpoint {@code modelroutercalls}: records of ended calls and what they came to by day. They are those of
 * all callers unless a token or an account is named. There are no prompts in them, but names, addresses and models.
 */
@Endpoint(id = "modelroutercalls")
public final class CallsEndpoint {
    /** Rows of one export; who wants more asks for shorter times. */
    private static final int MOST_ROWS = 50_000;

    private static final int USUAL_ROWS = 10_000;

    private final CallHistory history;

    public CallsEndpoint(CallHistory history) {
        this.history = history;
    }

    /**
     * A page of records, newest first.
     *
     * @param token whose calls; also by account
     * @param from such as 2026-11-21T00:00:00Z
     * @param failed those that failed, or those that did not
     * @param cursor {@code next} of the page before
     * @param max at most 1,000; default 100
     */
    @ReadOperation
    public Object calls(
            @Nullable String token,
            @Nullable String account,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String model,
            @Nullable String channel,
            @Nullable Boolean failed,
            @Nullable String cursor,
            @Nullable Integer max) {
        return Replies.answer(() -> {
            CallFilter filter = filter(token, account, from, to, model, channel, failed);
            CallPage page = history.calls(filter, cursor, Replies.page(max));
            byte[] records = written(out -> new CallExport(new OnePage(page)).calls(filter, ExportFormat.JSON, out));
            Map<String, RawJson> answer = new LinkedHashMap<>();
            answer.put("calls", RawJson.parse(records));
            answer.put("next", page.next() == null ? RawJson.ofNull() : RawJson.of(page.next()));
            return body(RawJson.object(answer).toBytes(), ExportFormat.JSON);
        });
    }

    /**
     * {@code daily}: sums by day; {@code csv} and {@code json}: all records that are asked for.
     *
     * @param by for daily: what to tell apart beside the date, of account, token, channel and model, with commas between
     * @param format for daily: json or csv; default json
     * @param max for csv and json: most records, at most 50,000; default 10,000
     */
    @ReadOperation
    public Object view(
            @Selector String view,
            @Nullable String token,
            @Nullable String account,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String model,
            @Nullable String channel,
            @Nullable Boolean failed,
            @Nullable List<String> by,
            @Nullable String format,
            @Nullable Integer max) {
        return Replies.answer(() -> {
            CallFilter filter = filter(token, account, from, to, model, channel, failed);
            switch (view) {
                case "daily":
                    ExportFormat wanted = format(format == null ? "json" : format);
                    List<DailyGroup> groups = groups(by == null ? List.of() : by);
                    return body(written(out -> new CallExport(history).daily(filter, groups, wanted, out)), wanted);
                case "csv", "json":
                    ExportFormat export = format(view);
                    CallHistory some = new FirstRows(history, rows(max));
                    return body(written(out -> new CallExport(some).calls(filter, export, out)), export);
                default:
                    return Replies.refused(404, "there is no view '" + view + "', only daily, csv and json");
            }
        });
    }

    private static CallFilter filter(
            @Nullable String token,
            @Nullable String account,
            @Nullable Instant from,
            @Nullable Instant to,
            @Nullable String model,
            @Nullable String channel,
            @Nullable Boolean failed) {
        if (token != null && account != null) {
            throw new IllegalArgumentException("give either token or account");
        }
        CallFilter whose = token != null
                ? CallFilter.ofToken(token)
                : account != null ? CallFilter.ofAccount(new AccountId(account)) : CallFilter.everybody();
        return whose.from(from).to(to).model(model).channel(channel).failed(failed);
    }

    private static ExportFormat format(String name) {
        if (name.equals("csv")) {
            return ExportFormat.CSV;
        }
        if (name.equals("json")) {
            return ExportFormat.JSON;
        }
        throw new IllegalArgumentException("format is json or csv");
    }

    private static List<DailyGroup> groups(List<String> names) {
        List<DailyGroup> groups = new ArrayList<>();
        for (String name : names) {
            try {
                groups.add(DailyGroup.valueOf(name.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("by has some of account, token, channel and model", e);
            }
        }
        return groups;
    }

    private static int rows(@Nullable Integer max) {
        int rows = max == null ? USUAL_ROWS : max;
        if (rows < 1 || rows > MOST_ROWS) {
            throw new IllegalArgumentException("max must be from 1 to " + MOST_ROWS);
        }
        return rows;
    }

    private interface Export {
        @SuppressWarnings("UnusedReturnValue")
        long to(ByteArrayOutputStream out) throws IOException;
    }

    private static byte[] written(Export export) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            export.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    private static Object body(byte[] bytes, ExportFormat format) {
        return new WebEndpointResponse<>(new ByteArrayResource(bytes), 200, MimeType.valueOf(format.contentType()));
    }
}
