package io.modelrouter.providers.demo;

import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.providers.demo.DemoAsk.Said;
import io.modelrouter.providers.demo.DemoAsk.Tool;
import io.modelrouter.providers.demo.DemoAsk.Tools;
import io.modelrouter.providers.demo.DemoAsk.Wish;
import io.modelrouter.providers.demo.DemoTurn.Call;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gemini {@code generateContent} and {@code streamGenerateContent}. Members are read in camel and in snake case, as the
 * vendor does. A stream is framed by CRLF, has no end mark, and ends with a part that is empty but for the signature, as
 * recorded from Gemini 3.
 *
 * @see <a href="https://ai.google.dev/api/generate-content">the vendor's reference</a>
 */
final class DemoGemini implements DemoDialect {
    private static final int MOST_CANDIDATES = 8;
    private static final List<String> RESULT_MEMBERS = List.of("output", "result", "content", "response");

    /** One answer of one or more candidates. */
    private record Answer(String id, DemoAsk ask, List<DemoTurn> turns, String signature) {
        ObjectNode chunk(ObjectNode candidate, ObjectNode usage) {
            ObjectNode chunk = DemoJson.object();
            chunk.putArray("candidates").add(candidate);
            chunk.set("usageMetadata", usage);
            return named(chunk);
        }

        ObjectNode named(ObjectNode chunk) {
            return chunk.put("modelVersion", ask.model()).put("responseId", id);
        }
    }

    @Override
    public DemoReply refuse(DemoRefusal refusal, DemoIds ids) {
        int status = refusal.status();
        ObjectNode body = DemoJson.object();
        ObjectNode error = body.putObject("error")
                .put("code", status)
                .put("message", refusal.message())
                .put("status", canonical(status));
        HttpHeaders.Builder headers = HttpHeaders.builder().add("content-type", "application/json; charset=UTF-8");
        if (status == 429) {
            error.putArray("details")
                    .addObject()
                    .put("@type", "type.googleapis.com/google.rpc.RetryInfo")
                    .put("retryDelay", "1s");
            headers.add("retry-after", "1");
        }
        return DemoReply.whole(status, headers.build(), DemoJson.write(body));
    }

    private static String canonical(int status) {
        return switch (status) {
            case 401 -> "UNAUTHENTICATED";
            case 403 -> "PERMISSION_DENIED";
            case 404 -> "NOT_FOUND";
            case 409 -> "ABORTED";
            case 429 -> "RESOURCE_EXHAUSTED";
            case 499 -> "CANCELLED";
            case 501 -> "UNIMPLEMENTED";
            case 503 -> "UNAVAILABLE";
            case 504 -> "DEADLINE_EXCEEDED";
            default -> status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT";
        };
    }

    @Override
    public DemoReply answer(ObjectNode body, Setting setting) throws DemoRefusal {
        DemoAsk ask = read(body, setting.model());
        DemoIds ids = setting.ids();
        Answer answer = new Answer(ids.base62("", 22), ask, DemoScript.play(ask), ids.signature());
        HttpHeaders.Builder headers = HttpHeaders.builder();
        if (!setting.stream()) {
            headers.add("content-type", "application/json; charset=UTF-8");
            return DemoReply.whole(200, headers.build(), DemoJson.write(whole(answer, ids)));
        }
        headers.add("content-type", setting.sse() ? "text/event-stream" : "application/json; charset=UTF-8");
        return new DemoReply(
                200,
                headers.build(),
                new Chunks(answer, setting.sse(), ids).frames().iterator(setting.cut()));
    }

    // Reading

    private static DemoAsk read(ObjectNode body, String model) throws DemoRefusal {
        JsonNode contents = body.path("contents");
        if (!contents.isArray() || contents.isEmpty()) {
            throw DemoRefusal.badRequest("* GenerateContentRequest.contents: contents is not specified");
        }
        JsonNode config = DemoJson.camel(body, "generationConfig");
        JsonNode schema = DemoJson.camel(config, "responseJsonSchema");
        if (!schema.isObject()) {
            schema = DemoJson.camel(config, "responseSchema");
        }
        String mime = DemoJson.camel(config, "responseMimeType").stringValue("");
        JsonNode candidates = DemoJson.camel(config, "candidateCount");
        JsonNode limit = DemoJson.camel(config, "maxOutputTokens");
        boolean unlimited = limit.isMissingNode() || limit.isNull();
        Wish wish = new Wish(
                DemoJson.camel(DemoJson.camel(config, "thinkingConfig"), "includeThoughts")
                        .booleanValue(false),
                schema.isObject() || mime.equals("application/json"),
                schema.isObject() ? schema : null,
                unlimited ? Integer.MAX_VALUE : DemoJson.positive(limit, "max_output_tokens", Integer.MAX_VALUE),
                DemoJson.strings(DemoJson.camel(config, "stopSequences")),
                candidates.isMissingNode() || candidates.isNull()
                        ? 1
                        : DemoJson.positive(candidates, "candidate_count", MOST_CANDIDATES));
        return new DemoAsk(model, TokenGuess.prompt(body), said(contents), tools(body), wish);
    }

