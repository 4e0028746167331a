package io.modelrouter.observe;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some records.
 *
 * @param records newest first
 * @param next where the next page begins; null if this is the last
 */
public record CallPage(List<CallRecord> records, @Nullable String next) {
    public CallPage {
        records = List.copyOf(records);
    }
}
