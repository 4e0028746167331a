package io.modelrouter.providers.gemini;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.providers.http.HttpProviderClient;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.providers.http.ModelListing;
import io.modelrouter.request.GeminiEmbedRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Channels of type {@code gemini}: the Gemini API. The model is part of the path, so its name is held to the rules against
 * path injection (section 6 of the reliability specification); {@code models/x} and {@code tunedModels/x} are taken as
 * resource names, any other name is put below {@code models/}. The key goes into a header, never into the address. See the
 * <a href="https://ai.google.dev/api/generate-content">API reference</a>.
 */
public final class GeminiClient extends HttpProviderClient {
    private static final int LONGEST_NAME = 256;
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9._@+-]+(?:/[A-Za-z0-9._@+-]+)*");

    public GeminiClient(HttpTransport transport) {
        super(
                transport,
                "gemini",
                "https://generativelanguage.googleapis.com",
                "v1beta",
                EnumSet.of(Dialect.GEMINI_GENERATE, Dialect.GEMINI_EMBED));
    }

    @Override
    protected List<String> path(ProviderRequest request) throws ProviderException {
        String model = request.model();
        if (model.length() > LONGEST_NAME || !MODEL.matcher(model).matches() || hasDots(model)) {
            throw new ProviderException(
                    FailureKind.UNKNOWN_MODEL, "the model's name cannot stand in a path of the Gemini API", null);
        }
        List<String> path = new ArrayList<>(4);
        if (!model.startsWith("models/") && !model.startsWith("tunedModels/")) {
            path.add("models");
        }
        path.addAll(List.of(model.split("/")));
        int last = path.size() - 1;
        path.set(last, path.get(last) + action(request));
        return path;
    }

    private static String action(ProviderRequest request) {
        if (request.dialect() == Dialect.GEMINI_EMBED) {
            return request.operation().equals(GeminiEmbedRequest.BATCH) ? ":batchEmbedContents" : ":embedContent";
        }
        if (isCount(request)) {
            return ":countTokens";
        }
        return request.stream() ? ":streamGenerateContent" : ":generateContent";
    }

    /** <a href="https://ai.google.dev/api/tokens">Counting tokens</a>, 2026-11. */
    @Override
    public boolean counts(Channel channel, Dialect dialect) {
        return dialect == Dialect.GEMINI_GENERATE;
    }

    private static boolean hasDots(String model) {
        return model.contains("..") || ("/" + model + "/").contains("/./");
    }

    /** {@code alt=sse} for events; without it a stream is one JSON array, in pieces. */
    @Override
    protected Map<String, String> query(ProviderRequest request) {
        return request.stream() && request.sseFraming() ? Map.of("alt", "sse") : Map.of();
    }

    @Override
    protected Map<String, String> credentials(ProviderRequest request, @Nullable Secret key) {
        return key == null ? Map.of() : Map.of("x-goog-api-key", key.reveal());
    }

    /** Pages by a token, names as resources: <a href="https://ai.google.dev/api/models#method:-models.list">models.list</a>. */
    @Override
    protected ModelListing modelListing() {
        return new ModelListing() {
            @Override
            public Map<String, String> query() {
                return Map.of("pageSize", "1000");
            }

            @Override
            public Page read(RawJson body) {
                String next =
                        body.get("nextPageToken").flatMap(RawJson::asString).orElse("");
                List<String> names = ModelListing.names(body, "models", "name").stream()
                        .map(name -> name.startsWith("models/") ? name.substring("models/".length()) : name)
                        .toList();
                return new Page(names, next.isEmpty() ? Map.of() : Map.of("pageToken", next));
            }
        };
    }
}
