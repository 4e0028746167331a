package io.modelrouter.providers.vertex;

import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
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

    private VertexPaths() {}

    /** Whether the model is one of Anthropic's. */
    static boolean isClaude(String model) {
        return model.substring(model.lastIndexOf('/') + 1).startsWith("claude-");
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
        path.add(name + ":" + method(request));
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
        switch (request.dialect()) {
            case CLAUDE_MESSAGES:
                return request.stream() ? "streamRawPredict" : "rawPredict";
            case GEMINI_GENERATE:
                return request.stream() ? "streamGenerateContent" : "generateContent";
            case GEMINI_EMBED:
                if (request.operation().isEmpty()) {
                    return "embedContent";
                }
                break;
            default:
                break;
        }
        throw new ProviderException(
                FailureKind.CALLER,
                "Vertex AI has no endpoint '" + request.operation() + "' for " + request.dialect(),
                null);
    }
}
