package io.modelrouter.examples.snippets;

import io.modelrouter.observe.CallLog;
import io.modelrouter.observe.CallRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import javax.sql.DataSource;

// <log>
/** One row for each call. The id is the primary key, so a record that comes twice leaves one row. */
public final class JdbcCallLog implements CallLog {
    private static final String INSERT =
            "insert into calls (id, at, token, model, channel, error, input, output, nanos)"
                    + " values (?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (id) do nothing";

    private final DataSource database;

    public JdbcCallLog(DataSource database) {
        this.database = database;
    }

    @Override
    public void write(CallRecord record) {
        try (Connection connection = database.getConnection();
                PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setString(1, record.id());
            insert.setTimestamp(2, Timestamp.from(record.time()));
            insert.setString(3, record.token());
            insert.setString(4, record.requestedModel());
            insert.setString(5, record.channel());
            insert.setString(6, record.error() == null ? null : record.error().name());
            insert.setLong(7, record.usage().prompt());
            insert.setLong(8, record.usage().output());
            insert.setObject(9, record.cost());
            insert.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("a call's record was not written", e); // it is tried again
        }
    }
}
// </log>
