package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.ChatClientCodec;
import io.modelrouter.core.dialect.ClientStreamMeter;
import io.modelrouter.core.dialect.Overrides;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.core.dialect.StreamWriter;
import io.modelrouter.core.dialect.UpstreamBody;
import io.modelrouter.core.dialect.WireError;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.request.GeminiGenerateRequest.Framing;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.JsonEdit;
import io.modelrouter.wire.RawJson;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** {@link Dialect#GEMINI_GENERATE}. Stateless and thread-safe. */
public final class GeminiCodec implements ChatClientCodec {
    private final InstantSource clock;

    public GeminiCodec() {
        this(InstantSource.system());
    }

    /**
     * @param clock what {@code retry-after} dates are measured from
     */
    public GeminiCodec(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Dialect dialect() {
        return Dialect.GEMINI_GENERATE;
    }

    /** The caller's own bytes: model and streaming are in the path, not in the body. */
    @Override
    public UpstreamBody upstreamBody(
            RouterRequest request, String upstreamModel, boolean stream, Map<String, RawJson> overrides) {
        JsonEdit edit = request.json().edit();
        Overrides.set(request.json(), edit, overrides);
        return new UpstreamBody(edit.toBody(), false);
    }

    /** For streams of server-sent events ({@code alt=sse}). */
    @Override
    public ClientStreamMeter newStreamMeter() {
        return new GeminiStreamMeter(Framing.SSE);
    }

    /** For streams that are one JSON array; a frame is one element of it. */
    @Override
    public ClientStreamMeter newArrayStreamMeter() {
        return new GeminiStreamMeter(Framing.JSON_ARRAY);
    }

    @Override
    public StreamReader newStreamReader() {
        return new GeminiStreamReader();
    }

    @Override
    public BodyTally meterBody(byte[] body) {
        return GeminiBodyMeter.meter(body);
    }

    @Override
    public List<ChatEvent> readBody(byte[] body) {
        return GeminiBodyReader.read(body);
    }

    @Override
    public UpstreamError readError(int status, HttpHeaders headers, byte[] body) {
        return GeminiErrors.read(status, headers, body, clock);
    }

    @Override
    public FailureKind classify(UpstreamError error) {
        return GeminiErrors.classify(error);
    }

    @Override
    public WireError writeError(RouterException failure, String requestId) {
        return GeminiErrorWriter.write(failure, requestId);
    }

    @Override
    public ChatRequest readRequest(RouterRequest request, StoredItems items) {
        return GeminiRequestReader.read(request);
    }

    @Override
    public WrittenRequest writeRequest(ChatRequest request, WriteTarget target) {
        return GeminiRequestWriter.write(request, target);
    }

    @Override
    public StreamWriter newStreamWriter(AnswerContext context) {
        return new GeminiStreamWriter(context);
    }

    @Override
    public byte[] writeBody(List<ChatEvent> events, AnswerContext context) {
        return GeminiBodyWriter.write(events, context);
    }
}
