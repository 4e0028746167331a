package io.modelrouter.core.lane;

import io.modelrouter.channel.Channel;
import io.modelrouter.request.GeminiEmbedRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireBody;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a cloud wants otherwise than the vendor whose dialect it hosts. Done last, to the caller's own bytes as well as to a
 * written body; members that are not named here stay byte by byte, in their order.
 *
 * <ul>
 *   <li>Claude on Bedrock: the model and whether to stream are in the path and must not stand in the body; the API's version
 *       and the beta features of the header {@code anthropic-beta} must
 *       (docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-anthropic-claude-messages-request-response.html,
 *       2026-11; recording {@code fantasy-simple-streaming-0-0cc2493c}).
 *   <li>Claude on Vertex: the model is in the path, the version in the body; {@code stream} and the header stay
 *       (docs.cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/use-claude, 2026-11; recording
 *       {@code fantasy-simple-streaming-0-aa482672}).
 *   <li>Converse on Bedrock: the channel's guardrail is a member of the body; {@code invoke} has headers for it.
 * </ul>
 */
public final class CloudHosts {
    static final String AZURE = "azure";
    static final String BEDROCK = "bedrock";
    static final String VERTEX = "vertex";
    static final String VERTEX_VERSION = "vertex-2023-10-16";
    private static final String VERSION = "anthropic_version";
    private static final String BETAS = "anthropic-beta";

    private CloudHosts() {}

    /**
     * Whether the channel's host has the endpoint that the caller's own bytes are for; else they are translated into another
     * one of the same dialect. Vertex has no batch of embeddings.
     */
    public static boolean has(Channel channel, RouterRequest request) {
        return !(channel.type().equals(VERTEX)
                && request.dialect() == Dialect.GEMINI_EMBED
                && request.operation().equals(GeminiEmbedRequest.BATCH));
    }

    /**
     * The body as the channel's host wants it.
     *
     * @param dialect what the body speaks
     * @param headers those that will be sent with it
     */
    public static WireBody fit(Channel channel, Dialect dialect, WireBody body, Map<String, String> headers) {
        String type = channel.type();
        if (dialect == Dialect.CLAUDE_MESSAGES && type.equals(BEDROCK)) {
            Map<String, RawJson> members = members(body, "bedrock-2023-05-31");
            members.remove("stream");
            betas(members, headers.getOrDefault(BETAS, ""));
            return written(members);
        }
        if (dialect == Dialect.CLAUDE_MESSAGES && type.equals(VERTEX)) {
            return written(members(body, VERTEX_VERSION));
        }
        if (dialect == Dialect.BEDROCK_CONVERSE
                && type.equals(BEDROCK)
                && channel.option("guardrail-id").isPresent()) {
            RawJson json = RawJson.parse(body.toBytes());
            return json.get("guardrailConfig").isPresent()
                    ? body
                    : json.edit().set("guardrailConfig", guardrail(channel)).toBody();
        }
        return body;
    }

    /** Without the model, with the version where none is given. */
    private static Map<String, RawJson> members(WireBody body, String version) {
        Map<String, RawJson> members = RawJson.parse(body.toBytes()).members();
        members.remove("model");
        members.putIfAbsent(VERSION, RawJson.of(version));
        return members;
    }

    /** With the version where none is given; nothing else is touched. */
    static WireBody withVersion(WireBody body, String version) {
        RawJson json = RawJson.parse(body.toBytes());
        return json.get(VERSION).isPresent()
                ? body
                : json.edit().set(VERSION, RawJson.of(version)).toBody();
    }

    private static void betas(Map<String, RawJson> members, String header) {
        Set<RawJson> betas = new LinkedHashSet<>();
        RawJson given = members.get("anthropic_beta");
        if (given != null) {
            betas.addAll(given.elements());
        }
        for (String beta : header.split(",", -1)) {
            if (!beta.isBlank()) {
                betas.add(RawJson.of(beta.strip()));
            }
        }
        if (!betas.isEmpty()) {
            members.put("anthropic_beta", RawJson.array(java.util.List.copyOf(betas)));
        }
    }

    private static RawJson guardrail(Channel channel) {
        Map<String, RawJson> guardrail = new LinkedHashMap<>();
        channel.option("guardrail-id").ifPresent(id -> guardrail.put("guardrailIdentifier", RawJson.of(id)));
        channel.option("guardrail-version")
                .ifPresent(version -> guardrail.put("guardrailVersion", RawJson.of(version)));
        channel.option("guardrail-trace").ifPresent(trace -> guardrail.put("trace", RawJson.of(trace)));
        return RawJson.object(guardrail);
    }

    private static WireBody written(Map<String, RawJson> members) {
        return WireBody.of(RawJson.object(members).toBytes());
    }
}
