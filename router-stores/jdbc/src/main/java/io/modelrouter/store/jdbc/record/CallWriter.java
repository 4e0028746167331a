package io.modelrouter.store.jdbc.record;

import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.AccountId;
import io.modelrouter.store.jdbc.JdbcSession;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Writes records and what they change in the daily sums, in one transaction. */
final class CallWriter {
    private static final String KNOWN = "SELECT " + Share.COLUMNS + " FROM modelrouter_call WHERE id IN (";
    private static final String ADD_ACCOUNT =
            "INSERT INTO modelrouter_call_account (account, called_at, call_id) VALUES (?, ?, ?)";
    private static final String DROP_ACCOUNTS = "DELETE FROM modelrouter_call_account WHERE call_id IN (";

    private final ZoneId zone;

    CallWriter(ZoneId zone) {
        this.zone = zone;
    }

    /**
     * What is written already of a call.
     *
     * @param share what it adds to the sums
     * @param accounts under which it is found, as text
     */
    private record Known(String id, long calledAt, String accounts, Share share) {
        static Known read(ResultSet row) throws SQLException {
            return new Known(row.getString("id"), row.getLong("called_at"), row.getString("accounts"), Share.read(row));
        }
    }

    void write(JdbcSession session, List<CallRecord> records) throws SQLException {
        // One for each id, the later words, in the order of the ids: two writers of the same calls lock them alike.
        Map<String, CallRecord> last = new TreeMap<>();
        records.forEach(record -> last.put(CallRow.id(record), record));
        try {
            writeAll(session, last);
        } catch (SQLException e) {
            if (e.getSQLState() != null && e.getSQLState().startsWith("23")) {
                // Somebody wrote one of these rows first: run again, it is found and corrected.
                throw new SQLTransactionRollbackException("the same row was written at the same time", "40001", e);
            }
            throw e;
        }
    }

    private void writeAll(JdbcSession session, Map<String, CallRecord> records) throws SQLException {
        Map<String, Known> known = new HashMap<>();
        InChunks.query(session, KNOWN, ") ORDER BY id FOR UPDATE", Known::read, records.keySet())
                .forEach(row -> known.put(row.id(), row));
        DailySums sums = new DailySums();
        Map<String, Set<AccountId>> payers = new TreeMap<>();
        List<List<@Nullable Object>> added = new ArrayList<>();
        List<List<@Nullable Object>> changed = new ArrayList<>();
        List<List<Object>> accounts = new ArrayList<>();
        List<String> moved = new ArrayList<>();
        records.forEach((id, record) -> {
            Known before = known.get(id);
            String day = day(record);
            Share share = Share.of(record, day);
            sums.add(share);
            payers.computeIfAbsent(share.payers(), name -> new LinkedHashSet<>())
                    .addAll(record.accounts());
            List<@Nullable Object> row = CallRow.values(record, day);
            if (before == null) {
                added.add(row);
                accounts.addAll(accounts(id, record));
                return;
            }
            sums.takeBack(before.share());
            changed.add(row);
            if (before.calledAt() != Fit.nanos(record.time())
                    || !before.accounts().equals(RecordJson.accounts(record.accounts()))) {
                moved.add(id);
                accounts.addAll(accounts(id, record));
            }
        });
        session.batch(CallRow.INSERT, added);
        session.batch(CallRow.UPDATE, changed);
        InChunks.update(session, DROP_ACCOUNTS, ")", moved);
        session.batch(ADD_ACCOUNT, accounts);
        Payers.add(session, payers);
        sums.write(session);
    }

    private static List<List<Object>> accounts(String id, CallRecord record) {
        return Payers.texts(record.accounts()).stream()
                .map(account -> List.<Object>of(account, Fit.nanos(record.time()), id))
                .toList();
    }

    private String day(CallRecord record) {
        return Days.of(record.time(), zone);
    }
}
