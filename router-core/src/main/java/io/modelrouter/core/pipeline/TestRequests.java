package io.modelrouter.core.pipeline;

import io.modelrouter.core.route.LanePreference;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.GeminiGenerateRequest;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.OpenAiCompletionsRequest;
import io.modelrouter.request.OpenAiEmbeddingsRequest;
import io.modelrouter.request.OpenAiJsonRequest;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The cheapest question that a channel can be asked: a chat of a few words where it speaks any dialect of chats, else one
 * word to continue, to embed, to rank, to judge or to say. No pictures are asked for: they cost more than a test should.
 */
final class TestRequests {
    private static final String QUESTION = "Answer with the one word OK.";
    private static final int CLAUDE_NEEDS_A_LIMIT = 16;

    /** What may be asked where there are no chats, in this order. */
    private static final List<Dialect> OTHERS = List.of(
            Dialect.OPENAI_COMPLETIONS,
            Dialect.OPENAI_EMBEDDINGS,
            Dialect.RERANK,
            Dialect.OPENAI_MODERATIONS,
            Dialect.OPENAI_AUDIO);

    private TestRequests() {}

    /**
     * @param channel its name, for the error
     * @param spoken its dialects for this model
     * @throws IllegalArgumentException if it speaks nothing that a test could ask
     */
    static RouterRequest of(String channel, String model, Set<Dialect> spoken) {
        BiPredicate<Dialect, Set<Dialect>> carried =
                (dialect, all) -> !LanePreference.of(dialect, all).isEmpty();
        List<Dialect> chats = Dialect.ofChatClients();
        Dialect dialect = first(chats, spoken, (asked, all) -> all.contains(asked));
        dialect = dialect == null ? first(chats, spoken, carried) : dialect;
        dialect = dialect == null ? first(OTHERS, spoken, carried) : dialect;
        if (dialect == null) {
            throw new IllegalArgumentException(
                    "the channel " + channel + " speaks nothing that a test could ask, only " + spoken);
        }
        return request(dialect, model);
    }

    private static @Nullable Dialect first(
            List<Dialect> dialects, Set<Dialect> spoken, BiPredicate<Dialect, Set<Dialect>> fits) {
        return dialects.stream()
                .filter(dialect -> fits.test(dialect, spoken))
                .findFirst()
                .orElse(null);
    }

    /** Without a limit on the answer where there need be none: its name differs between models of one vendor. */
    private static RouterRequest request(Dialect dialect, String model) {
        switch (dialect) {
            case OPENAI_RESPONSES:
                return OpenAiResponsesRequest.builder()
                        .model(model)
                        .input(QUESTION)
                        .build();
            case CLAUDE_MESSAGES:
                return ClaudeMessagesRequest.builder()
                        .model(model)
                        .maxTokens(CLAUDE_NEEDS_A_LIMIT)
                        .user(QUESTION)
                        .build();
            case GEMINI_GENERATE:
                return GeminiGenerateRequest.builder()
                        .model(model)
                        .user(QUESTION)
                        .build();
            case OPENAI_CHAT:
                return OpenAiChatRequest.builder().model(model).user(QUESTION).build();
            case OPENAI_COMPLETIONS:
                return OpenAiCompletionsRequest.parse(body(model, "\"prompt\":\"OK\",\"max_tokens\":1"), Map.of());
            case OPENAI_EMBEDDINGS:
                return OpenAiEmbeddingsRequest.parse(body(model, "\"input\":\"OK\""), Map.of());
            case RERANK:
                return json(dialect, model, "\"query\":\"OK\",\"documents\":[\"OK\"]");
            case OPENAI_MODERATIONS:
                return json(dialect, model, "\"input\":\"OK\"");
            case OPENAI_AUDIO:
                return json(dialect, model, "\"input\":\"OK\",\"voice\":\"alloy\"");
            default:
                throw new AssertionError(dialect);
        }
    }

    private static RouterRequest json(Dialect dialect, String model, String members) {
        return OpenAiJsonRequest.parse(dialect, "", body(model, members), Map.of());
    }

    private static RawJson body(String model, String members) {
        return RawJson.parse("{\"model\":" + RawJson.of(model) + "," + members + "}");
    }
}
