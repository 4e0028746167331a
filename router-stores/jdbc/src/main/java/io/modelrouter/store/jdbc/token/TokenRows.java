package io.modelrouter.store.jdbc.token;

import io.modelrouter.auth.AddressRange;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.quota.AccountId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.json.JsonWriteFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** A token as a row: lists as JSON, times as microseconds since 1970. */
final class TokenRows {
    /** What {@link #read} reads, in its order. */
    static final String COLUMNS = "t.name, t.accounts, t.models, t.channel_groups, t.addresses, t.requests_per_minute,"
            + " t.tokens_per_minute, t.max_in_flight, t.expires_at, t.enabled, t.pin";

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private TokenRows() {}

    /** All columns but the name, in the order of {@link #COLUMNS}. */
    static List<@Nullable Object> permissions(Token token) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(array(token.accounts(), AccountId::value));
        values.add(array(token.models(), ModelPattern::toString));
        values.add(array(new TreeSet<>(token.groups()), group -> group));
        values.add(array(token.addresses(), AddressRange::toString));
        values.add(
                token.requestsPerMinute().isPresent()
                        ? token.requestsPerMinute().getAsInt()
                        : null);
        values.add(token.tokensPerMinute().isPresent() ? token.tokensPerMinute().getAsLong() : null);
        values.add(token.maxInFlight().isPresent() ? token.maxInFlight().getAsInt() : null);
        values.add(token.expiresAt().map(TokenRows::micros).orElse(null));
        values.add(token.enabled());
        values.add(token.pin());
        return values;
    }

    static Token read(ResultSet row) throws SQLException {
        Token.Builder token = Token.builder(row.getString(1))
                .accounts(list(row.getString(2)).stream().map(AccountId::new).toArray(AccountId[]::new))
                .models(list(row.getString(3)).toArray(String[]::new))
                .groups(list(row.getString(4)))
                .addresses(list(row.getString(5)).toArray(String[]::new))
                .enabled(row.getBoolean(10))
                .pin(row.getBoolean(11));
        int requests = row.getInt(6);
        if (!row.wasNull()) {
            token.requestsPerMinute(requests);
        }
        long tokens = row.getLong(7);
        if (!row.wasNull()) {
            token.tokensPerMinute(tokens);
        }
        int inFlight = row.getInt(8);
        if (!row.wasNull()) {
            token.maxInFlight(inFlight);
        }
        return token.expiresAt(instant(row, 9)).build();
    }

    static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** Rounded down; what is further away than 292,000 years is that far. */
    static long micros(Instant instant) {
        try {
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000);
        } catch (ArithmeticException e) {
            return instant.getEpochSecond() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    private static <T> String array(Collection<T> values, Function<T, String> text) {
        ArrayNode array = JSON.createArrayNode();
        values.forEach(value -> array.add(text.apply(value)));
        return JSON.writeValueAsString(array);
    }

    private static List<String> list(String json) {
        List<String> values = new ArrayList<>();
        for (JsonNode value : JSON.readTree(json)) {
            values.add(value.stringValue());
        }
        return values;
    }
}
