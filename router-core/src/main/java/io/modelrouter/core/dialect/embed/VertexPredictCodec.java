package io.modelrouter.core.dialect.embed;

import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.EmbeddingAnswer;
import io.modelrouter.core.dialect.EmbeddingAsk;
import io.modelrouter.core.dialect.EmbeddingChannelCodec;
import io.modelrouter.core.dialect.ChannelCodec;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.Dialect;
import java.util.Objects;

/**
 * Google's older embedding models on Vertex, spoken to channels only. A body has one request in each line, and its answer one
 * answer in each. Stateless and thread-safe.
 */
public final class VertexPredictCodec implements EmbeddingChannelCodec {
    private final ChannelCodec errors;

    /**
     * @param errors knows the errors of this vendor, which are the same for its chats
     */
    public VertexPredictCodec(ChannelCodec errors) {
        this.errors = Objects.requireNonNull(errors, "errors");
    }

    @Override
    public Dialect dialect() {
        return Dialect.VERTEX_PREDICT;
    }

    @Override
    public WrittenRequest writeRequest(EmbeddingAsk ask, WriteTarget target) {
        return VertexPredictRequests.write(ask, target.model());
    }

    @Override
    public BodyTally meterBody(byte[] body, int inputs) {
        VertexPredictAnswers answer = new VertexPredictAnswers(body, false);
        EmbedJson.checkCount(answer.count(), inputs);
        return answer.tally();
    }

    @Override
    public EmbeddingAnswer readBody(byte[] body) {
        return new VertexPredictAnswers(body, true).answer();
    }

    @Override
    public UpstreamError readError(int status, HttpHeaders headers, byte[] body) {
        return errors.readError(status, headers, body);
    }

    @Override
    public FailureKind classify(UpstreamError error) {
        return errors.classify(error);
    }
}
