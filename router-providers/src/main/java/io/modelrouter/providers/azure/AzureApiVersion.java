package io.modelrouter.providers.azure;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A value of the query's {@code api-version}: a date, with {@code -preview} or not, or one of the words that the v1 paths
 * take. See learn.microsoft.com, "API version lifecycle" (2026-11).
 *
 * @param date null for the words
 */
record AzureApiVersion(@Nullable LocalDate date) {
    private static final Pattern DATED = Pattern.compile("(\\d{4}-\\d{2}-\\d{2})(?:-preview)?");

    /** Responses came with 2025-03-01-preview (learn.microsoft.com, "Use the Azure OpenAI Responses API", 2026-11). */
    private static final LocalDate RESPONSES_SINCE = LocalDate.of(2025, 3, 1);

    /**
     * @throws IllegalArgumentException saying what the option must look like
     */
    static AzureApiVersion parse(String text) {
        if (text.equals("v1") || text.equals("preview")) {
            return new AzureApiVersion(null);
        }
        Matcher dated = DATED.matcher(text);
        if (dated.matches()) {
            try {
                return new AzureApiVersion(LocalDate.parse(dated.group(1)));
            } catch (DateTimeException e) {
                throw wrong(text);
            }
        }
        throw wrong(text);
    }

    private static IllegalArgumentException wrong(String text) {
        return new IllegalArgumentException("options: api-version '" + text
                + "' must be a date like 2024-10-21 or 2025-03-01-preview, or v1, or preview; without it the v1 paths"
                + " are used");
    }

    boolean dated() {
        return date != null;
    }

    boolean hasResponses() {
        return date == null || !date.isBefore(RESPONSES_SINCE);
    }
}
