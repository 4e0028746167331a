package io.modelrouter.core.record;

import io.modelrouter.provider.HttpHeaders;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The id by which a vendor finds an exchange in its own logs. Each vendor has a header of its own for it; the names are
 * those of the recorded exchanges: OpenAI and xAI {@code x-request-id}, Anthropic {@code request-id}, Bedrock
 * {@code x-amzn-requestid}, Azure {@code apim-request-id} (beside {@code x-request-id}, which wins), Mistral
 * {@code mistral-correlation-id}, OpenRouter {@code x-generation-id}, and gateways such as Kong {@code x-kong-request-id}.
 * Gemini tells none; Google's other services have {@code x-goog-request-id}.
 */
public final class UpstreamRequestId {
    /** Longer ones are cut. */
    static final int LONGEST = 128;

    private static final List<String> NAMES = List.of(
            "x-request-id",
            "request-id",
            "x-amzn-requestid",
            "apim-request-id",
            "x-goog-request-id",
            "mistral-correlation-id",
            "x-generation-id",
            "x-kong-request-id");

    private UpstreamRequestId() {}

    /** The id in the headers of an answer; null if there is none in visible ASCII. */
    public static @Nullable String of(HttpHeaders headers) {
        for (String name : NAMES) {
            Optional<String> id = headers.first(name).map(String::strip).filter(UpstreamRequestId::isVisible);
            if (id.isPresent()) {
                return id.get().substring(0, Math.min(LONGEST, id.get().length()));
            }
        }
        return null;
    }

    private static boolean isVisible(String id) {
        return !id.isEmpty() && id.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }
}
