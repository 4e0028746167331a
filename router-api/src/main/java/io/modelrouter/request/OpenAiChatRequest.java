package io.modelrouter.request;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.Map;
import java.util.OptionalLong;

public final class OpenAiChatRequest extends RouterRequest {
    private final String model;
    private final boolean stream;

    private OpenAiChatRequest(RawJson json, Map<String, String> headers) {
        super(json, headers);
        this.model = requireModel(json);
        this.stream = optionalFlag(json, "stream");
    }

    public static OpenAiChatRequest parse(byte[] body) {
        return parse(RawJson.parse(body), Map.of());
    }

    public static OpenAiChatRequest parse(RawJson body, Map<String, String> headers) {
        return new OpenAiChatRequest(body, headers);
    }

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI_CHAT;
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public boolean stream() {
        return stream;
    }

    @Override
    public OptionalLong maxOutputTokens() {
        return OptionalLong.empty();
    }

    @Override
    public int choices() {
        return 1;
    }

    @Override
    public OpenAiChatRequest withModel(String model) {
        return parse(json().with("model", RawJson.of(model)), headers());
    }

    @Override
    public OpenAiChatRequest withStream(boolean stream) {
        return parse(json().with("stream", RawJson.of(stream)), headers());
    }
}
