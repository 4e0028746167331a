package io.modelrouter.starter.settings;

import io.modelrouter.channel.Secret;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A caller's key and what it may do, as it was written.
 *
 * @param name unique; appears in records and metrics
 * @param key the key itself, or give key-sha256
 * @param keySha256 the SHA-256 of the key in 64 hexadecimal digits
 * @param quota credits (USD) it may spend, or set unlimited; may be left out where others pay
 * @param unlimited whether it may spend without bound
 * @param budgets what it may spend within a day, a month or some hours, beside its quota
 * @param user whose account user:NAME pays as well
 * @param team whose account team:NAME pays as well
 * @param organisation whose account organisation:NAME pays as well
 * @param models models it may use: exact names, or patterns with a star
 * @param groups channel groups it may use
 * @param requestsPerMinute requests in a minute; none for no limit
 * @param tokensPerMinute tokens of prompts and answers in a minute; none for no limit
 * @param maxInFlight calls at the same time; none for limits.max-in-flight-per-token
 * @param addresses addresses and networks it may be used from; none for anywhere
 * @param enabled the operator's switch
 * @param expiresAt when it ends, such as 2027-01-01T00:00:00Z
 * @param pin whether it may choose or exclude channels by name
 */
public record TokenEntry(
        @Nullable String name,
        @Nullable Secret key,
        @Nullable String keySha256,
        @Nullable BigDecimal quota,
        @DefaultValue("false") boolean unlimited,
        @DefaultValue List<BudgetEntry> budgets,
        @Nullable String user,
        @Nullable String team,
        @Nullable String organisation,
        @DefaultValue("*") List<String> models,
        @DefaultValue("default") List<String> groups,
        @Nullable Integer requestsPerMinute,
        @Nullable Long tokensPerMinute,
        @Nullable Integer maxInFlight,
        @DefaultValue List<String> addresses,
        @DefaultValue("true") boolean enabled,
        @Nullable Instant expiresAt,
        @DefaultValue("false") boolean pin) {}
