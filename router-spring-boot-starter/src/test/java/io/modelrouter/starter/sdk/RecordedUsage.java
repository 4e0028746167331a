package io.modelrouter.starter.sdk;

import io.modelrouter.chat.Usage;
import io.modelrouter.testkit.corpus.RecordedExchange;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * The usage that a recording tells, read as simply as can be and apart from the router's own readers: all usage objects, of
 * each count the largest (of Gemini's, which repeat it in each chunk, the last), then the vendor's way of counting.
 */
final class RecordedUsage {
    private RecordedUsage() {}

    static Usage of(RecordedExchange exchange) {
        List<JsonNode> told = objects(exchange);
        switch (exchange.protocol()) {
            case Recordings.CHAT:
                return openAi(told, "prompt_tokens", "completion_tokens");
            case Recordings.RESPONSES:
                return openAi(told, "input_tokens", "output_tokens");
            case Recordings.CLAUDE:
                return claude(told);
            default:
                return gemini(told);
        }
    }

    /** All usage objects of the recording, in their order. */
    static List<JsonNode> objects(RecordedExchange exchange) {
        List<JsonNode> told = new ArrayList<>();
        List<JsonNode> documents =
                exchange.stream() ? Recordings.events(exchange) : List.of(Recordings.answer(exchange));
        for (JsonNode document : documents) {
            add(told, document.path("usage"));
            add(told, document.path("response").path("usage"));
            add(told, document.path("message").path("usage"));
            add(told, document.path("usageMetadata"));
        }
        return told;
    }

    private static void add(List<JsonNode> told, JsonNode usage) {
        if (usage.isObject()) {
            told.add(usage);
        }
    }

    /** The cache is part of the prompt, reasoning part of the output. */
    private static Usage openAi(List<JsonNode> told, String in, String out) {
        long read = most(told, in + "_details", "cached_tokens");
        long write = most(told, in + "_details", "cache_write_tokens");
        return Usage.builder()
                .input(most(told, in) - read - write)
                .cacheRead(read)
                .cacheWrite(write)
                .output(most(told, out))
                .reasoning(most(told, out + "_details", "reasoning_tokens"))
                .build();
    }

    /** The cache is beside the prompt. */
    private static Usage claude(List<JsonNode> told) {
        return Usage.builder()
                .input(most(told, "input_tokens"))
                .cacheRead(most(told, "cache_read_input_tokens"))
                .cacheWrite(most(told, "cache_creation_input_tokens"))
                .output(most(told, "output_tokens"))
                .reasoning(most(told, "output_tokens_details", "thinking_tokens"))
                .build();
    }

    /** The cache is part of the prompt, what tools fed back and thinking are beside prompt and output. */
    private static Usage gemini(List<JsonNode> told) {
        long read = last(told, "cachedContentTokenCount");
        long thoughts = last(told, "thoughtsTokenCount");
        return Usage.builder()
                .input(last(told, "promptTokenCount") + last(told, "toolUsePromptTokenCount") - read)
                .cacheRead(read)
                .output(last(told, "candidatesTokenCount") + thoughts)
                .reasoning(thoughts)
                .build();
    }

    private static long last(List<JsonNode> told, String name) {
        long last = 0;
        for (JsonNode usage : told) {
            last = usage.path(name).asLong(last);
        }
        return last;
    }

    private static long most(List<JsonNode> told, String... path) {
        long most = 0;
        for (JsonNode usage : told) {
            JsonNode at = usage;
            for (String name : path) {
                at = at.path(name);
            }
            most = Math.max(most, at.asLong(0));
        }
        return most;
    }
}
