package io.modelrouter.core.dialect.claude;

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
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.JsonEdit;
import io.modelrouter.wire.RawJson;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** {@link Dialect#CLAUDE_MESSAGES}. Stateless and thread-safe. */
public final class ClaudeCodec implements ChatClientCodec {
    private final InstantSource clock;

    public ClaudeCodec() {
        this(InstantSource.system());
    }

    /**
     * @param clock what {@code retry-after} dates are measured from
     */
    public ClaudeCodec(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Dialect dialect() {
        return Dialect.CLAUDE_MESSAGES;
    }

    /** Replaces {@code model} and {@code stream}, each only if it differs; an absent {@code stream} means false. */
    @Override
    public UpstreamBody upstreamBody(
            RouterRequest request, String upstreamModel, boolean stream, Map<String, RawJson> overrides) {
        JsonEdit edit = request.json().edit();
        if (!request.model().equals(upstreamModel)) {
            edit.set("model", RawJson.of(upstreamModel));
        }
        if (request.stream() != stream) {
            edit.set("stream", RawJson.of(stream));
        }
        Overrides.set(request.json(), edit, overrides);
        return new UpstreamBody(edit.toBody(), false);
    }

    @Override
    public ClientStreamMeter newStreamMeter() {
        return new ClaudeStreamMeter();
    }

    @Override
    public StreamReader newStreamReader() {
        return new ClaudeStreamReader();
    }

    @Override
    public BodyTally meterBody(byte[] body) {
        return ClaudeBodyMeter.meter(body);
    }

    @Override
    public List<ChatEvent> readBody(byte[] body) {
        return ClaudeBodyReader.read(body);
    }

    @Override
    public UpstreamError readError(int status, HttpHeaders headers, byte[] body) {
        return ClaudeErrors.read(status, headers, body, clock);
    }

    @Override
    public FailureKind classify(UpstreamError error) {
        return ClaudeErrors.classify(error);
    }

    @Override
    public WireError writeError(RouterException failure, String requestId) {
        return ClaudeErrorWriter.write(failure, requestId);
    }

    @Override
    public ChatRequest readRequest(RouterRequest request, StoredItems items) {
        return ClaudeRequestReader.read(request);
    }

    @Override
    public WrittenRequest writeRequest(ChatRequest request, WriteTarget target) {
        return ClaudeRequestWriter.write(request, target);
    }

    @Override
    public StreamWriter newStreamWriter(AnswerContext context) {
        return new ClaudeStreamWriter(context);
    }

    @Override
    public byte[] writeBody(List<ChatEvent> events, AnswerContext context) {
        return ClaudeBodyWriter.write(events, context);
    }
}
