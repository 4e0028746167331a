package io.modelrouter.providers.openai;

import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.request.TokenCountRequest;
import java.util.ArrayList;
import java.util.List;

/** Where OpenAI's endpoints are below the version, and those of the vendors that took them over. */
public final class OpenAiPaths {
    private OpenAiPaths() {}

    /**
     * @throws IllegalArgumentException if the dialect is none of OpenAI's
     */
    public static List<String> of(ProviderRequest request) {
        String operation = request.operation();
        switch (request.dialect()) {
            case OPENAI_CHAT:
                return List.of("chat", "completions");
            case OPENAI_RESPONSES:
                return operation.equals(TokenCountRequest.OPERATION)
                        ? List.of("responses", "input_tokens")
                        : responses(operation);
            case OPENAI_EMBEDDINGS:
                return List.of("embeddings");
            case OPENAI_COMPLETIONS:
                return List.of("completions");
            case OPENAI_MODERATIONS:
                return List.of("moderations");
            case OPENAI_IMAGES:
                return List.of("images", operation.isEmpty() ? "generations" : operation);
            case OPENAI_AUDIO:
                return List.of("audio", operation.isEmpty() ? "speech" : operation);
            case RERANK:
                return List.of("rerank");
            default:
                throw new IllegalArgumentException(request.dialect() + " is no dialect of OpenAI's");
        }
    }

    /** {@code compact}, or an answer's id and what is wanted of it. */
    private static List<String> responses(String operation) {
        List<String> segments = new ArrayList<>(List.of("responses"));
        if (!operation.isEmpty()) {
            segments.addAll(List.of(operation.split("/")));
        }
        return segments;
    }
}
