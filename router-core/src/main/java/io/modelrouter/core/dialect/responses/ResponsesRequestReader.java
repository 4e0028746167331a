package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.chat.OutputFormat;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Thinking;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads a request of OpenAI Responses. Whatever a setting's neutral word does not say exactly is kept under its path as
 * well, so that this dialect has it back as it was; only what other dialects would miss counts as lost with them.
 */
final class ResponsesRequestReader {
    private static final Set<String> FORMAT = Set.of("type", "name", "description", "schema", "strict");

    /** Settings that only OpenAI's own state makes sense of. */
    private static final Set<String> STATEFUL = Set.of("conversation", "prompt", "background");

    private final StoredItems stored;
    private final ResponsesPiece body;
    private final ChatRequest.Builder request;

    private ResponsesRequestReader(RouterRequest request, StoredItems stored) {
        this.stored = stored;
        this.body = ResponsesPiece.of(request.json(), "");
        this.request = ChatRequest.builder(Dialect.OPENAI_RESPONSES, request.model()).stream(request.stream());
    }

    static ChatRequest read(RouterRequest request, StoredItems stored) {
        return new ResponsesRequestReader(request, stored).read();
    }

    private ChatRequest read() {
        ResponsesInputReader input = new ResponsesInputReader(stored);
        for (Map.Entry<String, ResponsesPiece> member : body.members()) {
            ResponsesPiece value = at(member.getKey(), member.getValue());
            if (value.json().isNull()) {
                keep(value, null);
            } else if (value.path().equals("instructions") && value.json().isString()) {
                PromptBlock text = new PromptBlock.Text(value.json().stringValue(), value.source());
                request.turn(new Turn(Turn.Role.SYSTEM, List.of(text), value.source()));
            } else if (!isContent(value)) {
                setting(value);
            }
        }
        String earlier = "previous_response_id";
        ResponsesPiece previous = body.member(earlier);
        if (previous != null && !previous.json().asString("").isEmpty()) {
            input.readHistory(at(earlier, previous));
        }
        ResponsesPiece items = body.member("input");
        if (items != null) {
            input.read(at("input", items));
        }
        input.finish().forEach(request::turn);
        ResponsesToolReader toolReader = new ResponsesToolReader(request);
        ResponsesPiece tools = body.member("tools");
        if (tools != null && tools.json().isArray()) {
            at("tools", tools).elements().forEach(toolReader::read);
        }
        input.addedTools().forEach(toolReader::readAdded);
        return request.build();
    }

    private static ResponsesPiece at(String path, ResponsesPiece value) {
        return new ResponsesPiece(value.json(), value.raw(), path);
    }

    private static boolean isContent(ResponsesPiece value) {
        switch (value.path()) {
            case "model":
            case "stream":
                return true;
            case "input":
                return !value.json().isArray() || !value.json().isEmpty();
            case "tools":
                return value.json().isArray() && !value.json().isEmpty();
            default:
                return false;
        }
    }

    private void setting(ResponsesPiece value) {
        switch (value.path()) {
            case "max_output_tokens":
                wholeNumber(Param.MAX_OUTPUT_TOKENS, value);
                break;
            case "temperature":
                number(Param.TEMPERATURE, value);
                break;
            case "top_p":
                number(Param.TOP_P, value);
                break;
            case "top_logprobs":
                topLogprobs(value);
                break;
            case "include":
                include(value);
                break;
            case "parallel_tool_calls":
                flag(Param.PARALLEL_TOOL_CALLS, value);
                break;
            case "store":
                flag(Param.STORE, value);
                break;
            case "tool_choice":
                ResponsesToolReader.readChoice(value, request);
                break;
            case "reasoning":
                reasoning(value);
                break;
            case "text":
                text(value);
                break;
            case "metadata":
                metadata(value);
                break;
            case "user":
            case "safety_identifier":
                user(value);
                break;
            case "prompt_cache_key":
                word(Param.PROMPT_CACHE_KEY, value);
                break;
            case "service_tier":
                word(Param.SERVICE_TIER, value);
                break;
            default:
                other(value);
        }
    }

    private void other(ResponsesPiece value) {
        boolean isDefault = !JsonTree.saysSomething(value.json())
                || value.json().isBoolean() && !value.json().booleanValue()
                || value.path().equals("truncation")
                        && value.json().asString("").equals("disabled")
                || value.path().equals("stream_options")
                || value.path().equals("previous_response_id");
        if (isDefault) {
            keep(value, null);
        } else {
            keep(value, STATEFUL.contains(value.path()) ? Loss.Severity.SEMANTIC : Loss.Severity.HINT);
        }
    }

    private void keep(ResponsesPiece value, Loss.@Nullable Severity severity) {
        request.extra(value.path(), value.raw(), severity);
    }

    private void wholeNumber(Param<Long> param, ResponsesPiece value) {
        if (value.json().isIntegralNumber() && value.json().canConvertToLong()) {
            request.set(param, value.json().longValue(), value.path());
        } else {
            other(value);
        }
    }

    private void number(Param<BigDecimal> param, ResponsesPiece value) {
        if (value.json().isNumber()) {
            request.set(param, value.json().decimalValue(), value.path());
        } else {
            other(value);
        }
    }

