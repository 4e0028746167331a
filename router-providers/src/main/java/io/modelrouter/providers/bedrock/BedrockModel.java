package io.modelrouter.providers.bedrock;

import io.modelrouter.wire.Dialect;
import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model's name tells. It is a model id ({@code anthropic.claude-haiku-4-5-20251001-v1:0}), an inference profile
 * ({@code us.anthropic...}, {@code global.anthropic...}), or the ARN of one of these; the ARNs of application inference
 * profiles, provisioned and imported models say nothing of whose model it is.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html">InvokeModel</a>
 *     (2026-11)
 */
final class BedrockModel {
    private static final int LONGEST = 2048;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:/-]+");
    private static final Pattern VENDOR = Pattern.compile("(?:[a-z0-9-]+\\.)?[a-z0-9]+\\.[a-z].*");
    private static final Pattern CLAUDE = Pattern.compile("(?:[a-z0-9-]+\\.)?anthropic\\..+");

    /** Where calls of a profile may go: {@code us.}, {@code eu.}, {@code apac.}, {@code us-gov.}, {@code global.} ... */
    private static final Pattern PROFILE = Pattern.compile("(?:global|apac|us-gov|[a-z]{2})\\.([a-z0-9]+\\..+)");

    private static final String PROFILE_ARN = ":inference-profile/";

    private BedrockModel() {}

    /**
     * The model behind a profile of Amazon's own. Tokens are counted for models alone: {@code CountTokens} refuses the ids of
     * profiles (github.com/pydantic/pydantic-ai/issues/4001 and its recordings, 2026-01). A name that tells no model stays.
     */
    static String foundation(String model) {
        int at = model.indexOf(PROFILE_ARN);
        String name = at < 0 ? model : model.substring(at + PROFILE_ARN.length());
        Matcher profile = PROFILE.matcher(name);
        return profile.matches() ? profile.group(1) : model;
    }

    /** Whether it can stand in a path. */
    static boolean isName(String model) {
        return model.length() <= LONGEST && NAME.matcher(model).matches() && !model.contains("..");
    }

    /**
     * Which dialects a model answers to: each family of models has its own body for {@code invoke}, and embedding models know
     * no conversation.
     *
     * @param spoken by the channel
     * @param told whether the channel's own settings list them; that decides where the name tells nothing
     */
    static Set<Dialect> dialects(String model, Set<Dialect> spoken, boolean told) {
        String name = model.startsWith("arn:") ? model.substring(model.lastIndexOf('/') + 1) : model;
        Set<Dialect> dialects = EnumSet.noneOf(Dialect.class);
        dialects.addAll(spoken);
        if (!VENDOR.matcher(name).matches()) {
            if (!told) {
                dialects.remove(Dialect.CLAUDE_MESSAGES);
            }
        } else if (name.contains("embed")) {
            dialects.retainAll(Set.of(Dialect.BEDROCK_EMBED));
        } else {
            dialects.remove(Dialect.BEDROCK_EMBED);
            if (!CLAUDE.matcher(name).matches()) {
                dialects.remove(Dialect.CLAUDE_MESSAGES);
            }
        }
        return dialects;
    }
}
