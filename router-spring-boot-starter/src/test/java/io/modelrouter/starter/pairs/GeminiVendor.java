package io.modelrouter.starter.pairs;

import static io.modelrouter.starter.pairs.Json.ABSENT;
import static io.modelrouter.starter.pairs.Json.array;
import static io.modelrouter.starter.pairs.Json.object;
import static io.modelrouter.starter.pairs.Json.orAbsent;
import static io.modelrouter.starter.pairs.Json.text;
import static io.modelrouter.starter.pairs.Json.textOrNull;

import io.modelrouter.chat.Usage;
import io.modelrouter.starter.pairs.Asked.Kind;
import io.modelrouter.starter.pairs.Asked.Piece;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Google, at generateContent; a model that wants its signatures back. */
final class GeminiVendor extends PlayedVendor {
    /** What Google lets clients write on a call that another vendor's model made. */
    static final String SKIP = "skip_thought_signature_validator";

    private static final Set<String> KNOWN =
            Set.of("contents systemInstruction tools toolConfig generationConfig safetySettings cachedContent labels"
                    .split(" "));
    private static final Set<String> KNOWN_SETTINGS =
            Set.of("temperature topP topK candidateCount maxOutputTokens stopSequences responseMimeType responseSchema"
                    .concat(" responseJsonSchema presencePenalty frequencyPenalty seed responseLogprobs logprobs")
                    .concat(" thinkingConfig responseModalities mediaResolution speechConfig")
                    .split(" "));

    @Override
    Dialect dialect() {
        return Dialect.GEMINI_GENERATE;
    }

    @Override
    String type() {
        return "gemini";
    }

    @Override
    String signature(String seed) {
        byte[] bytes = ("\u0012\u00ff\u00fe?>thought " + seed).getBytes(StandardCharsets.ISO_8859_1);
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    Asked read(LoopbackUpstream.Request request, JsonNode body) {
        String method = request.target().replaceFirst(".*:", "").replaceFirst("\\?.*", "");
        require(
                method.equals("generateContent") || method.equals("streamGenerateContent"),
                "no such path: " + request.target());
        boolean stream = method.startsWith("stream");
        require(!stream || request.target().contains("alt=sse"), "a stream without alt=sse is one JSON array");
        onlyMembers(body, "", KNOWN);
        JsonNode settings = body.path("generationConfig");
        onlyMembers(settings, "generationConfig.", KNOWN_SETTINGS);
        StringBuilder system = new StringBuilder();
        body.path("systemInstruction")
                .path("parts")
                .forEach(part -> system.append(system.isEmpty() ? "" : "\n").append(text(part, "text")));
        JsonNode thinking = settings.path("thinkingConfig");
        boolean thinks = thinking.isObject() && thinking.path("thinkingBudget").asLong(-1) != 0;
        List<Piece> pieces = contents(body.path("contents"), thinks);
        require(
                !(thinking.has("thinkingBudget") && thinking.has("thinkingLevel")),
                "You can only set only one of thinking budget and thinking level.");
        JsonNode schema = settings.has("responseJsonSchema")
                ? settings.path("responseJsonSchema")
                : settings.has("responseSchema") ? settings.path("responseSchema") : null;
        require(
                schema == null || text(settings, "responseMimeType").equals("application/json"),
                "a response schema wants the response mime type application/json");
        String model = request.target().replaceFirst(".*/models/", "").replaceFirst(":.*", "");
        return new Asked(
                number(),
                model,
                stream,
                system.toString(),
                pieces,
                tools(body),
                thinks,
                thinking.path("includeThoughts").asBoolean(false),
                schema,
                settings.path("maxOutputTokens").isNumber()
                        ? settings.path("maxOutputTokens").asLong()
                        : null,
                body);
    }

    private List<Piece> contents(JsonNode contents, boolean thinks) {
        require(contents.size() > 0, "contents is not specified");
        List<Piece> pieces = new ArrayList<>();
        int loop = lastUserWords(contents);
        List<Piece> open = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            JsonNode content = contents.get(i);
            String role = text(content, "role");
            require(role.equals("user") || role.equals("model"), "Please use a valid role: user, model");
            require(content.path("parts").size() > 0, "contents." + i + ".parts must not be empty");
            List<Piece> read = new ArrayList<>();
            for (JsonNode part : content.path("parts")) {
                read.add(part(part, role.equals("model") ? "assistant" : "user"));
            }
            List<Piece> results =
                    read.stream().filter(piece -> piece.kind() == Kind.RESULT).toList();
            require(
                    open.size() == results.size(),
                    "Please ensure that the number of function response parts is equal to the number of function call"
                            + " parts of the function call turn. " + open + results);
            results.forEach(result -> answer(open, result));
            List<Piece> calls =
                    read.stream().filter(piece -> piece.kind() == Kind.CALL).toList();
            open.addAll(calls);
            require(
                    !thinks || calls.isEmpty() || i < loop || calls.get(0).signature() != null,
                    "Function call is missing a thought_signature in functionCall parts, function call "
                            + (calls.isEmpty() ? "" : calls.get(0).name()) + ", position " + i);
            pieces.addAll(read);
        }
        require(open.isEmpty(), "calls without responses: " + open);
        return pieces;
    }

