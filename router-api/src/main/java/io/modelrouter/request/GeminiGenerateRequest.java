package io.modelrouter.request;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.Map;
import java.util.OptionalLong;

/** A Gemini request. Its model, the stream flag and the framing are not in the body but in the path and the query. */
public final class GeminiGenerateRequest extends RouterRequest {

    /** How a streamed answer is framed. */
    public enum Framing {
        /** Server-sent events: {@code alt=sse}. */
        SSE,
        /** One JSON array, whose elements come one by one. */
        JSON_ARRAY
    }

    private final String model;
    private final boolean stream;
    private final Framing framing;

    private GeminiGenerateRequest(
            String model, boolean stream, Framing framing, RawJson json, Map<String, String> headers) {
        super(json, headers);
        this.model = checkModel(model);
        this.stream = stream;
        this.framing = framing;
    }

    public static GeminiGenerateRequest parse(String model, byte[] body) {
        return parse(model, false, Framing.SSE, RawJson.parse(body), Map.of());
    }

    public static GeminiGenerateRequest parse(
            String model, boolean stream, Framing framing, RawJson body, Map<String, String> headers) {
        return new GeminiGenerateRequest(model, stream, framing, body, headers);
    }

    @Override
    public Dialect dialect() {
        return Dialect.GEMINI_GENERATE;
    }

    @Override
    public String model() {
        return model;
    }

    @Override
    public boolean stream() {
        return stream;
    }

    /** How the caller wants a streamed answer framed. */
    public Framing framing() {
        return framing;
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
    public GeminiGenerateRequest withModel(String model) {
        return parse(model, stream, framing, json(), headers());
    }

    @Override
    public GeminiGenerateRequest withStream(boolean stream) {
        return parse(model, stream, framing, json(), headers());
    }
}
