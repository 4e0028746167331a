package io.modelrouter.core.dialect.completions;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Source;
import io.modelrouter.chat.Turn;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a completion as a chat of one turn: the prompt is what the user says. */
final class CompletionsRequestReader {
    private CompletionsRequestReader() {}

    /**
     * @throws RouterException NOT_TRANSLATABLE if the prompt is none that a chat can have
     */
    static ChatRequest read(RouterRequest request) {
        ChatRequest.Builder builder =
                ChatRequest.builder(Dialect.OPENAI_COMPLETIONS, request.model()).stream(request.stream());
        Source source = Source.of(Dialect.OPENAI_COMPLETIONS, "prompt");
        String prompt = prompt(request.get("prompt").orElse(RawJson.ofNull()));
        builder.turn(new Turn(Turn.Role.USER, List.of(new PromptBlock.Text(prompt, source)), source));
        for (Map.Entry<String, RawJson> member : request.json().members().entrySet()) {
            if (!member.getValue().isNull()) {
                member(builder, member.getKey(), member.getValue());
            }
        }
        return builder.build();
    }

    /** The prompt, where it is to stand before the completion; else empty. */
    static String echo(ChatRequest request) {
        RawJson wished = request.extras().get("echo");
        if (wished == null || !wished.asBoolean().orElse(false)) {
            return "";
        }
        PromptBlock said = request.turns().get(0).blocks().get(0);
        return said instanceof PromptBlock.Text text ? text.text() : "";
    }

    private static String prompt(RawJson prompt) {
        if (prompt.kind() == RawJson.Kind.STRING) {
            return prompt.asString().orElseThrow();
        }
        if (prompt.kind() == RawJson.Kind.ARRAY && prompt.size() == 1) {
            RawJson only = prompt.elements().get(0);
            if (only.kind() == RawJson.Kind.STRING) {
                return only.asString().orElseThrow();
            }
        }
        throw RouterException.of(
                        RouterErrorCode.NOT_TRANSLATABLE,
                        "'prompt' must be one text here, because the channels that serve this model speak dialects of chats;"
                                + " several prompts or lists of tokens have no counterpart in them")
                .param("prompt")
                .build();
    }

    private static void member(ChatRequest.Builder builder, String name, RawJson value) {
        switch (name) {
            case "model", "prompt", "stream", "stream_options":
                break;
            case "max_tokens":
                take(builder, Param.MAX_OUTPUT_TOKENS, whole(value), name, value);
                break;
            case "temperature":
                take(builder, Param.TEMPERATURE, number(value), name, value);
                break;
            case "top_p":
                take(builder, Param.TOP_P, number(value), name, value);
                break;
            case "frequency_penalty":
                take(builder, Param.FREQUENCY_PENALTY, number(value), name, value);
                break;
            case "presence_penalty":
                take(builder, Param.PRESENCE_PENALTY, number(value), name, value);
                break;
            case "seed":
                take(builder, Param.SEED, whole(value), name, value);
                break;
            case "n":
                take(builder, Param.CHOICES, whole(value), name, value);
                break;
            case "stop":
                take(builder, Param.STOP, texts(value), name, value);
                break;
            case "user":
                take(builder, Param.USER, value.asString().orElse(null), name, value);
                break;
            case "logit_bias":
                take(builder, Param.LOGIT_BIAS, value.kind() == RawJson.Kind.OBJECT ? value : null, name, value);
                break;
            case "suffix":
                // To fill a gap is another task than to go on.
                if (!value.asString().orElse("?").isEmpty()) {
                    builder.extra(name, value, Loss.Severity.SEMANTIC);
                }
                break;
            case "echo":
                // The writer of the answer does it; what is neither true nor false is told.
                builder.extra(name, value, value.asBoolean().isPresent() ? null : Loss.Severity.HINT);
                break;
            case "best_of":
                builder.extra(name, value, value.asLong().orElse(0) == 1 ? null : Loss.Severity.HINT);
                break;
            default:
                builder.extra(name, value);
        }
    }

    private static <T> void take(
            ChatRequest.Builder builder, Param<T> param, @Nullable T read, String name, RawJson value) {
        if (read == null) {
            builder.extra(name, value);
        } else {
            builder.set(param, read, name);
        }
    }

    private static @Nullable Long whole(RawJson value) {
        return value.asLong().isPresent() ? value.asLong().getAsLong() : null;
    }

    private static @Nullable BigDecimal number(RawJson value) {
        return value.kind() == RawJson.Kind.NUMBER ? new BigDecimal(value.toString()) : null;
    }

    private static @Nullable List<String> texts(RawJson value) {
        if (value.kind() == RawJson.Kind.STRING) {
            return List.of(value.asString().orElseThrow());
        }
        List<String> texts = new ArrayList<>();
        for (RawJson text : value.elements()) {
            if (text.kind() != RawJson.Kind.STRING) {
                return null;
            }
            texts.add(text.asString().orElseThrow());
        }
        return texts.isEmpty() ? null : List.copyOf(texts);
    }
}