    /** By id where both have one, else by the name in order. */
    private static void answer(List<Piece> open, Piece result) {
        for (Piece call : open) {
            boolean same = call.id() != null && result.id() != null
                    ? call.id().equals(result.id())
                    : call.name().equals(result.name());
            if (same) {
                require(call.name().equals(result.name()), "a response of another function: " + result.name());
                open.remove(call);
                return;
            }
        }
        throw new Complaint("no call for the response " + result + " in " + open);
    }

    /** Where the turn that still runs began: at the last content of the user that is more than responses. */
    private static int lastUserWords(JsonNode contents) {
        int last = 0;
        for (int i = 0; i < contents.size(); i++) {
            boolean results = contents.get(i).path("parts").path(0).has("functionResponse");
            last = text(contents.get(i), "role").equals("user") && !results ? i : last;
        }
        return last;
    }

    private Piece part(JsonNode part, String role) {
        String signature = textOrNull(part, "thoughtSignature");
        require(
                signature == null || hasIssued(signature) || signature.equals(SKIP),
                "Thought signature is not valid: " + signature);
        String seen = SKIP.equals(signature) ? SKIP : signature;
        if (part.has("functionCall")) {
            JsonNode call = part.path("functionCall");
            require(role.equals("assistant"), "a function call of the user");
            JsonNode arguments = call.has("args") ? call.path("args") : object();
            require(arguments.isObject(), "args are no object");
            return new Piece(role, Kind.CALL, textOrNull(call, "id"), text(call, "name"), arguments.toString(), seen);
        }
        if (part.has("functionResponse")) {
            JsonNode response = part.path("functionResponse");
            require(role.equals("user"), "a function response of the model");
            require(response.path("response").isObject(), "the response is no object: " + part);
            return new Piece(
                    role,
                    Kind.RESULT,
                    textOrNull(response, "id"),
                    text(response, "name"),
                    response.path("response").toString(),
                    null);
        }
        if (part.has("inlineData")) {
            JsonNode data = part.path("inlineData");
            Kind kind = text(data, "mimeType").equals("application/pdf") ? Kind.PDF : Kind.IMAGE;
            require(kind == Kind.PDF || text(data, "mimeType").equals("image/png"), "mimeType: " + data);
            return new Piece(role, kind, null, null, text(data, "data"), null);
        }
        require(part.has("text"), "required oneof field 'data' must have one initialized field: " + part);
        Kind kind = part.path("thought").asBoolean(false) ? Kind.THINKING : Kind.TEXT;
        return new Piece(role, kind, null, null, text(part, "text"), seen);
    }

