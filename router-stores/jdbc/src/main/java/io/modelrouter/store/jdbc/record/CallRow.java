package io.modelrouter.store.jdbc.record;

import io.modelrouter.chat.Usage;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.Multipliers;
import io.modelrouter.quota.Price;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.wire.Dialect;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A record as a row of {@code modelrouter_call}. */
final class CallRow {
    static final int ID = 128;
    static final int NAME = 128;
    static final int MODEL = 256;

    /** In the order of {@link #values}; the id is the last. */
    private static final List<String> COLUMNS = List.of(
            "called_at",
            "called_on",
            "token",
            "accounts",
            "channel_group",
            "address",
            "requested_model",
            "served_model",
            "channel",
            "client_dialect",
            "channel_dialect",
            "streamed",
            "status",
            "error",
            "upstream_request_id",
            "input_tokens",
            "cache_read_tokens",
            "cache_write_tokens",
            "cache_write_long",
            "output_tokens",
            "reasoning_tokens",
            "audio_input_tokens",
            "audio_output_tokens",
            "image_input_tokens",
            "image_output_tokens",
            "usage_source",
            "usage_suspect",
            "cost",
            "overage",
            "rates",
            "channel_multiplier",
            "group_multiplier",
            "settlement",
            "failures",
            "losses",
            "elapsed",
            "first_content",
            "attributes",
            "id");

    static final String INSERT = "INSERT INTO modelrouter_call (" + String.join(", ", COLUMNS) + ") VALUES ("
            + Stream.generate(() -> "?").limit(COLUMNS.size()).collect(Collectors.joining(", ")) + ")";

    static final String UPDATE = "UPDATE modelrouter_call SET "
            + COLUMNS.stream()
                    .limit(COLUMNS.size() - 1)
                    .map(column -> column + " = ?")
                    .collect(Collectors.joining(", "))
            + " WHERE id = ?";

    /** What {@link #read} reads, of a table called {@code c}. */
    static final String SELECTED = COLUMNS.stream().map(column -> "c." + column).collect(Collectors.joining(", "));

    private CallRow() {}

    static String id(CallRecord record) {
        return Fit.text(record.id(), ID);
    }

    /** Parameters of {@link #INSERT} and {@link #UPDATE}. */
    static List<@Nullable Object> values(CallRecord record, String day) {
        Usage usage = record.usage();
        List<@Nullable Object> values = new ArrayList<>(COLUMNS.size());
        values.add(Fit.nanos(record.time()));
        values.add(day);
        values.add(Fit.text(record.token(), NAME));
        values.add(RecordJson.accounts(record.accounts()));
        values.add(Fit.optional(record.group(), NAME));
        values.add(Fit.optional(record.address(), NAME));
        values.add(Fit.text(record.requestedModel(), MODEL));
        values.add(Fit.optional(record.servedModel(), MODEL));
        values.add(Fit.optional(record.channel(), NAME));
        values.add(record.clientDialect().id());
        values.add(
                record.channelDialect() == null ? null : record.channelDialect().id());
        values.add(record.stream());
        values.add(record.status());
        values.add(record.error() == null ? null : record.error().name());
        values.add(Fit.optional(record.upstreamRequestId(), MODEL));
        values.add(usage.input());
        values.add(usage.cacheRead());
        values.add(usage.cacheWrite());
        values.add(usage.cacheWriteLong());
        values.add(usage.output());
        values.add(usage.reasoning());
        values.add(usage.audioInput());
        values.add(usage.audioOutput());
        values.add(usage.imageInput());
        values.add(usage.imageOutput());
        values.add(record.source().name());
        values.add(record.usageSuspect());
        values.add(record.cost());
        values.add(record.overage());
        values.add(record.rates() == null ? null : record.rates().toString());
        values.add(record.multipliers().channel().toString());
        values.add(record.multipliers().group().toString());
        values.add(record.settlement() == null ? null : record.settlement().name());
        values.add(RecordJson.failures(record.failures()));
        values.add(RecordJson.losses(record.losses()));
        values.add(record.elapsed().toNanos());
        values.add(record.firstContent() == null ? null : record.firstContent().toNanos());
        values.add(RecordJson.attributes(record.attributes()));
        values.add(id(record));
        return values;
    }

    static CallRecord read(ResultSet row) throws SQLException {
        return CallRecord.builder(
                        row.getString("id"),
                        Fit.instant(row.getLong("called_at")),
                        row.getString("requested_model"),
                        dialect(row.getString("client_dialect")))
                .token(row.getString("token"))
                .accounts(RecordJson.accounts(row.getString("accounts")))
                .group(row.getString("channel_group"))
                .address(row.getString("address"))
                .servedModel(row.getString("served_model"))
                .channel(row.getString("channel"))
                .channelDialect(optional(row.getString("channel_dialect"), CallRow::dialect))
                .stream(row.getBoolean("streamed"))
                .status(row.getInt("status"))
                .error(optional(row.getString("error"), RouterErrorCode::valueOf))
                .upstreamRequestId(row.getString("upstream_request_id"))
                .usage(usage(row))
                .source(UsageSource.valueOf(row.getString("usage_source")))
                .usageSuspect(row.getBoolean("usage_suspect"))
                .cost(number(row, "cost"))
                .overage(row.getLong("overage"))
                .rates(optional(row.getString("rates"), Price::parse))
                .multipliers(new Multipliers(
                        new BigDecimal(row.getString("channel_multiplier")),
                        new BigDecimal(row.getString("group_multiplier"))))
                .settlement(optional(row.getString("settlement"), ReservationState::valueOf))
                .failures(RecordJson.failures(row.getString("failures")))
                .losses(RecordJson.losses(row.getString("losses")))
                .elapsed(Duration.ofNanos(row.getLong("elapsed")))
                .firstContent(optional(number(row, "first_content"), Duration::ofNanos))
                .attributes(RecordJson.attributes(row.getString("attributes")))
                .build();
    }

    private static Usage usage(ResultSet row) throws SQLException {
        return Usage.builder()
                .input(row.getLong("input_tokens"))
                .cacheRead(row.getLong("cache_read_tokens"))
                .cacheWrite(row.getLong("cache_write_tokens"))
                .cacheWriteLong(row.getLong("cache_write_long"))
                .output(row.getLong("output_tokens"))
                .reasoning(row.getLong("reasoning_tokens"))
                .audioInput(row.getLong("audio_input_tokens"))
                .audioOutput(row.getLong("audio_output_tokens"))
                .imageInput(row.getLong("image_input_tokens"))
                .imageOutput(row.getLong("image_output_tokens"))
                .build();
    }

    static @Nullable Long number(ResultSet row, String column) throws SQLException {
        long value = row.getLong(column);
        return row.wasNull() ? null : value;
    }

    private static Dialect dialect(String id) {
        return Dialect.ofId(id).orElseThrow(() -> new IllegalStateException("no dialect is called " + id));
    }

    private static <A, B> @Nullable B optional(@Nullable A value, Function<A, B> read) {
        return value == null ? null : read.apply(value);
    }
}
