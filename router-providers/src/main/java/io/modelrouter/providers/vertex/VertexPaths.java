package io.modelrouter.providers.vertex;

import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.request.TokenCountRequest;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Paths below the version. The model is part of them, so its name is held to the rules against path injection (section 6 of
 * the reliability specification). A tuned model is named {@code endpoints/123}; a publisher before a name,
 * {@code google/} or {@code publishers/google/models/}, is taken as well.
 */
final class VertexPaths {
    private static final int LONGEST_NAME = 256;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_@+-]+(?:\\.[A-Za-z0-9_@+-]+)*");
    private static final String GOOGLE = "google";
    private static final String ANTHROPIC = "anthropic";
    private static final String ENDPOINTS = "endpoints/";

    /**
     * Where Claude's prompts are counted, for every model: it is named in the body
     * (docs.cloud.google.com/vertex-ai/generative-ai/docs/partner-models/claude/count-tokens, 2026-11).
     */
    private static final String COUNTS_OF_CLAUDE = "count-tokens";

    private VertexPaths() {}

    /** Whether the model is one of Anthropic's. */
    static boolean isClaude(String model) {
        return last(model).startsWith("claude-");
    }

    /**
     * Whether the model makes vectors and answers to {@code predict} alone. {@code embedContent} came with the Gemini
     * embedding models, but not with the first of them; Google's own SDKs choose by the same rule (google.genai, 2026-11;
     * recording {@code pydantic-test-google-task-prefix-vertex-0-daab2243} has the newer).
     */
    static boolean embedsByPredict(String model) {
        String name = last(model);
        boolean embeds = name.contains("embedding");
        return embeds && (!name.startsWith("gemini") || name.equals("gemini-embedding-001"));
    }

    private static String last(String model) {
        return model.substring(model.lastIndexOf('/') + 1);
    }

    /**
     * @param project null in express mode
     * @throws ProviderException if the model's name cannot stand in a path, or there is no such endpoint
     */
    static List<String> of(ProviderRequest request, @Nullable String project, String location)
            throws ProviderException {
        String model = request.model();
        boolean claude = request.dialect() == Dialect.CLAUDE_MESSAGES;
        String publisher = claude ? ANTHROPIC : GOOGLE;
        boolean tuned = !claude && model.startsWith(ENDPOINTS);
        String name = tuned ? model.substring(ENDPOINTS.length()) : plain(model, publisher);
        if (name.length() > LONGEST_NAME || !NAME.matcher(name).matches()) {
            throw new ProviderException(
                    FailureKind.UNKNOWN_MODEL, "the model's name cannot stand in a path of Vertex AI", null);
        }
        if (project == null && (claude || tuned)) {
            throw new ProviderException(
                    FailureKind.UNKNOWN_MODEL,
                    "express mode, without options.project, has Google's models alone",
                    null);
        }
        List<String> path = new ArrayList<>();
        if (project != null) {
            path.addAll(List.of("projects", project, "locations", location));
        }
        path.addAll(tuned ? List.of("endpoints") : List.of("publishers", publisher, "models"));
        boolean countsClaude = claude && request.operation().equals(TokenCountRequest.OPERATION);
        path.add((countsClaude ? COUNTS_OF_CLAUDE : name) + ":" + method(request));
        return path;
    }

    private static String plain(String model, String publisher) {
        for (String prefix : List.of("publishers/" + publisher + "/models/", publisher + "/", "models/")) {
            if (model.startsWith(prefix)) {
                return model.substring(prefix.length());
            }
        }
        return model;
    }

    private static String method(ProviderRequest request) throws ProviderException {
        String operation = request.operation();
        boolean counts = operation.equals(TokenCountRequest.OPERATION);
        switch (request.dialect()) {
            case CLAUDE_MESSAGES:
                if (counts || operation.isEmpty()) {
                    return request.stream() && !counts ? "streamRawPredict" : "rawPredict";
                }
                break;
            case GEMINI_GENERATE:
                if (counts) {
                    return "countTokens";
                }
                if (operation.isEmpty()) {
                    return request.stream() ? "streamGenerateContent" : "generateContent";
                }
                break;
            case GEMINI_EMBED:
                if (operation.isEmpty()) {
                    return "embedContent";
                }
                break;
            case VERTEX_PREDICT:
                if (operation.isEmpty()) {
                    return "predict";
                }
                break;
            default:
                break;
        }
        throw new ProviderException(
                FailureKind.CALLER, "Vertex AI has no endpoint '" + operation + "' for " + request.dialect(), null);
    }
}
