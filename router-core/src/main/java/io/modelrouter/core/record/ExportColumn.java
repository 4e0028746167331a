package io.modelrouter.core.record;

import io.modelrouter.chat.Loss;
import io.modelrouter.error.AttemptFailure;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.DailyUsage;
import io.modelrouter.quota.AccountId;
import io.modelrouter.quota.Credits;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One column of an exported table. The order of the lists below is the order of the columns: new ones come at the end, so
 * that programs which count columns go on working.
 *
 * @param name in lower case with underscores
 * @param value text, a number, a boolean, a list or a map; null for nothing
 */
record ExportColumn<T>(String name, Function<T, @Nullable Object> value) {

    static final List<ExportColumn<CallRecord>> CALLS = calls();
    static final List<ExportColumn<DailyUsage>> DAILY = daily();

    private static List<ExportColumn<CallRecord>> calls() {
        List<ExportColumn<CallRecord>> all = new ArrayList<>();
        all.add(new ExportColumn<>("id", CallRecord::id));
        all.add(new ExportColumn<>("time", record -> record.time().toString()));
        all.add(new ExportColumn<>("token", CallRecord::token));
        all.add(new ExportColumn<>(
                "accounts",
                record -> record.accounts().stream().map(AccountId::value).toList()));
        all.add(new ExportColumn<>("group", CallRecord::group));
        all.add(new ExportColumn<>("address", CallRecord::address));
        all.add(new ExportColumn<>("requested_model", CallRecord::requestedModel));
        all.add(new ExportColumn<>("served_model", CallRecord::servedModel));
        all.add(new ExportColumn<>("channel", CallRecord::channel));
        all.add(new ExportColumn<>("client_dialect", record -> text(record.clientDialect())));
        all.add(new ExportColumn<>("channel_dialect", record -> text(record.channelDialect())));
        all.add(new ExportColumn<>("stream", CallRecord::stream));
        all.add(new ExportColumn<>("status", CallRecord::status));
        all.add(new ExportColumn<>("error", record -> text(record.error())));
        all.add(new ExportColumn<>("upstream_request_id", CallRecord::upstreamRequestId));
        all.add(new ExportColumn<>("prompt_tokens", record -> record.usage().prompt()));
        all.add(new ExportColumn<>("cached_tokens", record -> record.usage().cacheRead()));
        all.add(new ExportColumn<>(
                "cache_write_tokens", record -> record.usage().cacheWrite()));
        all.add(new ExportColumn<>(
                "cache_write_long_tokens", record -> record.usage().cacheWriteLong()));
        all.add(new ExportColumn<>("completion_tokens", record -> record.usage().output()));
        all.add(new ExportColumn<>("reasoning_tokens", record -> record.usage().reasoning()));
        all.add(new ExportColumn<>(
                "audio_input_tokens", record -> record.usage().audioInput()));
        all.add(new ExportColumn<>(
                "audio_output_tokens", record -> record.usage().audioOutput()));
        all.add(new ExportColumn<>(
                "image_input_tokens", record -> record.usage().imageInput()));
        all.add(new ExportColumn<>(
                "image_output_tokens", record -> record.usage().imageOutput()));
        all.add(new ExportColumn<>("usage_source", record -> text(record.source())));
        all.add(new ExportColumn<>("usage_suspect", CallRecord::usageSuspect));
        all.add(new ExportColumn<>("cost_nanos", CallRecord::cost));
        all.add(new ExportColumn<>("cost", record -> credits(record.cost())));
        all.add(new ExportColumn<>("rates", record -> text(record.rates())));
        all.add(new ExportColumn<>(
                "channel_multiplier", record -> record.multipliers().channel()));
        all.add(new ExportColumn<>(
                "group_multiplier", record -> record.multipliers().group()));
        all.add(new ExportColumn<>("settlement", record -> text(record.settlement())));
        all.add(new ExportColumn<>("attempts", CallRecord::attempts));
        all.add(new ExportColumn<>(
                "failures",
                record -> record.failures().stream().map(ExportColumn::failure).toList()));
        all.add(new ExportColumn<>(
                "losses",
                record -> record.losses().stream().map(ExportColumn::loss).toList()));
        all.add(new ExportColumn<>("request_time_ms", record -> record.elapsed().toMillis()));
        all.add(new ExportColumn<>("time_to_first_event_ms", record -> millis(record.firstContent())));
        all.add(new ExportColumn<>("attributes", record -> new TreeMap<>(record.attributes())));
        all.add(new ExportColumn<>("overage_nanos", CallRecord::overage));
        all.add(new ExportColumn<>("overage", record -> credits(record.overage())));
        return List.copyOf(all);
    }

    private static List<ExportColumn<DailyUsage>> daily() {
        List<ExportColumn<DailyUsage>> all = new ArrayList<>();
        all.add(new ExportColumn<>("date", sum -> sum.date().toString()));
        all.add(new ExportColumn<>("account", sum -> text(sum.account())));
        all.add(new ExportColumn<>("token", DailyUsage::token));
        all.add(new ExportColumn<>("channel", DailyUsage::channel));
        all.add(new ExportColumn<>("model", DailyUsage::model));
        all.add(new ExportColumn<>("calls", DailyUsage::calls));
        all.add(new ExportColumn<>("failures", DailyUsage::failures));
        all.add(new ExportColumn<>("prompt_tokens", DailyUsage::promptTokens));
        all.add(new ExportColumn<>("cached_tokens", DailyUsage::cachedTokens));
        all.add(new ExportColumn<>("cache_write_tokens", DailyUsage::cacheWriteTokens));
        all.add(new ExportColumn<>("completion_tokens", DailyUsage::completionTokens));
        all.add(new ExportColumn<>("reasoning_tokens", DailyUsage::reasoningTokens));
        all.add(new ExportColumn<>("cost_nanos", DailyUsage::cost));
        all.add(new ExportColumn<>("cost", sum -> Credits.ofNanos(sum.cost())));
        all.add(new ExportColumn<>(
                "request_time_mean_ms", sum -> sum.latency().mean().toMillis()));
        all.add(new ExportColumn<>(
                "request_time_p50_ms", sum -> sum.latency().p50().toMillis()));
        all.add(new ExportColumn<>(
                "request_time_p95_ms", sum -> sum.latency().p95().toMillis()));
        all.add(new ExportColumn<>(
                "request_time_p99_ms", sum -> sum.latency().p99().toMillis()));
        return List.copyOf(all);
    }

    private static Map<String, Object> failure(AttemptFailure failure) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("number", failure.number());
        told.put("channel", failure.channel());
        told.put("kind", failure.kind().name());
        failure.status().ifPresent(status -> told.put("status", status));
        told.put("elapsed_ms", failure.elapsed().toMillis());
        told.put("summary", failure.summary());
        return told;
    }

    private static Map<String, Object> loss(Loss loss) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("field", loss.field());
        told.put("severity", loss.severity().name());
        told.put("reason", loss.reason());
        return told;
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    private static @Nullable BigDecimal credits(@Nullable Long nanos) {
        return nanos == null ? null : Credits.ofNanos(nanos);
    }

    private static @Nullable Long millis(@Nullable Duration duration) {
        return duration == null ? null : duration.toMillis();
    }
}
