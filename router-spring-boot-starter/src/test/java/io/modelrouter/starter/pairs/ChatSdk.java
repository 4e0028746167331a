package io.modelrouter.starter.pairs;

import static io.modelrouter.starter.pairs.Json.array;
import static io.modelrouter.starter.pairs.Json.object;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.ObjectMappers;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.SseException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.completions.CompletionUsage;
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

/** The OpenAI SDK at chat completions. Its user keeps the reasoning that the SDK has no types for, as OpenRouter's. */
final class ChatSdk implements SdkClient {
    private final OpenAIClient client;

    ChatSdk(String root) {
        client = OpenAiClients.client(root, RunningGateway.KEY);
    }

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI_CHAT;
    }

    @Override
    public void user(ArrayNode out, String words) {
        out.add(object("role", "user", "content", words));
    }

    @Override
    public void media(ArrayNode out, String words, String mediaType, String base64) {
        String url = "data:" + mediaType + ";base64," + base64;
        JsonNode media = mediaType.equals("application/pdf")
                ? object("type", "file", "file", object("filename", "a.pdf", "file_data", url))
                : object("type", "image_url", "image_url", object("url", url));
        out.add(object("role", "user", "content", array(object("type", "text", "text", words), media)));
    }

    @Override
    public void assistant(ArrayNode out, String words) {
        out.add(object("role", "assistant", "content", words));
    }

    @Override
    public void results(ArrayNode out, List<Ask.Result> results) {
        for (Ask.Result result : results) {
            out.add(object("role", "tool", "tool_call_id", result.call().id(), "content", result.output()));
        }
    }

    private ChatCompletionCreateParams params(Ask ask, boolean stream) {
        ArrayNode messages = array();
        if (ask.system != null) {
            messages.add(object("role", "system", "content", ask.system));
        }
        messages.addAll(ask.lines(this));
        ObjectNode body = object("model", ask.model, "messages", messages);
        if (ask.tools) {
            ArrayNode tools = body.putArray("tools");
            for (JsonNode tool : Ask.TOOLS) {
                JsonNode function = object(
                        "name", tool.path("name"),
                        "description", tool.path("description"),
                        "parameters", tool.path("schema"));
                tools.add(object("type", "function", "function", function));
            }
        }
        if (ask.thinking) {
            body.put("reasoning_effort", "medium");
        }
        if (ask.maxTokens != null) {
            body.put("max_completion_tokens", ask.maxTokens);
        }
        if (ask.schema) {
            JsonNode schema = object("name", "recipe", "schema", Ask.RECIPE, "strict", true);
            body.set("response_format", object("type", "json_schema", "json_schema", schema));
        }
        if (stream) {
            body.set("stream_options", object("include_usage", true));
        }
        try {
            return ChatCompletionCreateParams.builder()
                    .body(ObjectMappers.jsonMapper().readValue(body.toString(), ChatCompletionCreateParams.Body.class))
                    .build();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the SDK has no types for. */
    private static final class Reasoning {
        private final StringBuilder words = new StringBuilder();
        private final ArrayNode details = array();

        void add(Map<String, JsonValue> more) {
            JsonNode members = json(more);
            words.append(Json.text(members, "reasoning_content"));
            members.path("reasoning_details").forEach(details::add);
        }
    }

    @Override
    public Heard ask(Ask ask, boolean stream) {
        ChatCompletionCreateParams params = params(ask, stream);
        Reasoning reasoning = new Reasoning();
        if (!stream) {
            HttpResponseFor<ChatCompletion> response =
                    client.withRawResponse().chat().completions().create(params);
            ChatCompletion answer = response.parse();
            reasoning.add(answer.choices().get(0).message()._additionalProperties());
            return heard(answer, reasoning, response.headers());
        }
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        HttpResponseFor<StreamResponse<ChatCompletionChunk>> response =
                client.withRawResponse().chat().completions().createStreaming(params);
        try (StreamResponse<ChatCompletionChunk> chunks = response.parse()) {
            chunks.stream().forEach(chunk -> {
                accumulator.accumulate(chunk);
                chunk.choices().forEach(choice -> reasoning.add(choice.delta()._additionalProperties()));
            });
        }
        return heard(accumulator.chatCompletion(), reasoning, response.headers());
    }

    private static JsonNode json(Object value) {
        try {
            return Json.read(ObjectMappers.jsonMapper().writeValueAsString(value));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Heard heard(ChatCompletion answer, Reasoning reasoning, Headers headers) {
        ChatCompletion.Choice choice = answer.choices().get(0);
        ChatCompletionMessage message = choice.message();
        List<PlayedAnswer.Call> calls = new ArrayList<>();
        message.toolCalls()
                .orElse(List.of())
                .forEach(call -> calls.add(new PlayedAnswer.Call(
                        call.asFunction().id(),
                        call.asFunction().function().name(),
                        call.asFunction().function().arguments())));
        ObjectNode replay = (ObjectNode) json(message.toParam());
        if (!reasoning.words.isEmpty()) {
            replay.put("reasoning_content", reasoning.words.toString());
        }
        if (!reasoning.details.isEmpty()) {
            replay.set("reasoning_details", reasoning.details);
        }
        return new Heard(
                answer.id(),
                answer.model(),
                message.content().orElse(""),
                reasoning.words.toString(),
                message.refusal().orElse(""),
                calls,
                choice.finishReason().asString(),
                answer.usage().map(ChatSdk::counts).orElse(Map.of()),
                List.of(replay),
                String.join(", ", headers.values("x-router-dropped")));
    }

    private static Map<String, Long> counts(CompletionUsage usage) {
        Map<String, Long> counts = new TreeMap<>();
        counts.put("prompt", usage.promptTokens());
        counts.put("completion", usage.completionTokens());
        counts.put("total", usage.totalTokens());
        counts.put(
                "cached",
                usage.promptTokensDetails()
                        .flatMap(CompletionUsage.PromptTokensDetails::cachedTokens)
                        .orElse(0L));
        counts.put(
                "reasoning",
                usage.completionTokensDetails()
                        .flatMap(CompletionUsage.CompletionTokensDetails::reasoningTokens)
                        .orElse(0L));
        return counts;
    }

    @Override
    public Map<String, Long> usage(Usage usage) {
        return Map.of(
                "prompt", usage.prompt(),
                "completion", usage.output(),
                "total", usage.total(),
                "cached", usage.cacheRead(),
                "reasoning", usage.reasoning());
    }

    @Override
    public String stop(PlayedAnswer.Stop stop) {
        return switch (stop) {
            case LENGTH -> "length";
            case TOOLS -> "tool_calls";
            case FILTER -> "content_filter";
            default -> "stop";
        };
    }

    @Override
    public Class<? extends Throwable> exception(PlayedAnswer.Failing failing, boolean stream) {
        return switch (failing) {
            case BAD_REQUEST -> BadRequestException.class;
            case RATE_LIMIT -> RateLimitException.class;
            case ERROR_EVENT, CUT, SHORT -> stream ? SseException.class : InternalServerException.class;
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
