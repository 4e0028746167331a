package io.modelrouter.starter.endpoint;

import io.modelrouter.CallContext;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.GeminiEmbedRequest;
import io.modelrouter.request.GeminiGenerateRequest;
import io.modelrouter.request.GeminiGenerateRequest.Framing;
import io.modelrouter.request.InvalidRequestException;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.OpenAiCompletionsRequest;
import io.modelrouter.request.OpenAiEmbeddingsRequest;
import io.modelrouter.request.OpenAiJsonRequest;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.request.OpenAiStoredResponseRequest;
import io.modelrouter.request.OpenAiStoredResponseRequest.Action;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.request.TokenCountRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.MalformedJsonException;
import io.modelrouter.wire.RawJson;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns an HTTP request into the router's request and its conditions. */
final class CallRequests {
    /** Protocol headers that an upstream of the same dialect may see; nothing else of a client's headers goes on. */
    private static final List<String> CLAUDE_HEADERS = List.of("anthropic-version", "anthropic-beta");

    private static final List<String> OPENAI_HEADERS = List.of("openai-beta");
    private static final int MOST_HOPS = 1_000;

    private final RequestBodies bodies;
    private final FormBodies forms;
    private final Callers callers;

    CallRequests(RequestBodies bodies, FormBodies forms, Callers callers) {
        this.bodies = bodies;
        this.forms = forms;
        this.callers = callers;
    }

    /** Conditions without the caller: for requests whose headers cannot be read. */
    CallContext bareContext(HttpServletRequest request) {
        return conditions(request).build();
    }

    /**
     * @throws RouterException INVALID_REQUEST if the Idempotency-Key is malformed, or the key's suffix or a header says something of channels that means nothing
     */
    CallContext context(HttpServletRequest request, Dialect dialect) {
        CallContext.Builder context = conditions(request);
        try {
            callers.identify(request, dialect.family(), context);
        } catch (IllegalArgumentException e) {
            throw RouterException.of(
                            RouterErrorCode.INVALID_REQUEST,
                            "what follows the first # of the key is malformed; write #channel, #!channel or"
                                    + " #channel#ignore")
                    .build();
        }
        SteeringHeaders.read(request, context);
        context.idempotencyKey(IdempotencyHeader.read(request));
        return context.build();
    }

    private static CallContext.Builder conditions(HttpServletRequest request) {
        return CallContext.builder()
                .requestId(request.getHeader("x-request-id"))
                .remoteAddress(request.getRemoteAddr())
                .hops(hops(request.getHeader("x-router-hops")));
    }