    private static List<JsonNode> tools(JsonNode body) {
        List<JsonNode> tools = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            onlyMembers(tool, "tools.", Set.of("functionDeclarations"));
            for (JsonNode function : tool.path("functionDeclarations")) {
                tools.add(object(
                        "name",
                        text(function, "name"),
                        "description",
                        text(function, "description"),
                        "schema",
                        function.has("parametersJsonSchema")
                                ? function.path("parametersJsonSchema")
                                : function.path("parameters")));
            }
        }
        return tools;
    }

    private static String finish(PlayedAnswer answer) {
        return switch (answer.stop()) {
            case LENGTH -> "MAX_TOKENS";
            case FILTER, REFUSAL -> "SAFETY";
            default -> "STOP";
        };
    }

    private static JsonNode usage(Usage usage) {
        return object(
                "promptTokenCount",
                usage.prompt(),
                "cachedContentTokenCount",
                usage.cacheRead() == 0 ? ABSENT : usage.cacheRead(),
                "candidatesTokenCount",
                usage.output() - usage.reasoning(),
                "totalTokenCount",
                usage.total(),
                "promptTokensDetails",
                array(object("modality", "TEXT", "tokenCount", usage.prompt())),
                "thoughtsTokenCount",
                usage.reasoning() == 0 ? ABSENT : usage.reasoning());
    }

    private static List<ObjectNode> parts(PlayedAnswer answer) {
        List<ObjectNode> parts = new ArrayList<>();
        if (answer.thinking() != null) {
            parts.add(object("text", answer.thinking(), "thought", true));
        }
        answer.text().forEach(piece -> parts.add(object("text", piece)));
        boolean first = true;
        for (PlayedAnswer.Call call : answer.calls()) {
            parts.add(object(
                    "functionCall",
                    object("name", call.name(), "args", Json.read(call.arguments())),
                    "thoughtSignature",
                    first ? orAbsent(answer.signature()) : ABSENT));
            first = false;
        }
        if (answer.calls().isEmpty() && answer.signature() != null) {
            parts.add(object("text", "", "thoughtSignature", answer.signature()));
        }
        return parts;
    }

    private static ObjectNode chunk(Asked asked, PlayedAnswer answer, ArrayNode parts, String finish) {
        return object(
                "candidates",
                array(object(
                        "content",
                        parts.isEmpty() ? ABSENT : object("parts", parts, "role", "model"),
                        "finishReason",
                        finish == null ? ABSENT : finish,
                        "index",
                        0)),
                "usageMetadata",
                usage(answer.usage()),
                "modelVersion",
                asked.model() + "-001",
                "responseId",
                asked.id());
    }

    @Override
    JsonNode whole(PlayedAnswer answer, Asked asked) {
        List<ObjectNode> parts = new ArrayList<>(parts(answer));
        if (answer.text().size() > 1) {
            parts.removeIf(part -> answer.text().contains(text(part, "text")) && !part.has("thought"));
            parts.add(answer.thinking() == null ? 0 : 1, object("text", answer.allText()));
        }
        return chunk(asked, answer, array(parts.toArray()), finish(answer));
    }

    @Override
    List<String> frames(PlayedAnswer answer, Asked asked) {
        List<String> frames = new ArrayList<>();
        List<ObjectNode> parts = parts(answer);
        for (int i = 0; i < parts.size(); i++) {
            boolean last = i == parts.size() - 1;
            frames.add(frame(chunk(asked, answer, array(parts.get(i)), last ? finish(answer) : null)));
        }
        if (parts.isEmpty()) {
            frames.add(frame(chunk(asked, answer, array(), finish(answer))));
        }
        return frames;
    }

    private static String frame(JsonNode chunk) {
        return "data: " + chunk + "\r\n\r\n";
    }

    @Override
    String errorFrame() {
        return frame(error(503, "canary: overloaded in the middle"));
    }

    @Override
    JsonNode error(int status, String message) {
        String word = switch (status) {
            case 400 -> "INVALID_ARGUMENT";
            case 401 -> "UNAUTHENTICATED";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 503 -> "UNAVAILABLE";
            default -> "INTERNAL";
        };
        JsonNode details = status == 429
                ? array(object("@type", "type.googleapis.com/google.rpc.RetryInfo", "retryDelay", "7s"))
                : array();
        return object("error", object("code", status, "message", message, "status", word, "details", details));
    }
}
