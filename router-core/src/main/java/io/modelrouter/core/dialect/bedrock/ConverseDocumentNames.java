package io.modelrouter.core.dialect.bedrock;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names of documents. The vendor wants one for each, other than all the rest, of letters, digits, single blanks, hyphens,
 * parentheses and square brackets, at most 200; underscores it takes too, though its page does not say so
 * ({@code langchain-aws-test-citations-0-aabeac76}). One for each request; not thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_DocumentBlock.html">AWS on documents,
 *     2026-11</a>
 */
final class ConverseDocumentNames {
    private static final int LONGEST = 200;
    private static final String NAMELESS = "document";

    private final Set<String> used = new HashSet<>();

    /** A name that the vendor takes, as near to the caller's as can be. */
    String written(@Nullable String name) {
        String fitting = fit(name == null ? "" : name);
        String written = fitting;
        for (int i = 2; !used.add(written); i++) {
            String suffix = "-" + i;
            written = fitting.substring(0, Math.min(fitting.length(), LONGEST - suffix.length())) + suffix;
        }
        return written;
    }

    private static String fit(String name) {
        StringBuilder fitting = new StringBuilder(name.length());
        for (int i = 0; i < name.length() && fitting.length() < LONGEST; i++) {
            char c = name.charAt(i);
            boolean blank = Character.isWhitespace(c);
            if (!blank || fitting.length() > 0 && fitting.charAt(fitting.length() - 1) != ' ') {
                fitting.append(blank ? ' ' : isAllowed(c) ? c : '-');
            }
        }
        String result = fitting.toString().strip();
        return result.isEmpty() ? NAMELESS : result;
    }

    private static boolean isAllowed(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || "-_()[]".indexOf(c) >= 0;
    }
}
