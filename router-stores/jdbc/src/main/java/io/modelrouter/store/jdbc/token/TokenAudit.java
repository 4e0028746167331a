package io.modelrouter.store.jdbc.token;

import io.modelrouter.auth.TokenAct;
import io.modelrouter.auth.TokenAuditEntry;
import io.modelrouter.auth.TokenAuditEntry.Kind;
import io.modelrouter.store.jdbc.JdbcSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads and writes the rows that changes of tokens leave. */
final class TokenAudit {
    private static final String COLUMNS =
            "SELECT id, token, kind, actor, reason, details, changed_at FROM modelrouter_token_audit";
    private static final String NEWEST = COLUMNS + " WHERE token = ? ORDER BY seq DESC LIMIT ?";
    private static final String BEFORE = COLUMNS + " WHERE token = ? AND seq < (SELECT seq FROM"
            + " modelrouter_token_audit WHERE id = ? AND token = ?) ORDER BY seq DESC LIMIT ?";
    private static final String INSERT = "INSERT INTO modelrouter_token_audit"
            + " (id, token, kind, actor, reason, details, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?)";

    private TokenAudit() {}

    static void add(JdbcSession session, String token, Kind kind, TokenAct act, String details, long now)
            throws SQLException {
        String id = UUID.randomUUID().toString();
        session.update(INSERT, id, token, kind.name(), act.actor(), act.reason(), details, now);
    }

    static List<TokenAuditEntry> page(JdbcSession session, String token, @Nullable String before, int max)
            throws SQLException {
        return before == null
                ? session.query(NEWEST, TokenAudit::read, token, max)
                : session.query(BEFORE, TokenAudit::read, token, before, token, max);
    }

    private static TokenAuditEntry read(ResultSet row) throws SQLException {
        return new TokenAuditEntry(
                row.getString(1),
                row.getString(2),
                Kind.valueOf(row.getString(3)),
                new TokenAct(row.getString(4), row.getString(5)),
                row.getString(6),
                Objects.requireNonNull(TokenRows.instant(row, 7)));
    }
}
