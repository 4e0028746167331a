package io.modelrouter.starter.money;

import io.modelrouter.starter.load.TinyDialect;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The requests and answers of {@link TinyDialect} for other models, and with other counts of tokens than 10 and 5. */
final class Told {
    private static final Map<TinyDialect, String> WORDS = Map.of(
            TinyDialect.CHAT, "chat",
            TinyDialect.RESPONSES, "responses",
            TinyDialect.CLAUDE, "messages",
            TinyDialect.GEMINI, "generate");

    private Told() {}

    /**
     * @param kind {@code m}, {@code r} or {@code x}
     */
    static String model(String kind, TinyDialect dialect) {
        return kind + "-" + WORDS.get(dialect);
    }

    static String path(TinyDialect dialect, boolean stream, String model) {
        return dialect.path(stream).replace("models/m", "models/" + model);
    }

    /** A request whose prompt is these words, in place of two letters. */
    static byte[] request(TinyDialect dialect, boolean stream, String model, String words) {
        return bytes(text(dialect.request(stream))
                .replace("\"model\":\"m\"", "\"model\":\"" + model + "\"")
                .replace("\"hi\"", "\"" + words + "\""));
    }

    /** The same bytes with other counts in place of 10 and 5. */
    static byte[] counts(byte[] answer, String prompt, String output) {
        return bytes(text(answer)
                .replaceAll("(\"(prompt_tokens|input_tokens|promptTokenCount)\":)10", "$1" + prompt)
                .replaceAll("(\"(completion_tokens|output_tokens|candidatesTokenCount)\":)[15]\\b", "$1" + output)
                .replaceAll(",\"(total_tokens|totalTokenCount)\":15", ""));
    }

    /** The same bytes without any counts. */
    static byte[] nothing(byte[] answer) {
        return bytes(text(answer)
                .replaceAll(",\"usage(Metadata)?\":\\{[^}]*}", "")
                .replaceAll("\"choices\":\\[],?", "\"choices\":[]"));
    }

    /** The same bytes with 4 of the 10 prompt tokens read from a cache, in the words of the vendor. */
    static byte[] cached(TinyDialect dialect, byte[] answer) {
        String text = text(answer);
        switch (dialect) {
            case CHAT:
                return bytes(text.replace(
                        "\"prompt_tokens\":10,",
                        "\"prompt_tokens\":10,\"prompt_tokens_details\":{\"cached_tokens\":4},"));
            case RESPONSES:
                return bytes(text.replace(
                        "\"input_tokens\":10,", "\"input_tokens\":10,\"input_tokens_details\":{\"cached_tokens\":4},"));
            case CLAUDE:
                return bytes(text.replace("\"input_tokens\":10,", "\"input_tokens\":6,\"cache_read_input_tokens\":4,"));
            default:
                return bytes(text.replace(
                        "\"promptTokenCount\":10,", "\"promptTokenCount\":10,\"cachedContentTokenCount\":4,"));
        }
    }

    /** A stream's ending up to where its usage has come, without its last mark. */
    static byte[] untilUsage(TinyDialect dialect) {
        String ending = text(dialect.ending());
        switch (dialect) {
            case CHAT:
                return bytes(ending.replace("data: [DONE]\n\n", ""));
            case CLAUDE:
                return bytes(ending.substring(0, ending.indexOf("event: message_stop")));
            default:
                return dialect.ending();
        }
    }

    /** What an upstream is spoken to in. */
    static TinyDialect dialect(String target) {
        return target.contains("/models/") ? TinyDialect.GEMINI : TinyDialect.of(target);
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
