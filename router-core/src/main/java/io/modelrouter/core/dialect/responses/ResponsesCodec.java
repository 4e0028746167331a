package io.modelrouter.core.dialect.responses;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.ChatClientCodec;
import io.modelrouter.core.dialect.ClientStreamMeter;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.OpenAiEnvelope;
import io.modelrouter.core.dialect.OpenAiErrorReader;
import io.modelrouter.core.dialect.OpenAiFailures;
import io.modelrouter.core.dialect.Overrides;
import io.modelrouter.core.dialect.RunReport;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** OpenAI Responses. */
public final class ResponsesCodec implements ChatClientCodec {
    private final ErrorSettings settings;
    private final InstantSource clock;

    public ResponsesCodec(ErrorSettings settings) {
        this(settings, InstantSource.system());
    }

    /**
     * @param clock tells how long it is to a date in {@code Retry-After}
     */
    public ResponsesCodec(ErrorSettings settings, InstantSource clock) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI_RESPONSES;
    }

    @Override
    public UpstreamBody upstreamBody(
            RouterRequest request, String upstreamModel, boolean stream, Map<String, RawJson> overrides) {
        RawJson json = request.json();
        if (request.stream() && !stream && json.get("stream_options").isPresent()) {
            // OpenAI refuses stream_options without a stream.
            json = json.without("stream_options");
        }
        JsonEdit edit = json.edit();
        if (!request.model().equals(upstreamModel)) {
            edit.set("model", RawJson.of(upstreamModel));
        }
        if (request.stream() != stream) {
            edit.set("stream", RawJson.of(stream));
        }
        // A Responses stream tells its usage in its terminal event, asked or not.
        Overrides.set(json, edit, overrides);
        return new UpstreamBody(edit.toBody(), false);
    }

    @Override
    public ClientStreamMeter newStreamMeter() {
        return new ResponsesStreamMeter(settings);
    }

    @Override
    public StreamReader newStreamReader() {
        return new ResponsesStreamReader();
    }

    @Override
    public BodyTally meterBody(byte[] body) {
        return ResponsesBodyMeter.meter(body);
    }

    @Override
    public @Nullable RunReport readRun(byte[] body) {
        return ResponsesBodyMeter.run(body);
    }

    @Override
    public List<ChatEvent> readBody(byte[] body) {
        return ResponsesBodyReader.read(body);
    }

    @Override
    public UpstreamError readError(int status, HttpHeaders headers, byte[] body) {
        return OpenAiErrorReader.read(Dialect.OPENAI_RESPONSES, status, headers, body, clock);
    }

    @Override
    public FailureKind classify(UpstreamError error) {
        return OpenAiFailures.classify(error);
    }

    @Override
    public WireError writeError(RouterException failure, String requestId) {
        return OpenAiEnvelope.write(failure, requestId, settings);
    }

    @Override
    public ChatRequest readRequest(RouterRequest request, StoredItems items) {
        return ResponsesRequestReader.read(request, items);
    }

    @Override
    public WrittenRequest writeRequest(ChatRequest request, WriteTarget target) {
        return ResponsesRequestWriter.write(request, target);
    }

    @Override
    public StreamWriter newStreamWriter(AnswerContext context) {
        return new ResponsesStreamWriter(context, settings);
    }

    @Override
    public byte[] writeBody(List<ChatEvent> events, AnswerContext context) {
        return ResponsesBodyWriter.write(events, context, settings);
    }
}
