package io.modelrouter.core.dialect;

import java.util.Locale;

/**
 * Between words for effort and budgets of tokens. The steps are those that OpenAI-compatible endpoints of Google document for
 * {@code reasoning_effort} (1024, 8192, 24576), with half of the least for {@code minimal}.
 */
public final class ThinkingScale {
    private ThinkingScale() {}

    /** The budget for an effort; that of {@code medium} for a word that is not known. */
    public static long budget(String effort) {
        switch (effort.toLowerCase(Locale.ROOT)) {
            case "none":
                return 0;
            case "minimal":
                return 512;
            case "low":
                return 1024;
            case "high":
                return 24_576;
            case "xhigh":
            case "max":
                return 32_768;
            default:
                return 8192;
        }
    }

    /** The effort for a budget: {@code minimal}, {@code low}, {@code medium} or {@code high}; {@code none} for 0. */
    public static String effort(long budget) {
        if (budget <= 0) {
            return budget == 0 ? "none" : "medium";
        }
        if (budget < 1024) {
            return "minimal";
        }
        if (budget < 4096) {
            return "low";
        }
        return budget < 16_384 ? "medium" : "high";
    }
}
