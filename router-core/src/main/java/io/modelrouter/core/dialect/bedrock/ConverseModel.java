package io.modelrouter.core.dialect.bedrock;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the maker of a model tells about what Converse may be asked for. The names are those of models, of inference profiles
 * ({@code us.anthropic...}) and of addresses that end in one of them; an address of a profile with a name of its own tells
 * nothing, and its model counts as unknown.
 *
 * @param family whose model it is
 * @param enforcesSchemas whether it takes {@code outputConfig} and strict tools
 */
record ConverseModel(Family family, boolean enforcesSchemas) {

    /** Makers with settings of their own. */
    enum Family {
        CLAUDE,
        NOVA,
        /** Nova of the second generation, which can think and has tools of its own. */
        NOVA_2,
        GPT_OSS,
        OTHER
    }

    /**
     * Makers, beside Anthropic, whose models enforce schemas. Recorded for {@code minimax} and {@code zai}; the others by
     * AWS's page on structured outputs, 2026-11. Of Mistral only the newer ones do.
     */
    private static final List<String> ENFORCING = List.of(
            "qwen.",
            "openai.",
            "deepseek.v3",
            "google.gemma",
            "minimax.",
            "moonshot",
            "nvidia.",
            "zai.",
            "mistral.mistral-large-3",
            "mistral.magistral",
            "mistral.ministral",
            "mistral.voxtral");

    private static final Pattern VERSION = Pattern.compile("claude-(?:[a-z]+-)?(\\d+)(?:-(\\d{1,2}))?(?!\\d)");

    static ConverseModel of(String name) {
        String model = name.toLowerCase(Locale.ROOT);
        model = model.substring(model.lastIndexOf('/') + 1);
        if (model.contains("anthropic.")) {
            return new ConverseModel(Family.CLAUDE, isClaude45(model));
        }
        if (model.contains("amazon.nova-2")) {
            return new ConverseModel(Family.NOVA_2, false);
        }
        if (model.contains("amazon.nova")) {
            return new ConverseModel(Family.NOVA, false);
        }
        String rest = model;
        boolean enforces = ENFORCING.stream().anyMatch(rest::contains);
        return new ConverseModel(model.contains("openai.gpt-oss") ? Family.GPT_OSS : Family.OTHER, enforces);
    }

    /** Claude enforces schemas since 4.5. */
    private static boolean isClaude45(String model) {
        Matcher version = VERSION.matcher(model);
        if (!version.find()) {
            return true; // a newer way of naming
        }
        int major = Integer.parseInt(version.group(1));
        int minor = version.group(2) == null ? 0 : Integer.parseInt(version.group(2));
        return major > 4 || major == 4 && minor >= 5;
    }

    boolean isClaude() {
        return family == Family.CLAUDE;
    }

    boolean isNova() {
        return family == Family.NOVA || family == Family.NOVA_2;
    }

    /** Cache points are refused by the models that have no cache. */
    boolean caches() {
        return isClaude() || isNova();
    }
}
