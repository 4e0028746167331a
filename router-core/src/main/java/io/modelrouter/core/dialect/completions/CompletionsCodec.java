package io.modelrouter.core.dialect.completions;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.ChatClientCodec;
import io.modelrouter.core.dialect.ClientStreamMeter;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.OpenAiEnvelope;
import io.modelrouter.core.dialect.OpenAiErrorReader;
import io.modelrouter.core.dialect.OpenAiFailures;
import io.modelrouter.core.dialect.OpenAiUpstreamBody;
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
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireBody;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** OpenAI's older completions. Clients speak it to any chat; of channels it is asked only by its own clients. */
public final class CompletionsCodec implements ChatClientCodec {
    private final ErrorSettings settings;
    private final InstantSource clock = InstantSource.system();

    public CompletionsCodec(ErrorSettings settings) {
        this.settings = Objects.requireNonNull(settings, "settings");
    }

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI_COMPLETIONS;
    }

    @Override
    public UpstreamBody upstreamBody(
            RouterRequest request, String upstreamModel, boolean stream, Map<String, RawJson> overrides) {
        return OpenAiUpstreamBody.of(request, request.json(), upstreamModel, stream, true, overrides);
    }

    @Override
    public ClientStreamMeter newStreamMeter() {
        return new CompletionsStreamMeter(settings);
    }

    @Override
    public StreamReader newStreamReader() {
        return new CompletionsReader();
    }

    @Override
    public BodyTally meterBody(byte[] body) {
        return CompletionsBodyMeter.meter(body);
    }

    @Override
    public List<ChatEvent> readBody(byte[] body) {
        return CompletionsReader.readBody(body);
    }

    @Override
    public UpstreamError readError(int status, HttpHeaders headers, byte[] body) {
        return OpenAiErrorReader.read(Dialect.OPENAI_COMPLETIONS, status, headers, body, clock);
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
        return CompletionsRequestReader.read(request);
    }

    /** No chat is carried to completions, whatever a channel speaks. */
    @Override
    public WrittenRequest writeRequest(ChatRequest request, WriteTarget target) {
        return new WrittenRequest(
                WireBody.of("{}".getBytes(StandardCharsets.US_ASCII)),
                Map.of(),
                List.of(new Loss("messages", Loss.Severity.SEMANTIC, "a completion is no chat")));
    }

    @Override
    public StreamWriter newStreamWriter(AnswerContext context) {
        return new CompletionsStreamWriter(context, settings);
    }

    @Override
    public byte[] writeBody(List<ChatEvent> events, AnswerContext context) {
        return CompletionsBodyWriter.write(events, context);
    }
}
