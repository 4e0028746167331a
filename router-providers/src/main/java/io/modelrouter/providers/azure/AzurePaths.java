package io.modelrouter.providers.azure;

import io.modelrouter.channel.Channel;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.providers.openai.OpenAiPaths;
import io.modelrouter.wire.Dialect;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a channel's endpoints are, by its {@code base-url} and its {@code api-version}.
 *
 * @param family which of the three
 * @param root what stands before every endpoint, with scheme and host
 * @param apiVersion the {@code api-version} of the query; empty for none
 * @param dialects those that have an endpoint there
 */
record AzurePaths(Family family, URI root, String apiVersion, Set<Dialect> dialects) {
    /** Those that one of the families has endpoints for. */
    static final Set<Dialect> DIALECTS = Set.of(
            Dialect.OPENAI_CHAT,
            Dialect.OPENAI_RESPONSES,
            Dialect.CLAUDE_MESSAGES,
            Dialect.OPENAI_EMBEDDINGS,
            Dialect.OPENAI_COMPLETIONS,
            Dialect.OPENAI_IMAGES,
            Dialect.OPENAI_AUDIO);

    static final String API_VERSION = "api-version";

    /** What the inference paths are asked with where the channel names none: their last one. */
    static final String INFERENCE_VERSION = "2024-05-01-preview";

    private static final String HOW = "the root of the resource, like https://NAME.openai.azure.com or"
            + " https://NAME.services.ai.azure.com, or that with /openai, /openai/v1, /models or /anthropic";

    private static final String V1_ROOT = "/openai/v1";
    private static final String OPENAI_ROOT = "/openai";
    private static final String INFERENCE_ROOT = "/models";
    private static final String CLAUDE_ROOT = "/anthropic";

    /** The whole address of an endpoint, as the portal shows it; its deployment is the model of a request here. */
    private static final Pattern ENDPOINT = Pattern.compile(
            "(?i).*/(?:deployments(?:/.*)?|completions|responses|embeddings|generations|edits|speech|transcriptions|translations|messages)");

    /** A deployment's name has letters, digits, '-', '_' and '.'; see the recorded {@code gpt-5.2_2025-12-11}. */
    private static final Pattern DEPLOYMENT = Pattern.compile("[A-Za-z0-9._-]{1,256}");

    private static final Set<Dialect> OF_INFERENCE = Set.of(Dialect.OPENAI_CHAT, Dialect.CLAUDE_MESSAGES, Dialect.OPENAI_EMBEDDINGS);

    private static final Set<Dialect> BEFORE_RESPONSES = DIALECTS.stream()
            .filter(dialect -> dialect != Dialect.OPENAI_RESPONSES)
            .collect(Collectors.toUnmodifiableSet());

    /** The families of paths that Azure has. */
    enum Family {
        /** {@code /openai/v1/...}, the model in the body, no version that has a date. */
        V1,
        /** {@code /openai/deployments/{deployment}/...?api-version=}, but for Responses, which have no deployment in the path. */
        DEPLOYMENTS,
        /** {@code /models/...?api-version=} of AI Foundry, for models of all makers, the model in the body. */
        INFERENCE
    }

    /**
     * @throws IllegalArgumentException naming the setting that cannot be, {@code base-url} or {@code options}
     */
    static AzurePaths of(Channel channel) {
        URI base =
                channel.baseUrl().orElseThrow(() -> new IllegalArgumentException("base-url is missing: it is " + HOW));
        String given = channel.option(API_VERSION).orElse("");
        AzureApiVersion version = given.isEmpty() ? null : AzureApiVersion.parse(given);
        String path = base.getRawPath() == null ? "" : base.getRawPath();
        while (path.endsWith("/")) {
            path = path.substring(0, path.length() - 1);
        }
        if (ENDPOINT.matcher(path).matches()) {
            throw new IllegalArgumentException("base-url '" + base + "' is an endpoint; it must be " + HOW
                    + ". The deployment is the name of the model");
        }
        path = without(path, CLAUDE_ROOT);
        boolean dated = version != null && version.dated();
        if (path.endsWith(INFERENCE_ROOT)) {
            if (version != null && !dated) {
                throw new IllegalArgumentException("options: api-version '" + given
                        + "' is none of the paths below /models, which have dates, like " + INFERENCE_VERSION);
            }
            return new AzurePaths(
                    Family.INFERENCE, root(base, path), given.isEmpty() ? INFERENCE_VERSION : given, OF_INFERENCE);
        }
        boolean v1 = path.endsWith(V1_ROOT);
        if (v1 && dated) {
            throw new IllegalArgumentException("options: api-version '" + given
                    + "' is none of the paths below /openai/v1; leave one of the two away");
        }
        String prefix = without(without(path, V1_ROOT), OPENAI_ROOT);
        if (version == null || !version.dated()) {
            return new AzurePaths(Family.V1, root(base, prefix + V1_ROOT), given, DIALECTS);
        }
        return new AzurePaths(
                Family.DEPLOYMENTS,
                root(base, prefix + OPENAI_ROOT),
                given,
                version.hasResponses() ? DIALECTS : BEFORE_RESPONSES);
    }

    private static String without(String path, String end) {
        return path.endsWith(end) ? path.substring(0, path.length() - end.length()) : path;
    }

    private static URI root(URI base, String path) {
        return URI.create(base.getScheme() + "://" + base.getRawAuthority() + path);
    }

    /** What stands before the version of Claude's endpoints, which are beside all the others. */
    URI claudeRoot() {
        String path = root.getRawPath();
        for (String end : new String[] {V1_ROOT, OPENAI_ROOT, INFERENCE_ROOT}) {
            path = without(path, end);
        }
        return root(root, path + CLAUDE_ROOT);
    }

    /**
     * The segments below the {@link #root()}.
     *
     * @throws ProviderException if the model's name can be no deployment's
     */
    List<String> below(ProviderRequest request) throws ProviderException {
        List<String> endpoint = OpenAiPaths.of(request);
        if (family != Family.DEPLOYMENTS || request.dialect() == Dialect.OPENAI_RESPONSES) {
            return endpoint;
        }
        String deployment = request.model();
        if (!DEPLOYMENT.matcher(deployment).matches() || deployment.contains("..") || deployment.equals(".")) {
            throw new ProviderException(
                    FailureKind.UNKNOWN_MODEL, "the model's name cannot be that of a deployment of Azure", null);
        }
        List<String> segments = new ArrayList<>(endpoint.size() + 2);
        segments.add("deployments");
        segments.add(deployment);
        segments.addAll(endpoint);
        return segments;
    }

    Map<String, String> query() {
        return apiVersion.isEmpty() ? Map.of() : Map.of(API_VERSION, apiVersion);
    }
}