    private void flag(Param<Boolean> param, ResponsesPiece value) {
        if (value.json().isBoolean()) {
            request.set(param, value.json().booleanValue(), value.path());
        } else {
            other(value);
        }
    }

    private void word(Param<String> param, ResponsesPiece value) {
        if (value.json().isString()) {
            request.set(param, value.json().stringValue(), value.path());
        } else {
            other(value);
        }
    }

    /** 0 is what happens anyway. */
    private void topLogprobs(ResponsesPiece value) {
        if (value.json().isIntegralNumber() && value.json().longValue() == 0) {
            keep(value, null);
        } else {
            wholeNumber(Param.TOP_LOGPROBS, value);
        }
    }

    /** Sealed reasoning is always told, so nobody misses the wish for it. */
    private void include(ResponsesPiece value) {
        boolean misses = !value.json().isArray();
        for (JsonNode one : value.json()) {
            String what = one.asString("");
            if (what.equals("message.output_text.logprobs")) {
                request.set(Param.LOGPROBS, true, value.path());
            } else {
                misses |= !what.equals("reasoning.encrypted_content");
            }
        }
        keep(value, misses ? Loss.Severity.HINT : null);
    }

    private void metadata(ResponsesPiece value) {
        if (value.json().isObject() && !value.json().isEmpty()) {
            request.set(Param.METADATA, value.raw(), value.path());
        } else {
            other(value);
        }
    }

    /** Both name the end user; the older word wins where both are there. */
    private void user(ResponsesPiece value) {
        boolean second = value.path().equals("safety_identifier")
                && body.json().path("user").isString();
        if (second) {
            keep(value, null);
        } else {
            word(Param.USER, value);
        }
    }

    private void reasoning(ResponsesPiece value) {
        if (!value.json().isObject() || value.json().isEmpty()) {
            other(value);
            return;
        }
        String effort = null;
        Boolean visible = null;
        for (Map.Entry<String, ResponsesPiece> member : value.members()) {
            ResponsesPiece one = member.getValue();
            String text = JsonTree.text(value.json(), member.getKey());
            if (member.getKey().equals("effort") && text != null && !text.isEmpty()) {
                effort = text.toLowerCase(Locale.ROOT);
                if (!effort.equals(text)) {
                    keep(one, null);
                }
            } else if ((member.getKey().equals("summary") || member.getKey().equals("generate_summary"))
                    && text != null) {
                visible = true;
                keep(one, null);
            } else {
                keep(one, JsonTree.saysSomething(one.json()) ? Loss.Severity.HINT : null);
            }
        }
        if (effort != null || visible != null) {
            Thinking.Mode mode = "none".equals(effort) ? Thinking.Mode.OFF : Thinking.Mode.DEFAULT;
            request.set(Param.THINKING, new Thinking(mode, effort, null, visible), value.path());
        }
    }

    private void text(ResponsesPiece value) {
        if (!value.json().isObject() || value.json().isEmpty()) {
            other(value);
            return;
        }
        for (Map.Entry<String, ResponsesPiece> member : value.members()) {
            ResponsesPiece one = member.getValue();
            if (member.getKey().equals("verbosity") && one.json().isString()) {
                word(Param.VERBOSITY, one);
            } else if (member.getKey().equals("format") && one.json().isObject()) {
                format(one);
            } else {
                keep(one, JsonTree.saysSomething(one.json()) ? Loss.Severity.HINT : null);
            }
        }
    }

    private void format(ResponsesPiece value) {
        OutputFormat.Kind kind;
        switch (value.type()) {
            case "text":
                kind = OutputFormat.Kind.TEXT;
                break;
            case "json_object":
                kind = OutputFormat.Kind.JSON;
                break;
            case "json_schema":
                kind = OutputFormat.Kind.SCHEMA;
                break;
            default:
                keep(value, Param.OUTPUT_FORMAT.severity());
                return;
        }
        ResponsesPiece schema = kind == OutputFormat.Kind.SCHEMA ? value.member("schema") : null;
        JsonNode strict = value.json().path("strict");
        OutputFormat format = new OutputFormat(
                kind,
                value.text("name"),
                value.text("description"),
                schema == null ? null : schema.raw(),
                strict.isBoolean() ? strict.booleanValue() : null);
        request.set(Param.OUTPUT_FORMAT, format, value.path());
        for (Map.Entry<String, ResponsesPiece> member : value.members()) {
            ResponsesPiece one = member.getValue();
            boolean known = FORMAT.contains(member.getKey());
            if (!known || !isSaid(format, member.getKey(), one.json())) {
                keep(one, !known && JsonTree.saysSomething(one.json()) ? Loss.Severity.HINT : null);
            }
        }
    }

    /** Whether the neutral word says this member of a format again. */
    private static boolean isSaid(OutputFormat format, String member, JsonNode value) {
        if (member.equals("type")) {
            return true;
        }
        if (format.kind() != OutputFormat.Kind.SCHEMA || value.isNull()) {
            return false;
        }
        return member.equals("schema") || (member.equals("strict") ? value.isBoolean() : value.isString());
    }
}
