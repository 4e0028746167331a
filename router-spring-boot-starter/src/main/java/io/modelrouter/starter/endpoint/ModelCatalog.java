package io.modelrouter.starter.endpoint;

import io.modelrouter.CallContext;
import io.modelrouter.Explanation;
import io.modelrouter.ModelInfo;
import io.modelrouter.ModelRouter;
import io.modelrouter.channel.ChannelRegistry;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.GeminiGenerateRequest;
import io.modelrouter.request.InvalidRequestException;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.request.RouterRequest;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What models a caller may use: the names that are listed, and the names that a pattern covers. */
final class ModelCatalog {
    private final ModelRouter router;
    private final ChannelRegistry channels;

    ModelCatalog(ModelRouter router, ChannelRegistry channels) {
        this.router = router;
        this.channels = channels;
    }

    /**
     * @throws RouterException if the key is refused
     */
    List<ModelInfo> list(CallContext context) {
        return router.models(context);
    }

    /**
     * @throws RouterException MODEL_NOT_FOUND, or if the key is refused
     */
    ModelInfo find(String id, CallContext context) {
        for (ModelInfo model : router.models(context)) {
            if (model.id().equals(id)) {
                return model;
            }
        }
        Set<String> types = new TreeSet<>();
        List<Supplier<RouterRequest>> questions = List.of(
                () -> OpenAiChatRequest.builder().model(id).user("?").build(),
                () -> OpenAiResponsesRequest.builder().model(id).input("?").build(),
                () -> ClaudeMessagesRequest.builder()
                        .model(id)
                        .maxTokens(1)
                        .user("?")
                        .build(),
                () -> GeminiGenerateRequest.builder().model(id).user("?").build());
        for (Supplier<RouterRequest> question : questions) {
            RouterRequest request = request(question);
            if (request != null) {
                router.explain(request, context).candidates().stream()
                        .filter(Explanation.Candidate::kept)
                        .forEach(kept -> channels.snapshot()
                                .channel(kept.channel())
                                .ifPresent(channel -> types.add(channel.type())));
            }
        }
        if (types.isEmpty()) {
            throw RouterException.of(
                            RouterErrorCode.MODEL_NOT_FOUND, "no channel of this key serves the model '" + id + "'")
                    .param("model")
                    .build();
        }
        return new ModelInfo(id, types);
    }

    private static @Nullable RouterRequest request(Supplier<RouterRequest> question) {
        try {
            return question.get();
        } catch (InvalidRequestException e) {
            return null;
        }
    }
}