    private static int hops(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return 0;
        }
        try {
            return Math.min(Integer.parseInt(text.strip()), MOST_HOPS);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * @param model from the path, still encoded, or null
     * @throws RouterException if the request is not one of its dialect
     * @throws IOException if the client is gone
     */
    RouterRequest read(HttpServletRequest http, Operation operation, @Nullable String model) throws IOException {
        switch (operation) {
            case RETRIEVE_RESPONSE:
                return stored(http, Action.RETRIEVE, model);
            case DELETE_RESPONSE:
                return stored(http, Action.DELETE, model);
            case CANCEL_RESPONSE:
                return stored(http, Action.CANCEL, model);
            case RESPONSE_INPUT_ITEMS:
                return stored(http, Action.INPUT_ITEMS, model);
            case TRANSCRIPTIONS:
                return forms.read(http, Dialect.OPENAI_AUDIO, "transcriptions");
            case TRANSLATIONS:
                return forms.read(http, Dialect.OPENAI_AUDIO, "translations");
            case IMAGE_VARIATIONS:
                return forms.read(http, Dialect.OPENAI_IMAGES, "variations");
            case IMAGE_EDITS:
                // Newer models take an edit of a picture that lies elsewhere as JSON.
                if (FormBodies.isForm(http)) {
                    return forms.read(http, Dialect.OPENAI_IMAGES, "edits");
                }
                break;
            default:
                break;
        }
        byte[] body = bodies.read(http);
        try {
            return read(http, operation, model, RawJson.parse(body));
        } catch (InvalidRequestException e) {
            throw invalid(e).param(e.param()).build();
        } catch (MalformedJsonException e) {
            throw invalid(e).build();
        }
    }

    private static RouterRequest stored(HttpServletRequest http, Action action, @Nullable String id) {
        try {
            return OpenAiStoredResponseRequest.of(
                    action, decoded(id), QueryParameters.withoutKey(http), headers(http, OPENAI_HEADERS));
        } catch (InvalidRequestException e) {
            throw invalid(e).param(e.param()).build();
        }
    }

    /**
     * A request to count tokens.
     *
     * @param model from the path, still encoded, or null
     * @throws RouterException if the request is not one of its dialect
     * @throws IOException if the client is gone
     */
    TokenCountRequest readCount(HttpServletRequest http, Dialect dialect, @Nullable String model) throws IOException {
        byte[] body = bodies.read(http);
        try {
            RawJson json = RawJson.parse(body);
            switch (dialect) {
                case CLAUDE_MESSAGES:
                    return TokenCountRequest.claude(json, headers(http, CLAUDE_HEADERS));
                case GEMINI_GENERATE:
                    return TokenCountRequest.gemini(decoded(model), json);
                default:
                    return TokenCountRequest.responses(json, headers(http, OPENAI_HEADERS));
            }
        } catch (InvalidRequestException e) {
            throw invalid(e).param(e.param()).build();
        } catch (MalformedJsonException e) {
            throw invalid(e).build();
        }
    }

    /**
     * A request that is only explained: the header {@code x-router-dialect} says its dialect, and a Gemini request, whose
     * model else stands in the path, has it as {@code model}.
     *
     * @param usual the dialect where no header says it
     * @throws RouterException if the request is not one of its dialect
     * @throws IOException if the client is gone
     */
    RouterRequest readExplained(HttpServletRequest http, Dialect usual) throws IOException {
        Dialect dialect = explainedDialect(http.getHeader("x-router-dialect"), usual);
        byte[] body = bodies.read(http);
        try {
            RawJson json = RawJson.parse(body);
            switch (dialect) {
                case OPENAI_RESPONSES:
                    return read(http, Operation.RESPONSES, null, json);
                case CLAUDE_MESSAGES:
                    return read(http, Operation.MESSAGES, null, json);
                case GEMINI_GENERATE:
                case GEMINI_EMBED:
                    String model = json.get("model").flatMap(RawJson::asString).orElse("");
                    String plain = model.startsWith("models/") ? model.substring("models/".length()) : model;
                    RawJson rest = json.get("model").isPresent() ? json.without("model") : json;
                    return dialect == Dialect.GEMINI_EMBED
                            ? GeminiEmbedRequest.parse(
                                    plain, rest.get("requests").isPresent(), rest, Map.of())
                            : GeminiGenerateRequest.parse(plain, false, Framing.SSE, rest, Map.of());
                case OPENAI_EMBEDDINGS:
                    return read(http, Operation.EMBEDDINGS, null, json);
                default:
                    return read(http, Operation.CHAT_COMPLETIONS, null, json);
            }
        } catch (InvalidRequestException e) {
            throw invalid(e).param(e.param()).build();
        } catch (MalformedJsonException e) {
            throw invalid(e).build();
        }
    }

    private static Dialect explainedDialect(@Nullable String header, Dialect usual) {
        if (header == null || header.isBlank()) {
            return usual;
        }
        return Dialect.ofId(header.strip())
                .orElseThrow(() -> RouterException.of(
                                RouterErrorCode.INVALID_REQUEST,
                                "the header x-router-dialect has one of "
                                        + Dialect.ofChatClients().stream()
                                                .map(Dialect::id)
                                                .collect(Collectors.joining(", ")))
                        .build());
    }

    private static RouterRequest read(
            HttpServletRequest http, Operation operation, @Nullable String model, RawJson json) {
        switch (operation) {
            case CHAT_COMPLETIONS:
                return OpenAiChatRequest.parse(json, headers(http, OPENAI_HEADERS));
            case RESPONSES:
                return OpenAiResponsesRequest.parse(json, headers(http, OPENAI_HEADERS));
            case MESSAGES:
                return ClaudeMessagesRequest.parse(json, headers(http, CLAUDE_HEADERS));
            case GENERATE_CONTENT:
                return GeminiGenerateRequest.parse(decoded(model), false, Framing.SSE, json, Map.of());
            case STREAM_GENERATE_CONTENT:
                boolean sse = "sse".equals(QueryParameters.of(http, "alt"));
                return GeminiGenerateRequest.parse(
                        decoded(model), true, sse ? Framing.SSE : Framing.JSON_ARRAY, json, Map.of());
            case EMBEDDINGS:
                return OpenAiEmbeddingsRequest.parse(json, headers(http, OPENAI_HEADERS));
            case EMBED_CONTENT:
            case BATCH_EMBED_CONTENTS:
                boolean batch = operation == Operation.BATCH_EMBED_CONTENTS;
                return GeminiEmbedRequest.parse(decoded(model), batch, json, Map.of());
            case COMPLETIONS:
                return OpenAiCompletionsRequest.parse(json, headers(http, OPENAI_HEADERS));
            case COMPACT_RESPONSE:
                return OpenAiResponsesRequest.parse(json, headers(http, OPENAI_HEADERS), "compact");
            case MODERATIONS:
                return plain(http, Dialect.OPENAI_MODERATIONS, "", json);
            case IMAGE_GENERATIONS:
                return plain(http, Dialect.OPENAI_IMAGES, "", json);
            case IMAGE_EDITS:
                return plain(http, Dialect.OPENAI_IMAGES, "edits", json);
            case SPEECH:
                return plain(http, Dialect.OPENAI_AUDIO, "", json);
            case RERANK:
                return plain(http, Dialect.RERANK, "", json);
            default:
                throw new IllegalStateException(operation + " is no call");
        }
    }

    private static RouterRequest plain(HttpServletRequest http, Dialect dialect, String operation, RawJson json) {
        return OpenAiJsonRequest.parse(dialect, operation, json, headers(http, OPENAI_HEADERS));
    }

    private static RouterException.Builder invalid(RuntimeException cause) {
        String message = cause.getMessage();
        return RouterException.of(
                        RouterErrorCode.INVALID_REQUEST, message == null ? "the request is not valid" : message)
                .cause(cause);
    }

    /** A model's name out of a path. */
    static String decoded(@Nullable String encoded) {
        try {
            return URLDecoder.decode(encoded == null ? "" : encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw RouterException.of(
                            RouterErrorCode.INVALID_REQUEST, "the model's name in the path is not encoded rightly")
                    .param("model")
                    .build();
        }
    }

    private static Map<String, String> headers(HttpServletRequest http, List<String> names) {
        Map<String, String> headers = new HashMap<>();
        for (String name : names) {
            List<String> values = Collections.list(http.getHeaders(name));
            if (!values.isEmpty()) {
                headers.put(name, String.join(",", values));
            }
        }
        return headers;
    }
}
