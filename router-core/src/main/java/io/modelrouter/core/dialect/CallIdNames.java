package io.modelrouter.core.dialect;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Ids of tool calls for a dialect that is strict about them: {@code [a-zA-Z0-9_-]} and a greatest length (Claude refuses
 * others with 400, OpenAI is strict about the length). An id that fits stays; another becomes one that fits, the same
 * for the call and its result, and different for different ids. One for each request; not thread-safe.
 */
public final class CallIdNames {
    private static final int NINE = 9;
    private static final Pattern NINE_PLAIN = Pattern.compile("[a-zA-Z0-9]{9}");

    private final int longest;
    private final Map<String, String> written = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    /**
     * @param longest the most characters, at least 16
     */
    public CallIdNames(int longest) {
        this.longest = longest;
    }

    /** Of exactly nine letters and digits, as Mistral has them. */
    public static CallIdNames ofNine() {
        return new CallIdNames(NINE);
    }

    /** The id to write. */
    public String written(String id) {
        return written.computeIfAbsent(id, this::fit);
    }

    private String fit(String id) {
        if (longest == NINE) {
            return fitNine(id);
        }
        StringBuilder fitting = new StringBuilder(id.length());
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean allowed =
                    c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-';
            fitting.append(allowed ? c : '_');
        }
        String result = fitting.toString();
        if (!result.equals(id) || result.isEmpty() || result.length() > longest || !used.add(result)) {
            String sum = ToolNames.checksum(id);
            int room = Math.min(result.length(), longest - sum.length() - 1);
            result = result.substring(0, room) + "_" + sum;
            used.add(result);
        }
        return result;
    }

    private String fitNine(String id) {
        String result = id;
        for (char first = 'c'; !NINE_PLAIN.matcher(result).matches() || !used.add(result); first++) {
            result = first + ToolNames.checksum(id + first);
        }
        return result;
    }
}
