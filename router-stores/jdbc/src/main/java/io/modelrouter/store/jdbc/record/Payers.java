package io.modelrouter.store.jdbc.record;

import io.modelrouter.quota.AccountId;
import io.modelrouter.store.jdbc.JdbcSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The sets of accounts that pay for calls. A sum names its set by a hash; who is in it is written once. */
final class Payers {
    /** The name of the set of nobody. */
    static final String NOBODY = "";

    private static final String KNOWN = "SELECT DISTINCT payers FROM modelrouter_payers WHERE payers IN (";
    private static final String ADD = "INSERT INTO modelrouter_payers (payers, account) VALUES (?, ?)";

    private Payers() {}

    /** The name of a set; the order does not matter, nor does who is named twice. */
    static String name(Collection<AccountId> accounts) {
        List<String> sorted =
                accounts.stream().map(AccountId::value).distinct().sorted().toList();
        return sorted.isEmpty() ? NOBODY : Digest.of(sorted);
    }

    /** The accounts as their columns keep them, each once. */
    static List<String> texts(Collection<AccountId> accounts) {
        return accounts.stream()
                .map(account -> Fit.text(account.value(), CallRow.NAME))
                .distinct()
                .toList();
    }

    /** Writes down who is in the sets, where that is not known yet. */
    static void add(JdbcSession session, Map<String, Set<AccountId>> sets) throws SQLException {
        Map<String, Set<AccountId>> missing = new TreeMap<>(sets);
        missing.remove(NOBODY);
        if (missing.isEmpty()) {
            return;
        }
        missing.keySet()
                .removeAll(
                        new HashSet<>(InChunks.query(session, KNOWN, ")", row -> row.getString(1), missing.keySet())));
        List<List<Object>> rows = new ArrayList<>();
        missing.forEach((name, accounts) -> texts(accounts).forEach(account -> rows.add(List.of(name, account))));
        session.batch(ADD, rows);
    }
}
