package io.modelrouter.core.lane;

import io.modelrouter.channel.Channel;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireBody;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What a cloud wants otherwise than the vendor whose dialect it hosts where it is to count a prompt's tokens.
 *
 * <ul>
 *   <li>Bedrock's {@code CountTokens} takes the body of an InvokeModel, in base64, or of a Converse, as a member, and tells
 *       {@code inputTokens} (docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html, 2026-11). An
 *       InvokeModel of Claude's is none without {@code max_tokens}, which a count has not.
 *   <li>Claude on Vertex: the model stays in the body, since the path names none, but without its publisher; Anthropic's own
 *       clients add the version there too.
 * </ul>
 */
public final class CloudCounts {
    /** Where Bedrock tells its count. */
    public static final String MEMBER = "inputTokens";

    private static final String MODEL = "model";
    private static final String MAX_TOKENS = "max_tokens";

    private static final Set<String> LACKING_MODELS = Set.of(CloudHosts.AZURE, CloudHosts.BEDROCK, CloudHosts.VERTEX);

    private CloudCounts() {}

    /** Whether the question stands inside of another, and the answer has a shape of its own. */
    public static boolean isWrapped(Channel channel) {
        return channel.type().equals(CloudHosts.BEDROCK);
    }

    /**
     * The body as the channel's host wants it.
     *
     * @param dialect what the body speaks
     * @param headers those that will be sent with it
     */
    public static WireBody fit(Channel channel, Dialect dialect, WireBody body, Map<String, String> headers) {
        boolean claude = dialect == Dialect.CLAUDE_MESSAGES;
        if (isWrapped(channel)) {
            RawJson asked = claude
                    ? member("invokeModel", invoke(CloudHosts.fit(channel, dialect, withLimit(body), headers)))
                    : member("converse", RawJson.parse(body.toBytes()));
            return WireBody.of(member("input", asked).toBytes());
        }
        if (claude && channel.type().equals(CloudHosts.VERTEX)) {
            return CloudHosts.withVersion(withoutPublisher(body), CloudHosts.VERTEX_VERSION);
        }
        return body;
    }

    /** {@code anthropic/claude-...} and {@code publishers/anthropic/models/claude-...} are taken in paths alone. */
    private static WireBody withoutPublisher(WireBody body) {
        RawJson json = RawJson.parse(body.toBytes());
        String model = json.get(MODEL).flatMap(RawJson::asString).orElse("");
        int slash = model.lastIndexOf('/');
        return slash < 0
                ? body
                : json.edit().set(MODEL, RawJson.of(model.substring(slash + 1))).toBody();
    }

    private static RawJson member(String name, RawJson value) {
        return RawJson.object(Map.of(name, value));
    }

    private static RawJson invoke(WireBody body) {
        return member("body", RawJson.of(Base64.getEncoder().encodeToString(body.toBytes())));
    }

    /** The least that Claude takes: more than it may think. */
    private static WireBody withLimit(WireBody body) {
        RawJson json = RawJson.parse(body.toBytes());
        if (json.get(MAX_TOKENS).isPresent()) {
            return body;
        }
        long thinking = json.at("thinking", "budget_tokens").map(RawJson::asLong).stream()
                .flatMapToLong(java.util.OptionalLong::stream)
                .findFirst()
                .orElse(0);
        return json.edit()
                .set(MAX_TOKENS, RawJson.of(Math.max(0, Math.min(thinking, Integer.MAX_VALUE)) + 1))
                .toBody();
    }

    /**
     * Whether a 404 is of the model alone, although it names none: the paths of these hosts are known, and each of their models
     * is there or not (recording {@code azure-openai/openllmetry-test-chat-reasoning-1-07cc6f86}).
     */
    public static boolean mayLackModel(Channel channel) {
        return LACKING_MODELS.contains(channel.type());
    }

    /**
     * Whether a host that counts says that it does not for this model: Bedrock does so for many, as an invalid request
     * (github.com/pydantic/pydantic-ai/issues/4001, 2026-01).
     */
    public static boolean isOfAnotherModel(Channel channel, UpstreamError error) {
        String message = error.message();
        return isWrapped(channel)
                && message != null
                && message.toLowerCase(Locale.ROOT).contains("support counting tokens");
    }
}
