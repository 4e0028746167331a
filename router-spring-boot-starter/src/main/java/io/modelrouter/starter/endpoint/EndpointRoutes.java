package io.modelrouter.starter.endpoint;

import io.modelrouter.starter.settings.ModelRouterProperties.Endpoints;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one table of endpoints. What is mounted, dispatched and admitted comes from here, so that there is no endpoint without
 * admission. Immutable.
 */
public final class EndpointRoutes {
    /** What no other vendor has below a shared path, whatever the headers look like. */
    private static final List<String> OPENAI_ONLY = List.of(
            "/chat",
            "/completions",
            "/embeddings",
            "/moderations",
            "/images",
            "/audio",
            "/rerank",
            "/assistants",
            "/threads",
            "/vector_stores",
            "/fine_tuning",
            "/realtime",
            "/uploads",
            "/conversations",
            "/videos");

    private final List<Route> routes = new ArrayList<>();
    private final Map<String, List<Route>> literals = new HashMap<>();
    private final Map<Route, Pattern> patterns = new LinkedHashMap<>();
    private final Endpoints bases;

    public EndpointRoutes(Endpoints bases) {
        this.bases = bases;
        mountShared(bases.openai());
        mountClaude(bases.claude());
        mountGemini(bases.gemini().isEmpty() ? "" : bases.gemini() + "/{version}");
        mountGemini(bases.geminiV1beta());
        for (Route route : routes) {
            if (route.isLiteral()) {
                literals.computeIfAbsent(route.path(), path -> new ArrayList<>())
                        .add(route);
            } else {
                patterns.put(route, route.pattern());
            }
        }
    }

    private void mountShared(String base) {
        if (base.isEmpty()) {
            return;
        }
        add("POST", base + "/chat/completions", Operation.CHAT_COMPLETIONS, Dialect.OPENAI_CHAT);
        add("POST", base + "/responses", Operation.RESPONSES, Dialect.OPENAI_RESPONSES);
        add("POST", base + "/embeddings", Operation.EMBEDDINGS, Dialect.OPENAI_EMBEDDINGS);
        mountMessages(base);
        add("POST", base + "/responses/input_tokens", Operation.COUNT_TOKENS, Dialect.OPENAI_RESPONSES);
        mountOpenAi(base);
        mountGenerate(base);
        mountModels(base, null);
        add("GET", base + "/usage", Operation.USAGE, null);
        add("POST", base + "/router/explain", Operation.EXPLAIN, null);
    }

    /** What else clients of OpenAI ask for. */
    private void mountOpenAi(String base) {
        add("POST", base + "/completions", Operation.COMPLETIONS, Dialect.OPENAI_COMPLETIONS);
        add("POST", base + "/moderations", Operation.MODERATIONS, Dialect.OPENAI_MODERATIONS);
        add("POST", base + "/images/generations", Operation.IMAGE_GENERATIONS, Dialect.OPENAI_IMAGES);
        add("POST", base + "/images/edits", Operation.IMAGE_EDITS, Dialect.OPENAI_IMAGES);
        add("POST", base + "/images/variations", Operation.IMAGE_VARIATIONS, Dialect.OPENAI_IMAGES);
        add("POST", base + "/audio/speech", Operation.SPEECH, Dialect.OPENAI_AUDIO);
        add("POST", base + "/audio/transcriptions", Operation.TRANSCRIPTIONS, Dialect.OPENAI_AUDIO);
        add("POST", base + "/audio/translations", Operation.TRANSLATIONS, Dialect.OPENAI_AUDIO);
        add("POST", base + "/rerank", Operation.RERANK, Dialect.RERANK);
        add("POST", base + "/responses/compact", Operation.COMPACT_RESPONSE, Dialect.OPENAI_RESPONSES);
        String stored = base + "/responses/{id}";
        add("GET", stored, Operation.RETRIEVE_RESPONSE, Dialect.OPENAI_RESPONSES);
        add("DELETE", stored, Operation.DELETE_RESPONSE, Dialect.OPENAI_RESPONSES);
        add("POST", stored + "/cancel", Operation.CANCEL_RESPONSE, Dialect.OPENAI_RESPONSES);
        add("GET", stored + "/input_items", Operation.RESPONSE_INPUT_ITEMS, Dialect.OPENAI_RESPONSES);
    }

    private void mountClaude(String base) {
        if (base.isEmpty()) {
            return;
        }
        mountMessages(base);
        mountModels(base, Dialect.CLAUDE_MESSAGES);
        add("GET", base + "/usage", Operation.USAGE, Dialect.CLAUDE_MESSAGES);
    }

    private void mountGemini(String base) {
        if (base.isEmpty()) {
            return;
        }
        mountGenerate(base);
        mountModels(base, Dialect.GEMINI_GENERATE);
        add("GET", base + "/usage", Operation.USAGE, Dialect.GEMINI_GENERATE);
    }

