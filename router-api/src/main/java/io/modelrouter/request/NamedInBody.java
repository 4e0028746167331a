package io.modelrouter.request;

import io.modelrouter.wire.RawJson;
import java.util.Map;

/** A request whose body names the model, and says whether the answer shall be streamed. */
abstract sealed class NamedInBody extends RouterRequest
        permits OpenAiChatRequest, OpenAiResponsesRequest, ClaudeMessagesRequest, OpenAiCompletionsRequest {
    private final String model;
    private final boolean stream;

    NamedInBody(RawJson json, Map<String, String> headers) {
        super(json, headers);
        this.model = BodyRules.model(json);
        this.stream = BodyRules.flag(json, "stream");
    }

    @Override
    public final String model() {
        return model;
    }

    @Override
    public final boolean stream() {
        return stream;
    }
}
