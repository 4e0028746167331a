package io.modelrouter.core.dialect.embed;

import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.EmbeddingAnswer;
import io.modelrouter.core.dialect.EmbeddingAsk;
import io.modelrouter.core.dialect.EmbeddingClientCodec;
import io.modelrouter.core.dialect.EmbeddingReply;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.OpenAiEnvelope;
import io.modelrouter.core.dialect.OpenAiErrorReader;
import io.modelrouter.core.dialect.OpenAiFailures;
import io.modelrouter.core.dialect.Overrides;
import io.modelrouter.core.dialect.UpstreamBody;
import io.modelrouter.core.dialect.WireError;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.JsonEdit;
import io.modelrouter.wire.RawJson;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;

/** OpenAI embeddings, and those of everybody who took the endpoint over. Stateless and thread-safe. */
public final class OpenAiEmbeddingsCodec implements EmbeddingClientCodec {
    private final ErrorSettings settings;
    private final InstantSource clock;

    public OpenAiEmbeddingsCodec(ErrorSettings settings) {
        this(settings, InstantSource.system());
    }

    /**
     * @param clock tells how long it is to a date in {@code Retry-After}
     */
    public OpenAiEmbeddingsCodec(ErrorSettings settings, InstantSource clock) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.clock = Objects.requireNonNull(clock, "clock");
    }

    @Override
    public Dialect dialect() {
        return Dialect.OPENAI_EMBEDDINGS;
    }

    @Override
    public UpstreamBody upstreamBody(
            RouterRequest request, String upstreamModel, boolean stream, Map<String, RawJson> overrides) {
        JsonEdit edit = request.json().edit();
        if (!request.model().equals(upstreamModel)) {
            edit.set("model", RawJson.of(upstreamModel));
        }
        Overrides.set(request.json(), edit, overrides);
        return new UpstreamBody(edit.toBody(), false);
    }

    @Override
    public EmbeddingAsk readRequest(RouterRequest request) {
        return OpenAiEmbeddingsRequests.read(request);
    }

    @Override
    public WrittenRequest writeRequest(EmbeddingAsk ask, WriteTarget target) {
        return OpenAiEmbeddingsRequests.write(ask, target);
    }

    @Override
    public BodyTally meterBody(byte[] body, int inputs) {
        return OpenAiEmbeddingsAnswers.meter(body, inputs);
    }

    @Override
    public EmbeddingAnswer readBody(byte[] body) {
        return OpenAiEmbeddingsAnswers.read(body);
    }

    @Override
    public byte[] writeBody(EmbeddingAnswer answer, EmbeddingReply reply) {
        return OpenAiEmbeddingsAnswers.write(answer, reply);
    }

    @Override
    public UpstreamError readError(int status, HttpHeaders headers, byte[] body) {
        return OpenAiErrorReader.read(Dialect.OPENAI_EMBEDDINGS, status, headers, body, clock);
    }

    @Override
    public FailureKind classify(UpstreamError error) {
        return OpenAiFailures.classify(error);
    }

    @Override
    public WireError writeError(RouterException failure, String requestId) {
        return OpenAiEnvelope.write(failure, requestId, settings);
    }
}
