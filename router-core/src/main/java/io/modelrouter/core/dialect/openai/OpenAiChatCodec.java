package io.modelrouter.core.dialect.openai;

import io.modelrouter.channel.Channel;
import io.modelrouter.chat.ChatRequest;
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
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** OpenAI Chat Completions. */
public final class OpenAiChatCodec implements ChatClientCodec {
    private final ErrorSettings settings;
    private final InstantSource clock;

    public OpenAiChatCodec(ErrorSettings settings) {
        this(settings, InstantSource.system());
    }

    /**
     * @param clock tells how long it is to a date in {@code Retry-After}
     */
    public OpenAiChatCodec(ErrorSettings settings, InstantSource clock) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI_CHAT;
    }

    @Override
    public UpstreamBody upstreamBody(
            RouterRequest request, String upstreamModel, boolean stream, Map<String, RawJson> overrides) {
        return OpenAiUpstreamBody.of(request, request.json(), upstreamModel, stream, true, overrides);
    }

    @Override
    public UpstreamBody upstreamBody(RouterRequest request, WriteTarget target, Map<String, RawJson> overrides) {
        OpenAiChatQuirks quirks = OpenAiChatQuirks.of(target.channelType());
        RawJson fitting = quirks.replay().fit(request.json());
        return OpenAiUpstreamBody.of(
                request, fitting, target.model(), target.stream(), quirks.streamOptions(), overrides);
    }

    @Override
    public ClientStreamMeter newStreamMeter() {
        return new OpenAiChatStreamMeter(settings);
    }

    @Override
    public StreamReader newStreamReader() {
        return new OpenAiChatStreamReader(OpenAiChatThinkTags.NONE);
    }

    @Override
    public StreamReader newStreamReader(Channel channel) {
        return new OpenAiChatStreamReader(OpenAiChatThinkTags.of(channel));
    }

    @Override
    public BodyTally meterBody(byte[] body) {
        return OpenAiChatBodyMeter.meter(body);
    }

    @Override
    public List<ChatEvent> readBody(byte[] body) {
        return OpenAiChatBodyReader.read(body, OpenAiChatThinkTags.NONE);
    }

    @Override
    public List<ChatEvent> readBody(byte[] body, Channel channel) {
        return OpenAiChatBodyReader.read(body, OpenAiChatThinkTags.of(channel));
    }

    @Override
    public UpstreamError readError(int status, HttpHeaders headers, byte[] body) {
        return OpenAiErrorReader.read(Dialect.OPENAI_CHAT, status, headers, body, clock);
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
        return OpenAiChatRequestReader.read(request);
    }

    @Override
    public WrittenRequest writeRequest(ChatRequest request, WriteTarget target) {
        return OpenAiChatRequestWriter.write(request, target);
    }

    @Override
    public StreamWriter newStreamWriter(AnswerContext context) {
        return new OpenAiChatStreamWriter(context, settings);
    }

    @Override
    public byte[] writeBody(List<ChatEvent> events, AnswerContext context) {
        return OpenAiChatBodyWriter.write(events, context);
    }
}