    /** Contents that are not the model's in a row are one turn; some clients send each function's result in its own. */
    private static Said said(JsonNode contents) {
        List<String> results = new ArrayList<>();
        String text = "";
        boolean lastTurn = true;
        for (int i = contents.size() - 1; i >= 0 && (lastTurn || text.isBlank()); i--) {
            JsonNode content = contents.get(i);
            if (DemoJson.text(content, "role", "user").equals("model")) {
                lastTurn = false;
                continue;
            }
            text = text.isBlank() ? DemoJson.lastText(content.path("parts")) : text;
            if (lastTurn) {
                results.addAll(0, results(content.path("parts")));
            }
        }
        return new Said(text, results);
    }

    private static List<String> results(JsonNode parts) {
        List<String> results = new ArrayList<>();
        for (JsonNode part : parts.values()) {
            JsonNode result = DemoJson.camel(part, "functionResponse");
            if (result.isObject()) {
                results.add(unwrapped(result.path("response")));
            }
        }
        return results;
    }

    /** The one text inside a function's response, which every client wraps under another name. */
    private static String unwrapped(JsonNode response) {
        for (String name : RESULT_MEMBERS) {
            if (response.has(name)) {
                return DemoJson.flatText(response.path(name));
            }
        }
        return DemoJson.flatText(response);
    }

    private static Tools tools(JsonNode body) {
        List<Tool> offered = new ArrayList<>();
        for (JsonNode tool : body.path("tools").values()) {
            for (JsonNode function :
                    DemoJson.camel(tool, "functionDeclarations").values()) {
                String name = DemoJson.text(function, "name");
                if (name != null) {
                    JsonNode schema = DemoJson.camel(function, "parametersJsonSchema");
                    schema = schema.isObject() ? schema : function.path("parameters");
                    offered.add(new Tool(name, null, SchemaSample.orEmpty(schema), false));
                }
            }
        }
        JsonNode calling = DemoJson.camel(DemoJson.camel(body, "toolConfig"), "functionCallingConfig");
        List<String> names = DemoJson.strings(DemoJson.camel(calling, "allowedFunctionNames"));
        if (!names.isEmpty()) {
            offered.removeIf(tool -> !names.contains(tool.name()));
        }
        String mode = DemoJson.text(calling, "mode", "AUTO").toUpperCase(Locale.ROOT);
        return new Tools(offered, !mode.equals("NONE"), null, true);
    }

    // Writing

    private static ObjectNode whole(Answer answer, DemoIds ids) {
        ObjectNode whole = DemoJson.object();
        ArrayNode candidates = whole.putArray("candidates");
        for (int index = 0; index < answer.turns().size(); index++) {
            DemoTurn turn = answer.turns().get(index);
            ArrayNode parts = DemoJson.array();
            if (!turn.thought().isEmpty()) {
                parts.addObject().put("text", turn.thoughtText()).put("thought", true);
            }
            if (!turn.text().isEmpty()) {
                ObjectNode part = parts.addObject().put("text", turn.fullText());
                if (!turn.thought().isEmpty()) {
                    part.put("thoughtSignature", answer.signature());
                }
            }
            for (int i = 0; i < turn.calls().size(); i++) {
                parts.add(call(answer, turn, i, ids));
            }
            candidates.add(candidate(parts, finishReason(turn), index));
        }
        int thoughts = answer.turns().stream().mapToInt(DemoTurn::thoughtTokens).sum();
        int said = answer.turns().stream().mapToInt(DemoTurn::answerTokens).sum();
        whole.set("usageMetadata", usage(answer.ask(), thoughts, said));
        return answer.named(whole);
    }

    /** The chunks of a stream; counts what has been said, since every chunk tells the usage so far. */
    private static final class Chunks {
        private final Answer answer;
        private final boolean sse;
        private final DemoIds ids;
        private int thoughtTokens;
        private int answerTokens;
        private boolean begun;