    private void mountMessages(String base) {
        add("POST", base + "/messages", Operation.MESSAGES, Dialect.CLAUDE_MESSAGES);
        add("POST", base + "/messages/count_tokens", Operation.COUNT_TOKENS, Dialect.CLAUDE_MESSAGES);
    }

    private void mountGenerate(String base) {
        String model = base + "/models/{model}";
        add("POST", model + ":generateContent", Operation.GENERATE_CONTENT, Dialect.GEMINI_GENERATE);
        add("POST", model + ":streamGenerateContent", Operation.STREAM_GENERATE_CONTENT, Dialect.GEMINI_GENERATE);
        add("POST", model + ":embedContent", Operation.EMBED_CONTENT, Dialect.GEMINI_EMBED);
        add("POST", model + ":batchEmbedContents", Operation.BATCH_EMBED_CONTENTS, Dialect.GEMINI_EMBED);
        add("POST", model + ":countTokens", Operation.COUNT_TOKENS, Dialect.GEMINI_GENERATE);
    }

    private void mountModels(String base, @Nullable Dialect dialect) {
        add("GET", base + "/models", Operation.LIST_MODELS, dialect);
        add("GET", base + "/models/{model}", Operation.GET_MODEL, dialect);
    }

    private void add(String method, String path, Operation operation, @Nullable Dialect dialect) {
        routes.add(new Route(method, path, operation, dialect));
    }

    /** All endpoints, in a fixed order. */
    List<Route> all() {
        return List.copyOf(routes);
    }

    /** One line for each endpoint: method, path template, operation. */
    public List<String> describe() {
        return routes.stream().map(Route::toString).toList();
    }

    /** What a servlet is to be mapped to. */
    public Set<String> urlMappings() {
        Set<String> mappings = new LinkedHashSet<>();
        for (String base : List.of(bases.openai(), bases.claude(), bases.gemini(), bases.geminiV1beta())) {
            if (!base.isEmpty()) {
                mappings.add(base + "/*");
            }
        }
        return mappings;
    }

    /**
     * An endpoint and what its path says.
     *
     * @param route the endpoint, or null if there is none for this method and path
     * @param model or id as it stands in the path, still encoded, or null
     * @param allowed methods that the path has instead; empty if there is no such path
     */
    record Match(@Nullable Route route, @Nullable String model, Set<String> allowed) {}

    /**
     * @param path raw, without the context path
     */
    Match match(String method, String path) {
        Set<String> allowed = new LinkedHashSet<>();
        for (Route route : literals.getOrDefault(path, List.of())) {
            if (route.method().equals(method)) {
                return new Match(route, null, Set.of());
            }
            allowed.add(route.method());
        }
        if (!allowed.isEmpty()) {
            return new Match(null, null, allowed);
        }
        for (Map.Entry<Route, Pattern> entry : patterns.entrySet()) {
            Route route = entry.getKey();
            Matcher matcher = entry.getValue().matcher(path);
            if (matcher.matches()) {
                if (route.method().equals(method)) {
                    boolean named =
                            route.path().contains("{model}") || route.path().contains("{id}");
                    String model = named ? matcher.group("model") : null;
                    return new Match(route, model, Set.of());
                }
                // A model's name may have a colon, but what follows the last one may as well be an unknown action.
                if (route.operation() != Operation.GET_MODEL || path.indexOf(':') < 0) {
                    allowed.add(route.method());
                }
            }
        }
        return new Match(null, null, allowed);
    }

    /**
     * In which dialect to tell that a path is none of the endpoints.
     *
     * @param byHeaders what the request's headers look like
     */
    Dialect dialectOf(String path, Dialect byHeaders) {
        if (isBelow(bases.claude(), path)) {
            return Dialect.CLAUDE_MESSAGES;
        }
        if (isBelow(bases.gemini(), path) || isBelow(bases.geminiV1beta(), path)) {
            return Dialect.GEMINI_GENERATE;
        }
        if (isBelow(bases.openai() + "/messages", path)) {
            return Dialect.CLAUDE_MESSAGES;
        }
        if (isBelow(bases.openai() + "/responses", path)) {
            return Dialect.OPENAI_RESPONSES;
        }
        for (String own : OPENAI_ONLY) {
            if (isBelow(bases.openai() + own, path)) {
                return Dialect.OPENAI_CHAT;
            }
        }
        return isBelow(bases.openai() + "/models", path) && path.indexOf(':') > 0 ? Dialect.GEMINI_GENERATE : byHeaders;
    }

    private static boolean isBelow(String base, String path) {
        return !base.isEmpty()
                && path.startsWith(base)
                && (path.length() == base.length() || path.charAt(base.length()) == '/');
    }
}
