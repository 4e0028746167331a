package io.modelrouter.core.record;

import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallHistory;
import io.modelrouter.observe.CallHistory.DailyGroup;
import io.modelrouter.observe.CallPage;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.DailyUsage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes records and daily sums for other programs. Records are read from the history page by page and written as they
 * come, newest first; only one page is in memory. Whose calls are exported is in the filter. What an export has is what the
 * history has: no prompt, no answer, no key.
 *
 * <p>Amounts are there twice: {@code cost_nanos} in nano-credits, and {@code cost} in credits as an exact decimal number.
 * Times are UTC in ISO 8601, durations whole milliseconds. The columns of records, in this order: {@code id}, {@code time},
 * {@code token}, {@code accounts}, {@code group}, {@code address}, {@code requested_model}, {@code served_model},
 * {@code channel}, {@code client_dialect}, {@code channel_dialect}, {@code stream}, {@code status}, {@code error},
 * {@code upstream_request_id}, {@code prompt_tokens} (the whole prompt, cached or not), {@code cached_tokens},
 * {@code cache_write_tokens}, {@code cache_write_long_tokens}, {@code completion_tokens}, {@code reasoning_tokens},
 * {@code audio_input_tokens}, {@code audio_output_tokens}, {@code image_input_tokens}, {@code image_output_tokens},
 * {@code usage_source}, {@code usage_suspect}, {@code cost_nanos}, {@code cost}, {@code rates}, {@code channel_multiplier},
 * {@code group_multiplier}, {@code settlement}, {@code attempts}, {@code failures}, {@code losses}, {@code request_time_ms}
 * (from the start to the settlement), {@code time_to_first_event_ms}, {@code attributes}. Those of daily sums:
 * {@code date}, {@code account}, {@code token}, {@code channel}, {@code model}, {@code calls}, {@code failures},
 * {@code prompt_tokens}, {@code cached_tokens}, {@code cache_write_tokens}, {@code completion_tokens},
 * {@code reasoning_tokens}, {@code cost_nanos}, {@code cost}, {@code request_time_mean_ms}, {@code request_time_p50_ms},
 * {@code request_time_p95_ms}, {@code request_time_p99_ms}; what they are not told apart by is empty. New columns come at
 * the end.
 *
 * <p>Safe from any thread if the history is; blocks as it and the target do.
 */
public final class CallExport {
    private static final int PAGE = 500;

    private final CallHistory history;

    public CallExport(CallHistory history) {
        this.history = history;
    }

    /**
     * Writes the records that the filter asks for.
     *
     * @param out is flushed and not closed; UTF-8
     * @return how many there were
     */
    public long calls(CallFilter filter, ExportFormat format, OutputStream out) throws IOException {
        return calls(filter, format, utf8(out));
    }

    /** As {@link #calls(CallFilter, ExportFormat, OutputStream)}. */
    public long calls(CallFilter filter, ExportFormat format, Appendable out) throws IOException {
        long count = 0;
        try (ExportTable<CallRecord> table = format.open(ExportColumn.CALLS, AppendableWriter.of(out))) {
            @Nullable String cursor = null;
            do {
                CallPage page = history.calls(filter, cursor, PAGE);
                table.write(page.records());
                count += page.records().size();
                cursor = page.next();
            } while (cursor != null);
        }
        return count;
    }

    /**
     * Writes the daily sums that the filter asks for.
     *
     * @param by what to tell apart beside the date
     * @param out is flushed and not closed; UTF-8
     * @return how many there were
     */
    public long daily(CallFilter filter, List<DailyGroup> by, ExportFormat format, OutputStream out)
            throws IOException {
        return daily(filter, by, format, utf8(out));
    }

    /** As {@link #daily(CallFilter, List, ExportFormat, OutputStream)}. */
    public long daily(CallFilter filter, List<DailyGroup> by, ExportFormat format, Appendable out) throws IOException {
        List<DailyUsage> sums = history.daily(filter, by);
        try (ExportTable<DailyUsage> table = format.open(ExportColumn.DAILY, AppendableWriter.of(out))) {
            table.write(sums);
        }
        return sums.size();
    }

    private static Writer utf8(OutputStream out) {
        return new OutputStreamWriter(out, StandardCharsets.UTF_8);
    }
}
