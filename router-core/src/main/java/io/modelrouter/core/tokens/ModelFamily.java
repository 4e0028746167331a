package io.modelrouter.core.tokens;

import java.util.Locale;
import java.util.regex.Pattern;

/** Whose rules count a model's tokens, told by its name, which may have a vendor's prefix as in {@code openai/gpt-5}. */
enum ModelFamily {
    /** GPT-4o and later, the o-series: the encoding o200k_base. */
    OPENAI,
    /** GPT-4, GPT-3.5 and the embedding models: the encoding cl100k_base. */
    OPENAI_OLD,
    CLAUDE,
    GEMINI,
    OTHER;

    private static final Pattern O_SERIES = Pattern.compile("o[1-9](-.*)?|codex-.*");

    static ModelFamily of(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        int slash = name.lastIndexOf('/');
        String last = name.substring(slash + 1);
        if (name.contains("claude")) {
            return CLAUDE;
        }
        if (name.contains("gemini") || last.startsWith("gemma")) {
            return GEMINI;
        }
        if (TokenTexts.isOpenAiEmbedding(last)) {
            return OPENAI_OLD;
        }
        if (last.startsWith("gpt-3") || last.equals("gpt-4") || last.startsWith("gpt-4-")) {
            return OPENAI_OLD;
        }
        if (last.startsWith("gpt-")
                || last.startsWith("chatgpt-")
                || O_SERIES.matcher(last).matches()) {
            return OPENAI;
        }
        return OTHER;
    }
}
