package io.modelrouter.store.jdbc.record;

import io.modelrouter.observe.CallFilter;
import io.modelrouter.observe.CallPage;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.AccountId;
import io.modelrouter.store.jdbc.JdbcSession;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds records, newest first; whose they are is a condition of the query. */
final class CallReader {
    private CallReader() {}

    /** Where a page ended. Its text is the time in nanoseconds, then the id. */
    private record Cursor(long calledAt, String id) {
        static Cursor parse(String text) {
            int end = text.indexOf('_');
            try {
                if (end > 0 && text.length() <= 200) {
                    return new Cursor(
                            Long.parseLong(text.substring(0, end)), Fit.text(text.substring(end + 1), CallRow.ID));
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("the cursor is not one of this history's", e);
            }
            throw new IllegalArgumentException("the cursor is not one of this history's");
        }

        static String text(CallRecord last) {
            return Fit.nanos(last.time()) + "_" + last.id();
        }
    }

    static CallPage page(JdbcSession session, CallFilter filter, @Nullable String cursor, int max) throws SQLException {
        boolean byAccount = filter.account().isPresent();
        String order = byAccount ? "a" : "c";
        String id = byAccount ? "a.call_id" : "c.id";
        CallQuery query = new CallQuery()
                .andName("a.account = ?", filter.account().map(AccountId::value), CallRow.NAME)
                .andName("c.token = ?", filter.token(), CallRow.NAME)
                .andName("c.requested_model = ?", filter.model(), CallRow.MODEL)
                .andName("c.channel = ?", filter.channel(), CallRow.NAME);
        filter.failed().ifPresent(failed -> query.and(failed ? "c.error IS NOT NULL" : "c.error IS NULL"));
        filter.from().ifPresent(from -> query.and(order + ".called_at >= ?", Fit.nanos(from)));
        filter.to().ifPresent(to -> query.and(order + ".called_at < ?", Fit.nanos(to)));
        if (cursor != null) {
            Cursor from = Cursor.parse(cursor);
            query.and(order + ".called_at <= ?", from.calledAt())
                    .and("(" + order + ".called_at < ? OR " + id + " < ?)", from.calledAt(), from.id());
        }
        String tables = byAccount
                ? "modelrouter_call_account a JOIN modelrouter_call c ON c.id = a.call_id"
                : "modelrouter_call c";
        List<CallRecord> found = session.query(
                "SELECT " + CallRow.SELECTED + " FROM " + tables + query.where() + " ORDER BY " + order
                        + ".called_at DESC, " + id + " DESC LIMIT ?",
                CallRow::read,
                query.parameters(max + 1));
        return found.size() <= max
                ? new CallPage(found, null)
                : new CallPage(found.subList(0, max), Cursor.text(found.get(max - 1)));
    }
}
