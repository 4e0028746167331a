package io.modelrouter.store.jdbc.record;

import io.modelrouter.store.jdbc.JdbcSession;
import io.modelrouter.store.jdbc.RowReader;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** Asks for many keys, some at a time, with few different statements, so that drivers and servers can keep their plans. */
final class InChunks {
    private static final int MOST = 64;

    private InChunks() {}

    /** All rows of the keys, in chunks of the keys' order. */
    static <T> List<T> query(
            JdbcSession session, String before, String after, RowReader<T> reader, Collection<String> keys)
            throws SQLException {
        List<T> rows = new ArrayList<>();
        for (List<String> chunk : chunks(keys)) {
            rows.addAll(session.query(before + marks(chunk) + after, reader, chunk.toArray()));
        }
        return rows;
    }

    /** How many rows were changed in all. */
    static int update(JdbcSession session, String before, String after, Collection<String> keys) throws SQLException {
        int changed = 0;
        for (List<String> chunk : chunks(keys)) {
            changed += session.update(before + marks(chunk) + after, chunk.toArray());
        }
        return changed;
    }

    private static String marks(List<String> chunk) {
        return String.join(", ", Collections.nCopies(chunk.size(), "?"));
    }

    /** The last key of a chunk is repeated until there are 1, 4, 16 or 64 of them. */
    private static List<List<String>> chunks(Collection<String> keys) {
        List<String> all = List.copyOf(keys);
        List<List<String>> chunks = new ArrayList<>();
        for (int at = 0; at < all.size(); at += MOST) {
            List<String> chunk = new ArrayList<>(all.subList(at, Math.min(all.size(), at + MOST)));
            int size = 1;
            while (size < chunk.size()) {
                size *= 4;
            }
            chunk.addAll(Collections.nCopies(size - chunk.size(), chunk.get(chunk.size() - 1)));
            chunks.add(chunk);
        }
        return chunks;
    }
}
