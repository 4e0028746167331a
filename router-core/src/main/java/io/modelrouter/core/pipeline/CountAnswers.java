package io.modelrouter.core.pipeline;

import io.modelrouter.channel.Channel;
import io.modelrouter.core.lane.CloudCounts;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.MalformedJsonException;
import io.modelrouter.wire.RawJson;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Answers of endpoints that count, as each dialect writes them. */
final class CountAnswers {
    private CountAnswers() {}

    /**
     * A count that an upstream told.
     *
     * @param body as it came
     */
    record Told(long tokens, RawJson body) {}

    /**
     * What an upstream told; null if that is no count.
     *
     * @param dialect that was spoken to it
     */
    static @Nullable Told read(Channel channel, Dialect dialect, byte[] bytes) {
        return read(CloudCounts.isWrapped(channel) ? CloudCounts.MEMBER : member(dialect), bytes);
    }

    private static @Nullable Told read(String member, byte[] bytes) {
        try {
            RawJson body = RawJson.parse(bytes);
            if (body.kind() != RawJson.Kind.OBJECT) {
                return null;
            }
            long tokens = body.get(member).map(RawJson::asLong).stream()
                    .flatMapToLong(java.util.OptionalLong::stream)
                    .findFirst()
                    .orElse(-1);
            return tokens < 0 ? null : new Told(tokens, body);
        } catch (MalformedJsonException e) {
            return null;
        }
    }

    /** A count for a caller of this dialect, nothing more than the vendor has: what its SDKs do not know they may refuse. */
    static RawJson write(Dialect dialect, long tokens) {
        Map<String, RawJson> body = new LinkedHashMap<>();
        if (dialect.family() == Dialect.Family.OPENAI) {
            body.put("object", RawJson.of("response.input_tokens"));
        }
        body.put(member(dialect), RawJson.of(tokens));
        return RawJson.object(body);
    }

    private static String member(Dialect dialect) {
        return dialect.family() == Dialect.Family.GEMINI ? "totalTokens" : "input_tokens";
    }
}
