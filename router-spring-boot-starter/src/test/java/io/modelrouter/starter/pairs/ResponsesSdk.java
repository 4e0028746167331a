package io.modelrouter.starter.pairs;

import static io.modelrouter.starter.pairs.Json.array;
import static io.modelrouter.starter.pairs.Json.object;

import com.openai.client.OpenAIClient;
import com.openai.core.ObjectMappers;
import com.openai.core.RequestOptions;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseReasoningItem;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseUsage;
import io.modelrouter.chat.Usage;
import io.modelrouter.starter.sdk.OpenAiClients;
import io.modelrouter.starter.sdk.RunningGateway;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAI SDK at responses; the vendor keeps nothing unless an answer before is named. */
final class ResponsesSdk implements SdkClient {
    /** The SDK's strict reading knows a few codes of failed responses only; all other events are checked one by one. */
    private static final RequestOptions LENIENT =
            RequestOptions.builder().responseValidation(false).build();

    private final OpenAIClient client;

    ResponsesSdk(String root) {
        this(root, RunningGateway.KEY);
    }

    ResponsesSdk(String root, String key) {
        client = OpenAiClients.client(root, key);
    }

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI_RESPONSES;
    }

    @Override
    public void user(ArrayNode out, String words) {
        out.add(object("role", "user", "content", words));
    }

    @Override
    public void media(ArrayNode out, String words, String mediaType, String base64) {
        String url = "data:" + mediaType + ";base64," + base64;
        JsonNode media = mediaType.equals("application/pdf")
                ? object("type", "input_file", "filename", "a.pdf", "file_data", url)
                : object("type", "input_image", "detail", "auto", "image_url", url);
        out.add(object("role", "user", "content", array(object("type", "input_text", "text", words), media)));
    }

    @Override
    public void assistant(ArrayNode out, String words) {
        out.add(object("role", "assistant", "content", words));
    }

    @Override
    public void results(ArrayNode out, List<Ask.Result> results) {
        for (Ask.Result result : results) {
            out.add(object(
                    "type", "function_call_output",
                    "call_id", result.call().id(),
                    "output", result.output()));
        }
    }

    private ResponseCreateParams params(Ask ask) {
        ObjectNode body = object("model", ask.model, "input", ask.lines(this));
        if (ask.system != null) {
            body.put("instructions", ask.system);
        }
        if (ask.tools) {
            ArrayNode tools = body.putArray("tools");
            for (JsonNode tool : Ask.TOOLS) {
                tools.add(object(
                        "type", "function",
                        "name", tool.path("name"),
                        "description", tool.path("description"),
                        "parameters", tool.path("schema"),
                        "strict", false));
            }
        }
        if (ask.thinking) {
            body.set("reasoning", object("effort", "medium", "summary", "auto"));
            body.set("include", array("reasoning.encrypted_content"));
        }
        if (ask.maxTokens != null) {
            body.put("max_output_tokens", ask.maxTokens);
        }
        if (ask.schema) {
            JsonNode format = object("type", "json_schema", "name", "recipe", "schema", Ask.RECIPE, "strict", true);
            body.set("text", object("format", format));
        }
        if (ask.previous != null) {
            body.put("previous_response_id", ask.previous);
        }
        body.put("store", ask.stores);
        try {
            return ResponseCreateParams.builder()
                    .body(ObjectMappers.jsonMapper().readValue(body.toString(), ResponseCreateParams.Body.class))
                    .build();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Heard ask(Ask ask, boolean stream) {
        ResponseCreateParams params = params(ask);
        if (!stream) {
            HttpResponseFor<Response> response =
                    client.withRawResponse().responses().create(params);
            return heard(response.parse(), response.headers());
        }
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        HttpResponseFor<StreamResponse<ResponseStreamEvent>> response =
                client.withRawResponse().responses().createStreaming(params, LENIENT);
        try (StreamResponse<ResponseStreamEvent> events = response.parse()) {
            long[] last = {-1};
            events.stream().forEach(event -> {
                last[0] = risen(last[0], event);
                event.failed().ifPresent(failed -> {
                    throw new FailedResponse(failed.response().error().toString());
                });
                event.validate();
                accumulator.accumulate(event);
            });
        }
        return heard(accumulator.response().validate(), response.headers());
    }

    private static long risen(long last, ResponseStreamEvent event) {
        long number = json(event).path("sequence_number").asLong(-1);
        if (number <= last) {
            throw new AssertionError("sequence_number " + number + " after " + last);
        }
        return number;
    }

    private static JsonNode json(Object value) {
        try {
            return Json.read(ObjectMappers.jsonMapper().writeValueAsString(value));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Heard heard(Response answer, Headers headers) {
        StringBuilder text = new StringBuilder();
        StringBuilder refusal = new StringBuilder();
        StringBuilder thinking = new StringBuilder();
        List<PlayedAnswer.Call> calls = new ArrayList<>();
        List<JsonNode> replay = new ArrayList<>();
        for (ResponseOutputItem item : answer.output()) {
            if (item.isMessage()) {
                item.asMessage().content().forEach(part -> {
                    part.outputText().ifPresent(said -> text.append(said.text()));
                    part.refusal().ifPresent(said -> refusal.append(said.refusal()));
                });
                replay.add(json(ResponseInputItem.ofResponseOutputMessage(item.asMessage())));
            } else if (item.isReasoning()) {
                item.asReasoning().summary().stream()
                        .map(ResponseReasoningItem.Summary::text)
                        .forEach(thinking::append);
                replay.add(json(ResponseInputItem.ofReasoning(item.asReasoning())));
            } else {
                ResponseFunctionToolCall call = item.asFunctionCall();
                calls.add(new PlayedAnswer.Call(call.callId(), call.name(), call.arguments()));
                replay.add(json(ResponseInputItem.ofFunctionCall(call)));
            }
        }
        return new Heard(
                answer.id(),
                answer.model().asString(),
                text.toString(),
                thinking.toString(),
                refusal.toString(),
                calls,
                stop(answer),
                answer.usage().map(ResponsesSdk::counts).orElse(Map.of()),
                replay,
                String.join(", ", headers.values("x-router-dropped")));
    }

    private static String stop(Response answer) {
        String status = answer.status().orElseThrow().asString();
        return status
                + answer.incompleteDetails()
                        .flatMap(Response.IncompleteDetails::reason)
                        .map(reason -> " " + reason.asString())
                        .orElse("");
    }

    private static Map<String, Long> counts(ResponseUsage usage) {
        Map<String, Long> counts = new TreeMap<>();
        counts.put("input", usage.inputTokens());
        counts.put("output", usage.outputTokens());
        counts.put("total", usage.totalTokens());
        counts.put("cached", usage.inputTokensDetails().cachedTokens());
        counts.put("reasoning", usage.outputTokensDetails().reasoningTokens());
        return counts;
    }

    @Override
    public Map<String, Long> usage(Usage usage) {
        return Map.of(
                "input", usage.prompt(),
                "output", usage.output(),
                "total", usage.total(),
                "cached", usage.cacheRead(),
                "reasoning", usage.reasoning());
    }

    @Override
    public String stop(PlayedAnswer.Stop stop) {
        return switch (stop) {
            case LENGTH -> "incomplete max_output_tokens";
            case FILTER -> "incomplete content_filter";
            default -> "completed";
        };
    }

    @Override
    public Class<? extends Throwable> exception(PlayedAnswer.Failing failing, boolean stream) {
        return switch (failing) {
            case BAD_REQUEST -> BadRequestException.class;
            case RATE_LIMIT -> RateLimitException.class;
            case ERROR_EVENT, CUT, SHORT -> stream ? FailedResponse.class : InternalServerException.class;
            default -> InternalServerException.class;
        };
    }

    @Override
    public List<Integer> statusAndWait(Throwable exception) {
        OpenAIServiceException failure = (OpenAIServiceException) exception;
        List<String> wait = failure.headers().values("retry-after");
        return List.of(failure.statusCode(), wait.isEmpty() ? -1 : Integer.parseInt(wait.get(0)));
    }

    @Override
    public int status(PlayedAnswer.Failing failing) {
        return failing == PlayedAnswer.Failing.BAD_REQUEST
                ? 400
                : failing == PlayedAnswer.Failing.RATE_LIMIT ? 429 : 502;
    }

    @Override
    public void close() {
        client.close();
    }
}
