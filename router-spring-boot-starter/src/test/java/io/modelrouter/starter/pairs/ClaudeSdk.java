package io.modelrouter.starter.pairs;

import static io.modelrouter.starter.pairs.Json.array;
import static io.modelrouter.starter.pairs.Json.object;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.ObjectMappers;
import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpResponseFor;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.SseException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import io.modelrouter.chat.Usage;
import io.modelrouter.starter.sdk.ClaudeClients;
import io.modelrouter.starter.sdk.RunningGateway;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The Anthropic SDK. */
final class ClaudeSdk implements SdkClient {
    private final AnthropicClient client;

    ClaudeSdk(String root) {
        client = ClaudeClients.client(root, RunningGateway.KEY);
    }

    @Override
    public Dialect dialect() {
        return Dialect.CLAUDE_MESSAGES;
    }

    @Override
    public void user(ArrayNode out, String words) {
        out.add(object("role", "user", "content", words));
    }

    @Override
    public void media(ArrayNode out, String words, String mediaType, String base64) {
        JsonNode media = object(
                "type",
                mediaType.equals("application/pdf") ? "document" : "image",
                "source",
                object("type", "base64", "media_type", mediaType, "data", base64));
        out.add(object("role", "user", "content", array(object("type", "text", "text", words), media)));
    }

    @Override
    public void assistant(ArrayNode out, String words) {
        out.add(object("role", "assistant", "content", words));
    }

    @Override
    public void results(ArrayNode out, List<Ask.Result> results) {
        ArrayNode content = array();
        for (Ask.Result result : results) {
            content.add(object(
                    "type", "tool_result",
                    "tool_use_id", result.call().id(),
                    "content", result.output()));
        }
        out.add(object("role", "user", "content", content));
    }

    private MessageCreateParams params(Ask ask) {
        ObjectNode body = object(
                "model",
                ask.model,
                "messages",
                ask.lines(this),
                "max_tokens",
                ask.maxTokens == null ? 8192L : ask.maxTokens);
        if (ask.system != null) {
            body.put("system", ask.system);
        }
        if (ask.tools) {
            ArrayNode tools = body.putArray("tools");
            for (JsonNode tool : Ask.TOOLS) {
                tools.add(object(
                        "name", tool.path("name"),
                        "description", tool.path("description"),
                        "input_schema", tool.path("schema")));
            }
        }
        if (ask.thinking) {
            body.set("thinking", object("type", "enabled", "budget_tokens", 4096));
        }
        if (ask.schema) {
            body.set("output_config", object("format", object("type", "json_schema", "schema", Ask.RECIPE)));
        }
        try {
            return MessageCreateParams.builder()
                    .body(ObjectMappers.jsonMapper().readValue(body.toString(), MessageCreateParams.Body.class))
                    .build();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public Heard ask(Ask ask, boolean stream) {
        MessageCreateParams params = params(ask);
        if (!stream) {
            HttpResponseFor<Message> response =
                    client.withRawResponse().messages().create(params);
            return heard(response.parse(), response.headers());
        }
        MessageAccumulator accumulator = MessageAccumulator.create();
        HttpResponseFor<StreamResponse<RawMessageStreamEvent>> response =
                client.withRawResponse().messages().createStreaming(params);
        try (StreamResponse<RawMessageStreamEvent> events = response.parse()) {
            events.stream().forEach(accumulator::accumulate);
        }
        return heard(accumulator.message(), response.headers());
    }

    private static JsonNode json(Object value) {
        try {
            return Json.read(ObjectMappers.jsonMapper().writeValueAsString(value));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Heard heard(Message message, Headers headers) {
        StringBuilder text = new StringBuilder();
        StringBuilder thinking = new StringBuilder();
        List<PlayedAnswer.Call> calls = new ArrayList<>();
        ArrayNode content = array();
        for (ContentBlock block : message.content()) {
            block.text().ifPresent(said -> text.append(said.text()));
            block.thinking().ifPresent(thought -> thinking.append(thought.thinking()));
            block.toolUse()
                    .ifPresent(call -> calls.add(new PlayedAnswer.Call(
                            call.id(), call.name(), json(call._input()).toString())));
            content.add(json(block.toParam()));
        }
        return new Heard(
                message.id(),
                message.model().asString(),
                text.toString(),
                thinking.toString(),
                "",
                calls,
                message.stopReason().orElseThrow().asString(),
                Map.of(
                        "input", message.usage().inputTokens(),
                        "read", message.usage().cacheReadInputTokens().orElse(0L),
                        "written", message.usage().cacheCreationInputTokens().orElse(0L),
                        "output", message.usage().outputTokens()),
                List.of(object("role", "assistant", "content", content)),
                String.join(", ", headers.values("x-router-dropped")));
    }

    @Override
    public Map<String, Long> usage(Usage usage) {
        return Map.of(
                "input", usage.input(),
                "read", usage.cacheRead(),
                "written", usage.cacheWrite(),
                "output", usage.output());
    }

    @Override
    public String stop(PlayedAnswer.Stop stop) {
        return switch (stop) {
            case LENGTH -> "max_tokens";
            case TOOLS -> "tool_use";
            case FILTER, REFUSAL -> "refusal";
            default -> "end_turn";
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
        AnthropicServiceException failure = (AnthropicServiceException) exception;
        List<String> wait = failure.headers().values("retry-after");
        return List.of(failure.statusCode(), wait.isEmpty() ? -1 : Integer.parseInt(wait.get(0)));
    }

    @Override
    public int status(PlayedAnswer.Failing failing) {
        return failing == PlayedAnswer.Failing.BAD_REQUEST
                ? 400
                : failing == PlayedAnswer.Failing.RATE_LIMIT ? 429 : 500;
    }

    @Override
    public void close() {
        client.close();
    }
}
