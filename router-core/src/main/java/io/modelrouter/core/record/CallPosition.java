package io.modelrouter.core.record;

import io.modelrouter.observe.CallRecord;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The place of a record among all, newest first, and how a cursor says it. A cursor holds the time and the id of the last
 * record of its page and nothing else; it is not secret, since the owner is asked for anew with each page.
 */
record CallPosition(Instant time, String id) implements Comparable<CallPosition> {
    private static final int LONGEST = 1_024;
    private static final Pattern TEXT = Pattern.compile("(-?\\d{1,12})\\.(\\d{1,9})\\.(.+)", Pattern.DOTALL);
    private static final Comparator<CallPosition> NEWEST_FIRST = Comparator.comparing(CallPosition::time)
            .thenComparing(CallPosition::id)
            .reversed();

    static CallPosition of(CallRecord record) {
        return new CallPosition(record.time(), record.id());
    }

    String toCursor() {
        String text = time.getEpochSecond() + "." + time.getNano() + "." + id;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    static @Nullable CallPosition ofCursor(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        if (cursor.length() <= LONGEST) {
            try {
                String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
                Matcher parts = TEXT.matcher(text);
                if (parts.matches()) {
                    Instant time =
                            Instant.ofEpochSecond(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)));
                    return new CallPosition(time, parts.group(3));
                }
            } catch (IllegalArgumentException | DateTimeException e) {
                // Not one of ours, as below.
            }
        }
        throw new IllegalArgumentException("the cursor is not one of this history's");
    }

    @Override
    public int compareTo(CallPosition other) {
        return NEWEST_FIRST.compare(this, other);
    }
}