        Chunks(Answer answer, boolean sse, DemoIds ids) {
            this.answer = answer;
            this.sse = sse;
            this.ids = ids;
        }

        DemoFrames frames() {
            DemoFrames frames = new DemoFrames();
            for (int i = 0; i < answer.turns().size(); i++) {
                int index = i;
                DemoTurn turn = answer.turns().get(i);
                for (String part : turn.thoughtChunks()) {
                    // A thought is counted when it is over, as the vendor does.
                    frames.paced(() -> chunk(text(part).put("thought", true), null, index));
                }
                for (String part : turn.textChunks()) {
                    frames.paced(() -> {
                        counted(index, TokenGuess.count(part));
                        return chunk(text(part), null, index);
                    });
                }
                for (int k = 0; k < turn.calls().size(); k++) {
                    int at = k;
                    frames.paced(() -> {
                        counted(index, turn.calls().get(at).tokens());
                        return chunk(call(answer, turn, at, ids), null, index);
                    });
                }
                frames.add(() -> {
                    counted(index, 0);
                    return chunk(last(turn), finishReason(turn), index);
                });
            }
            if (!sse) {
                frames.add(() -> "]");
            }
            return frames;
        }

        private void counted(int index, int tokens) {
            answerTokens += tokens;
            thoughtTokens = answer.turns().subList(0, index + 1).stream()
                    .mapToInt(DemoTurn::thoughtTokens)
                    .sum();
        }

        private String chunk(@Nullable ObjectNode part, @Nullable String finishReason, int index) {
            ArrayNode parts = DemoJson.array();
            if (part != null) {
                parts.add(part);
            }
            String json = DemoJson.write(answer.chunk(
                    candidate(parts, finishReason, index), usage(answer.ask(), thoughtTokens, answerTokens)));
            if (sse) {
                return "data: " + json + "\r\n\r\n";
            }
            String lead = begun ? ",\r\n" : "[";
            begun = true;
            return lead + json;
        }

        /** The part of the last chunk; none where the limit left no room for an answer. */
        private @Nullable ObjectNode last(DemoTurn turn) {
            if (turn.text().isEmpty() && turn.calls().isEmpty()) {
                return null;
            }
            ObjectNode part = text("");
            return turn.thought().isEmpty() || turn.text().isEmpty()
                    ? part
                    : part.put("thoughtSignature", answer.signature());
        }
    }

    private static ObjectNode text(String text) {
        return DemoJson.object().put("text", text);
    }

    /** A call, always whole. The first carries a signature, shown thought or not, as Gemini 3 has it. */
    private static ObjectNode call(Answer answer, DemoTurn turn, int at, DemoIds ids) {
        Call call = turn.calls().get(at);
        ObjectNode part = DemoJson.object();
        ObjectNode function =
                part.putObject("functionCall").put("name", call.tool().name());
        function.set("args", call.arguments());
        function.put("id", ids.base36(8));
        if (at == 0) {
            part.put("thoughtSignature", answer.signature());
        }
        return part;
    }

    private static ObjectNode candidate(ArrayNode parts, @Nullable String finishReason, int index) {
        ObjectNode candidate = DemoJson.object();
        ObjectNode content = candidate.putObject("content");
        if (!parts.isEmpty()) {
            content.set("parts", parts);
        }
        content.put("role", "model");
        if (finishReason != null) {
            candidate.put("finishReason", finishReason);
        }
        return candidate.put("index", index);
    }

    /** STOP also when a tool is called. */
    private static String finishReason(DemoTurn turn) {
        return turn.ending() == DemoTurn.Ending.LENGTH ? "MAX_TOKENS" : "STOP";
    }

    /** Counts that are zero are left out; the total includes thoughts, the candidates' count does not. */
    private static ObjectNode usage(DemoAsk ask, int thoughts, int said) {
        ObjectNode usage = DemoJson.object().put("promptTokenCount", ask.promptTokens());
        if (said > 0) {
            usage.put("candidatesTokenCount", said);
        }
        usage.put("totalTokenCount", ask.promptTokens() + thoughts + said);
        usage.putArray("promptTokensDetails")
                .addObject()
                .put("modality", "TEXT")
                .put("tokenCount", ask.promptTokens());
        if (thoughts > 0) {
            usage.put("thoughtsTokenCount", thoughts);
        }
        return usage.put("serviceTier", "standard");
    }
}
