package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.wire.Dialect;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What streamed and whole answers share: a candidate, the usage, the model's name. */
final class GeminiAnswers {
    private GeminiAnswers() {}

    static ObjectNode candidate(ArrayNode parts, int choice) {
        ObjectNode candidate = JsonNodeFactory.instance.objectNode();
        ObjectNode content = candidate.putObject("content");
        content.set("parts", parts);
        content.put("role", "model");
        return candidate.put("index", choice);
    }

    /** The members that end each message. */
    static void close(ObjectNode answer, AnswerContext context, @Nullable String upstreamModel) {
        answer.put("modelVersion", context.shownModel(upstreamModel)).put("responseId", context.callId());
    }

    static String finishReason(FinishReason reason, AnswerContext context) {
        String raw = reason.raw();
        if (context.origin() == Dialect.GEMINI_GENERATE && raw != null && GeminiFinishReasons.isSet(raw)) {
            return raw;
        }
        switch (reason.kind()) {
            case STOP:
            case STOP_SEQUENCE:
            case TOOL_CALLS:
                return "STOP";
            case LENGTH:
                return "MAX_TOKENS";
            case CONTENT_FILTER:
            case REFUSAL:
                // Google's models refuse in words or are stopped like this: either way no answer was given.
                return "SAFETY";
            default:
                return "OTHER";
        }
    }

    /** Google's inclusion rules: the prompt with what came from a cache, the candidates without thoughts. */
    static void usage(Usage usage, ObjectNode answer) {
        if (usage.isEmpty()) {
            return;
        }
        long thoughts = Math.min(usage.reasoning(), usage.output());
        long candidates = usage.output() - thoughts;
        ObjectNode told = answer.putObject("usageMetadata");
        told.put("promptTokenCount", usage.prompt()).put("candidatesTokenCount", candidates);
        told.put("totalTokenCount", usage.total());
        if (usage.cacheRead() > 0) {
            told.put("cachedContentTokenCount", usage.cacheRead());
        }
        if (thoughts > 0) {
            told.put("thoughtsTokenCount", thoughts);
        }
        parts(told, "promptTokensDetails", usage.audioInput(), usage.imageInput(), usage.prompt());
        parts(told, "candidatesTokensDetails", usage.audioOutput(), usage.imageOutput(), candidates);
    }

    private static void parts(ObjectNode told, String name, long audio, long image, long all) {
        if (audio > 0 || image > 0) {
            ArrayNode details = told.putArray(name);
            part(details, "AUDIO", audio);
            part(details, "IMAGE", image);
            part(details, "TEXT", all - audio - image);
        }
    }

    private static void part(ArrayNode details, String modality, long tokens) {
        if (tokens > 0) {
            details.addObject().put("modality", modality).put("tokenCount", tokens);
        }
    }
}
