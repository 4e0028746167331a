package io.modelrouter.starter.pairs;

import static io.modelrouter.starter.pairs.Json.array;
import static io.modelrouter.starter.pairs.Json.object;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.errors.ClientException;
import com.google.genai.errors.ServerException;
import com.google.genai.types.Candidate;
import com.google.genai.types.Content;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.GenerateContentResponseUsageMetadata;
import com.google.genai.types.Part;
import io.modelrouter.chat.Usage;
import io.modelrouter.starter.sdk.GeminiClients;
import io.modelrouter.starter.sdk.RunningGateway;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The Google GenAI SDK. It has no accumulator; its chat joins the parts of all chunks, and so does this. */
final class GeminiSdk implements SdkClient {
    private final Client client;

    GeminiSdk(String root) {
        client = GeminiClients.client(root, RunningGateway.KEY);
    }

    @Override
    public Dialect dialect() {
        return Dialect.GEMINI_GENERATE;
    }

    @Override
    public void user(ArrayNode out, String words) {
        out.add(object("role", "user", "parts", array(object("text", words))));
    }

    @Override
    public void media(ArrayNode out, String words, String mediaType, String base64) {
        JsonNode media = object("inlineData", object("mimeType", mediaType, "data", base64));
        out.add(object("role", "user", "parts", array(object("text", words), media)));
    }

    @Override
    public void assistant(ArrayNode out, String words) {
        out.add(object("role", "model", "parts", array(object("text", words))));
    }

    @Override
    public void results(ArrayNode out, List<Ask.Result> results) {
        ArrayNode parts = array();
        for (Ask.Result result : results) {
            ObjectNode response = object(
                    "id", Json.orAbsent(result.call().id()),
                    "name", result.call().name(),
                    "response", object("output", result.output()));
            parts.add(object("functionResponse", response));
        }
        out.add(object("role", "user", "parts", parts));
    }

    private GenerateContentConfig config(Ask ask) {
        ObjectNode config = object();
        if (ask.system != null) {
            config.set("systemInstruction", object("parts", array(object("text", ask.system))));
        }
        if (ask.tools) {
            ArrayNode functions = array();
            for (JsonNode tool : Ask.TOOLS) {
                functions.add(object(
                        "name", tool.path("name"),
                        "description", tool.path("description"),
                        "parametersJsonSchema", tool.path("schema")));
            }
            config.set("tools", array(object("functionDeclarations", functions)));
        }
        if (ask.thinking) {
            config.set("thinkingConfig", object("includeThoughts", true, "thinkingBudget", 4096));
        }
        if (ask.maxTokens != null) {
            config.put("maxOutputTokens", ask.maxTokens);
        }
        if (ask.schema) {
            config.put("responseMimeType", "application/json");
            config.set("responseJsonSchema", Ask.RECIPE);
        }
        return GenerateContentConfig.fromJson(config.toString());
    }

    @Override
    public Heard ask(Ask ask, boolean stream) {
        List<Content> contents = new ArrayList<>();
        ask.lines(this).forEach(line -> contents.add(Content.fromJson(line.toString())));
        if (!stream) {
            return heard(List.of(client.models.generateContent(ask.model, contents, config(ask))));
        }
        List<GenerateContentResponse> chunks = new ArrayList<>();
        try (ResponseStream<GenerateContentResponse> events =
                client.models.generateContentStream(ask.model, contents, config(ask))) {
            events.forEach(chunks::add);
        }
        return heard(chunks);
    }

    private static Heard heard(List<GenerateContentResponse> chunks) {
        StringBuilder text = new StringBuilder();
        StringBuilder thinking = new StringBuilder();
        List<PlayedAnswer.Call> calls = new ArrayList<>();
        ArrayNode replay = array();
        String stop = "none";
        Map<String, Long> usage = Map.of();
        for (GenerateContentResponse chunk : chunks) {
            Candidate candidate = chunk.candidates().orElse(List.of()).stream()
                    .findFirst()
                    .orElse(Candidate.builder().build());
            for (Part part : candidate.content().flatMap(Content::parts).orElse(List.of())) {
                boolean thought = part.thought().orElse(false);
                part.text().ifPresent((thought ? thinking : text)::append);
                part.functionCall().ifPresent(call -> calls.add(call(call)));
                replay.add(Json.read(part.toJson()));
            }
            stop = candidate.finishReason().map(Object::toString).orElse(stop);
            usage = chunk.usageMetadata().map(GeminiSdk::counts).orElse(usage);
        }
        GenerateContentResponse first = chunks.get(0);
        return new Heard(
                first.responseId().orElse(""),
                first.modelVersion().orElse(""),
                text.toString(),
                thinking.toString(),
                "",
                calls,
                stop,
                usage,
                replay.isEmpty() ? List.of() : List.of(object("role", "model", "parts", replay)),
                header(first));
    }

    private static String header(GenerateContentResponse answer) {
        Map<String, String> headers =
                answer.sdkHttpResponse().flatMap(response -> response.headers()).orElse(Map.of());
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (header.getKey().equalsIgnoreCase("x-router-dropped")) {
                return header.getValue();
            }
        }
        return "";
    }

    private static PlayedAnswer.Call call(FunctionCall call) {
        JsonNode json = Json.read(call.toJson());
        String arguments = (json.has("args") ? json.path("args") : object()).toString();
        return new PlayedAnswer.Call(call.id().orElse(null), call.name().orElse(""), arguments);
    }

    private static Map<String, Long> counts(GenerateContentResponseUsageMetadata usage) {
        Map<String, Long> counts = new HashMap<>();
        counts.put("prompt", (long) usage.promptTokenCount().orElse(0));
        counts.put("cached", (long) usage.cachedContentTokenCount().orElse(0));
        counts.put("candidates", (long) usage.candidatesTokenCount().orElse(0));
        counts.put("thoughts", (long) usage.thoughtsTokenCount().orElse(0));
        counts.put("total", (long) usage.totalTokenCount().orElse(0));
        return counts;
    }

    @Override
    public Map<String, Long> usage(Usage usage) {
        return Map.of(
                "prompt", usage.prompt(),
                "cached", usage.cacheRead(),
                "candidates", usage.output() - usage.reasoning(),
                "thoughts", usage.reasoning(),
                "total", usage.total());
    }

    @Override
    public String stop(PlayedAnswer.Stop stop) {
        return switch (stop) {
            case LENGTH -> "MAX_TOKENS";
            case FILTER, REFUSAL -> "SAFETY";
            default -> "STOP";
        };
    }

    @Override
    public Class<? extends Throwable> exception(PlayedAnswer.Failing failing, boolean stream) {
        return switch (failing) {
            case BAD_REQUEST, RATE_LIMIT -> ClientException.class;
            default -> ServerException.class;
        };
    }

    @Override
    public List<Integer> statusAndWait(Throwable exception) {
        return List.of(((ApiException) exception).code(), -1);
    }

    @Override
    public int status(PlayedAnswer.Failing failing) {
        return failing == PlayedAnswer.Failing.BAD_REQUEST
                ? 400
                : failing == PlayedAnswer.Failing.RATE_LIMIT ? 429 : 503;
    }

    @Override
    public void close() {
        client.close();
    }
}
