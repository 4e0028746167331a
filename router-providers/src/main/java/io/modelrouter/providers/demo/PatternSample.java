package io.modelrouter.providers.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A string that matches a regular expression, for the expressions found in schemas: literals, classes, groups, choices
 * and counts. One that is beyond it (look-around, back references) gets a word that may not match.
 */
final class PatternSample {
    private static final int LONGEST = 2_000;
    private static final int LONGEST_PATTERN = 500;
    private static final int MOST_LOOKS = 200_000;
    private static final List<String> USUAL = List.of("demo", "Demo", "1", "A1", "ab", "2026-01-15", "09:30", "DEMO");

    private final String pattern;
    private int at;

    private static final class TooCostly extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooCostly() {
            super(null, null, false, false);
        }
    }

    /** Ends a match that backtracks without end: the pattern comes from whoever sent the request. */
    private static final class Metered implements CharSequence {
        private final String text;
        private int looks;

        Metered(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks > MOST_LOOKS) {
                throw new TooCostly();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }

    private PatternSample(String pattern) {
        this.pattern = pattern;
    }

    /**
     * @param pattern as in JSON schema: it may match anywhere unless anchored
     * @param least the length the string should reach where counts are open
     * @param preferred taken if it matches
     */
    static String of(String pattern, int least, String preferred) {
        if (pattern.length() > LONGEST_PATTERN) {
            return preferred;
        }
        try {
            Pattern compiled = Pattern.compile(pattern);
            List<String> candidates = new ArrayList<>(List.of(preferred, new PatternSample(pattern).choice(least)));
            candidates.addAll(USUAL);
            for (String candidate : candidates) {
                if (candidate.length() >= least
                        && compiled.matcher(new Metered(candidate)).find()) {
                    return candidate;
                }
            }
        } catch (PatternSyntaxException | TooCostly e) {
            // Not Java's dialect, or written to burn time: the word has to do.
        }
        return preferred;
    }

    /** The first of the alternatives up to the closing parenthesis or the end; the others are read over. */
    private String choice(int least) {
        String first = sequence(least);
        while (at < pattern.length() && pattern.charAt(at) == '|') {
            at++;
            sequence(0);
        }
        return first;
    }

    private String sequence(int least) {
        StringBuilder made = new StringBuilder();
        while (at < pattern.length() && pattern.charAt(at) != '|' && pattern.charAt(at) != ')') {
            String atom = atom();
            int[] counts = counts();
            int times = Math.max(counts[0], Math.min(counts[1], least - made.length()));
            for (int i = 0; i < times && made.length() < LONGEST && !atom.isEmpty(); i++) {
                made.append(atom);
            }
        }
        return made.toString();
    }

    private String atom() {
        char c = pattern.charAt(at++);
        switch (c) {
            case '^', '$':
                return "";
            case '.':
                return "a";
            case '(':
                return group();
            case '[':
                return String.valueOf(oneOfClass());
            case '\\':
                return at < pattern.length() ? escaped(pattern.charAt(at++)) : "";
            default:
                return String.valueOf(c);
        }
    }

    private String group() {
        if (pattern.startsWith("?:", at)) {
            at += 2;
        } else if (pattern.startsWith("?<", at) && pattern.indexOf('>', at) > 0) {
            at = pattern.indexOf('>', at) + 1;
        }
        String inner = choice(0);
        at = Math.min(at + 1, pattern.length());
        return inner;
    }

    private static String escaped(char c) {
        return switch (c) {
            case 'd' -> "1";
            case 'w' -> "a";
            case 's' -> " ";
            case 'D', 'S' -> "a";
            case 'W' -> "-";
            case 'b', 'B', 'A', 'z', 'Z' -> "";
            case 'n' -> "\n";
            case 't' -> "\t";
            default -> String.valueOf(c);
        };
    }

    /** A member of the class that opened before here; of a negated one the first usual character that fits. */
    private char oneOfClass() {
        int open = at - 1;
        int end = at;
        // A bracket right at the beginning of a class stands for itself.
        if (end < pattern.length() && pattern.charAt(end) == '^') {
            end++;
        }
        end++;
        while (end < pattern.length() && pattern.charAt(end) != ']') {
            end += pattern.charAt(end) == '\\' ? 2 : 1;
        }
        at = Math.min(end + 1, pattern.length());
        try {
            Pattern one = Pattern.compile(pattern.substring(open, at));
            for (char candidate : "a1A-_ .:/@#%+=,;!?*".toCharArray()) {
                if (one.matcher(String.valueOf(candidate)).matches()) {
                    return candidate;
                }
            }
            for (char candidate = ' '; candidate < 0x250; candidate++) {
                if (one.matcher(String.valueOf(candidate)).matches()) {
                    return candidate;
                }
            }
        } catch (PatternSyntaxException e) {
            // A class within a class: the whole pattern is checked again at the end.
        }
        return 'a';
    }

    /** How often the atom before may stand: {least, most}. */
    private int[] counts() {
        if (at >= pattern.length()) {
            return new int[] {1, 1};
        }
        int[] counts;
        switch (pattern.charAt(at)) {
            case '?':
                counts = new int[] {0, 1};
                at++;
                break;
            case '*':
                counts = new int[] {0, LONGEST};
                at++;
                break;
            case '+':
                counts = new int[] {1, LONGEST};
                at++;
                break;
            case '{':
                counts = braces();
                break;
            default:
                return new int[] {1, 1};
        }
        if (at < pattern.length() && (pattern.charAt(at) == '?' || pattern.charAt(at) == '+')) {
            at++;
        }
        return counts;
    }

    private int[] braces() {
        int close = pattern.indexOf('}', at);
        String inside = close < 0 ? "" : pattern.substring(at + 1, close);
        if (!inside.matches("\\d{1,4}(,\\d{0,4})?")) {
            return new int[] {1, 1};
        }
        at = close + 1;
        int comma = inside.indexOf(',');
        int least = Integer.parseInt(comma < 0 ? inside : inside.substring(0, comma));
        if (comma < 0) {
            return new int[] {least, least};
        }
        String most = inside.substring(comma + 1);
        return new int[] {least, most.isEmpty() ? LONGEST : Integer.parseInt(most)};
    }
}
