package io.modelrouter.core.dialect.embed;

import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.ClientCodec;
import io.modelrouter.core.dialect.EmbeddingAnswer;
import io.modelrouter.core.dialect.EmbeddingAsk;
import io.modelrouter.core.dialect.EmbeddingClientCodec;
import io.modelrouter.core.dialect.EmbeddingReply;
import io.modelrouter.core.dialect.Overrides;
import io.modelrouter.core.dialect.UpstreamBody;
import io.modelrouter.core.dialect.WireError;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.request.GeminiEmbedRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.JsonEdit;
import io.modelrouter.wire.RawJson;
import java.util.Map;
import java.util.Objects;

/** Gemini's {@code embedContent} and {@code batchEmbedContents}. Stateless and thread-safe. */
public final class GeminiEmbedCodec implements EmbeddingClientCodec {
    private final ClientCodec errors;

    /**
     * @param errors knows the errors of this vendor, which are the same for its chats
     */
    public GeminiEmbedCodec(ClientCodec errors) {
        this.errors = Objects.requireNonNull(errors, "errors");
    }

    @Override
    public Dialect dialect() {
        return Dialect.GEMINI_EMBED;
    }

    /** The caller's own bytes; where the model is mapped, the entries that name it name the new one. */
    @Override
    public UpstreamBody upstreamBody(
            RouterRequest request, String upstreamModel, boolean stream, Map<String, RawJson> overrides) {
        RawJson json = request.json();
        JsonEdit edit = json.edit();
        if (!request.model().equals(upstreamModel)) {
            GeminiEmbedRequests.rename(json, upstreamModel, edit);
        }
        Overrides.set(json, edit, overrides);
        return new UpstreamBody(edit.toBody(), false);
    }

    @Override
    public EmbeddingAsk readRequest(RouterRequest request) {
        return GeminiEmbedRequests.read((GeminiEmbedRequest) request);
    }

    @Override
    public WrittenRequest writeRequest(EmbeddingAsk ask, WriteTarget target) {
        return GeminiEmbedRequests.write(ask, target);
    }

    /** One text goes to {@code embedContent}; more are a batch, or lines where the host has no batch. */
    @Override
    public String operation(EmbeddingAsk ask, WriteTarget target) {
        if (ask.inputs().size() == 1) {
            return "";
        }
        return GeminiEmbedRequests.isVertex(target) ? GeminiEmbedRequest.LINES : GeminiEmbedRequest.BATCH;
    }

    @Override
    public BodyTally meterBody(byte[] body, int inputs) {
        GeminiEmbedAnswers answer = new GeminiEmbedAnswers(body, false);
        if (answer.hasVectors()) {
            EmbedJson.checkCount(answer.count(), inputs);
            return answer.tally();
        }
        return errors.meterBody(body);
    }

    @Override
    public EmbeddingAnswer readBody(byte[] body) {
        return new GeminiEmbedAnswers(body, true).answer();
    }

    @Override
    public byte[] writeBody(EmbeddingAnswer answer, EmbeddingReply reply) {
        return GeminiEmbedAnswers.write(answer, reply);
    }

    @Override
    public UpstreamError readError(int status, HttpHeaders headers, byte[] body) {
        return errors.readError(status, headers, body);
    }

    @Override
    public FailureKind classify(UpstreamError error) {
        return errors.classify(error);
    }

    @Override
    public WireError writeError(RouterException failure, String requestId) {
        return errors.writeError(failure, requestId);
    }
}
