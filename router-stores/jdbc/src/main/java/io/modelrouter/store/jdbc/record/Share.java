package io.modelrouter.store.jdbc.record;

import io.modelrouter.chat.Usage;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.LatencyScale;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one call adds to its day's sums, and to which row of them.
 *
 * @param day in the zone that the history had when the call was written
 * @param payers name of the set of accounts
 * @param channel empty for none
 * @param bucket of the latency scale
 * @param elapsed nanoseconds
 */
record Share(
        String day,
        String payers,
        String token,
        String channel,
        String model,
        boolean failed,
        long prompt,
        long cached,
        long cacheWrite,
        long completion,
        long reasoning,
        long cost,
        long elapsed,
        int bucket) {

    /** Columns of {@code modelrouter_call} that {@link #read} needs. */
    static final String COLUMNS =
            "id, called_at, called_on, accounts, token, channel, requested_model, error, input_tokens,"
                    + " cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, cost, elapsed";

    static Share of(CallRecord record, String day) {
        Usage usage = record.usage();
        return new Share(
                day,
                Payers.name(record.accounts()),
                Fit.text(record.token(), CallRow.NAME),
                channel(Fit.optional(record.channel(), CallRow.NAME)),
                Fit.text(record.requestedModel(), CallRow.MODEL),
                !record.succeeded(),
                usage.prompt(),
                usage.cacheRead(),
                usage.cacheWrite(),
                usage.output(),
                usage.reasoning(),
                record.costNanos().orElse(0),
                record.elapsed().toNanos(),
                LatencyScale.bucket(record.elapsed()));
    }

    static Share read(ResultSet row) throws SQLException {
        Long cost = CallRow.number(row, "cost");
        long cached = row.getLong("cache_read_tokens");
        long cacheWrite = row.getLong("cache_write_tokens");
        long elapsed = row.getLong("elapsed");
        return new Share(
                row.getString("called_on"),
                Payers.name(RecordJson.accounts(row.getString("accounts"))),
                row.getString("token"),
                channel(row.getString("channel")),
                row.getString("requested_model"),
                row.getString("error") != null,
                row.getLong("input_tokens") + cached + cacheWrite,
                cached,
                cacheWrite,
                row.getLong("output_tokens"),
                row.getLong("reasoning_tokens"),
                cost == null ? 0 : cost,
                elapsed,
                LatencyScale.bucket(Duration.ofNanos(elapsed)));
    }

    private static String channel(@Nullable String channel) {
        return channel == null ? "" : channel;
    }

    /** The key of the row of sums. */
    String key() {
        return Digest.of(List.of(day, payers, token, channel, model, failed ? "1" : "0"));
    }
}
