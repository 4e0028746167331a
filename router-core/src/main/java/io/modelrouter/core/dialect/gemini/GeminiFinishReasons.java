package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.FinishReason.Kind;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Gemini's {@code finishReason} and {@code blockReason} in neutral words. Gemini has no reason for a tool call and says
 * {@code STOP}: it has to be derived from the parts.
 *
 * <p>With {@code $alt=json;enum-encoding=int} the reasons are numbers. The two Google APIs number them differently from 6 on;
 * the names here are those of Vertex ({@code google.cloud.aiplatform.v1}, {@code Candidate.FinishReason}), whose client
 * libraries are the ones that ask for numbers.
 */
final class GeminiFinishReasons {
    private static final String[] BY_NUMBER = {
        "FINISH_REASON_UNSPECIFIED",
        "STOP",
        "MAX_TOKENS",
        "SAFETY",
        "RECITATION",
        "OTHER",
        "BLOCKLIST",
        "PROHIBITED_CONTENT",
        "SPII",
        "MALFORMED_FUNCTION_CALL",
        "MODEL_ARMOR",
        "IMAGE_SAFETY",
        "IMAGE_PROHIBITED_CONTENT",
        "IMAGE_RECITATION",
        "IMAGE_OTHER",
        "UNEXPECTED_TOOL_CALL",
        "NO_IMAGE",
    };

    private GeminiFinishReasons() {}

    /** Whether a reason by name says anything. */
    static boolean isSet(String reason) {
        return !reason.isEmpty()
                && !reason.equals("FINISH_REASON_UNSPECIFIED")
                && !reason.equals("BLOCKED_REASON_UNSPECIFIED")
                && !reason.equals("BLOCK_REASON_UNSPECIFIED");
    }

    /** The name of a {@code finishReason}; null if it is absent or says nothing. */
    static @Nullable String name(@Nullable JsonNode reason) {
        if (reason != null && reason.isInt()) {
            int number = reason.intValue();
            if (number == 0) {
                return null;
            }
            return number > 0 && number < BY_NUMBER.length ? BY_NUMBER[number] : Integer.toString(number);
        }
        return blockName(reason);
    }

    /** The name of a {@code blockReason}, or its number; null if it is absent or says nothing. */
    static @Nullable String blockName(@Nullable JsonNode reason) {
        if (reason == null || reason.isInt() && reason.intValue() == 0) {
            return null;
        }
        if (reason.isInt()) {
            return Integer.toString(reason.intValue());
        }
        return reason.isString() && isSet(reason.stringValue()) ? reason.stringValue() : null;
    }

    static FinishReason of(@Nullable String name, boolean toolCalled) {
        if (name == null) {
            return new FinishReason(Kind.OTHER, null);
        }
        return new FinishReason(name.equals("STOP") && toolCalled ? Kind.TOOL_CALLS : kind(name), name);
    }

    private static Kind kind(String name) {
        switch (name) {
            case "STOP":
                return Kind.STOP;
            case "MAX_TOKENS":
                return Kind.LENGTH;
            case "SAFETY":
            case "RECITATION":
            case "BLOCKLIST":
            case "PROHIBITED_CONTENT":
            case "SPII":
            case "MODEL_ARMOR":
            case "IMAGE_SAFETY":
            case "IMAGE_PROHIBITED_CONTENT":
            case "IMAGE_RECITATION":
                return Kind.CONTENT_FILTER;
            case "MALFORMED_FUNCTION_CALL":
            case "UNEXPECTED_TOOL_CALL":
            case "TOO_MANY_TOOL_CALLS":
            case "MISSING_THOUGHT_SIGNATURE":
            case "MALFORMED_RESPONSE":
                return Kind.ERROR;
            default:
                return Kind.OTHER;
        }
    }
}
