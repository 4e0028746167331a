package io.modelrouter.store.jdbc.ledger;

import io.modelrouter.store.jdbc.JdbcSession;
import io.modelrouter.store.jdbc.RowReader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A statement whose parameters have names, such as {@code :amount}, because the expressions of the ledger use the same one
 * several times. Each becomes a bound parameter.
 */
record Sql(String text, List<String> names) {
    private static final Pattern NAME = Pattern.compile("(?<!:):([a-z]+)");

    static Sql of(String pattern) {
        List<String> names = new ArrayList<>();
        Matcher matcher = NAME.matcher(pattern);
        StringBuilder text = new StringBuilder();
        while (matcher.find()) {
            names.add(matcher.group(1));
            matcher.appendReplacement(text, "?");
        }
        return new Sql(matcher.appendTail(text).toString(), List.copyOf(names));
    }

    int update(JdbcSession session, Values values) throws SQLException {
        return session.update(text, values.inOrder(names));
    }

    boolean insertIfAbsent(JdbcSession session, Values values) throws SQLException {
        return session.insertIfAbsent(text, values.inOrder(names));
    }

    <T> List<T> query(JdbcSession session, RowReader<T> reader, Values values) throws SQLException {
        return session.query(text, reader, values.inOrder(names));
    }

    <T> Optional<T> first(JdbcSession session, RowReader<T> reader, Values values) throws SQLException {
        return session.first(text, reader, values.inOrder(names));
    }

    /** Values by name. */
    static final class Values {
        private final Map<String, @Nullable Object> byName = new LinkedHashMap<>();

        static Values of(String name, @Nullable Object value) {
            return new Values().and(name, value);
        }

        Values and(String name, @Nullable Object value) {
            byName.put(name, value);
            return this;
        }

        private @Nullable Object[] inOrder(List<String> names) {
            @Nullable Object[] values = new @Nullable Object[names.size()];
            for (int i = 0; i < values.length; i++) {
                String name = names.get(i);
                if (!byName.containsKey(name)) {
                    throw new IllegalStateException("no value for :" + name);
                }
                values[i] = byName.get(name);
            }
            return values;
        }
    }
}
