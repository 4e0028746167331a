package io.modelrouter.core.dialect;

<<<<<<< HEAD:router-core/src/main/java/io/modelrouter/core/dialect/EmbeddingChannelCodec.java
/**
 * What the router does besides with a dialect of embeddings that a channel speaks: write requests and read answers in neutral
 * words. It is all there is for a dialect that no client speaks. Embeddings are not streamed.
 */
public interface EmbeddingChannelCodec extends ChannelCodec {
=======
import io.modelrouter.error.RouterException;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.request.RouterRequest;

/** What the router does with a dialect of embeddings: besides what it does with any, to read and write it in neutral words. */
public interface EmbeddingCodec extends WireCodec {

    /**
     * The caller's request in neutral words.
     *
     * @throws RouterException INVALID_REQUEST that names the member, where the request makes no sense
     */
    EmbeddingAsk readRequest(RouterRequest request);
>>>>>>> clouds:router-core/src/main/java/io/modelrouter/core/dialect/EmbeddingCodec.java

    /** The request in this dialect, and what could not be carried. Never throws for a request that a reader made. */
    WrittenRequest writeRequest(EmbeddingAsk ask, WriteTarget target);

    /** To which endpoint of the dialect the request that was written for a target goes; empty for the main one. */
    default String operation(EmbeddingAsk ask, WriteTarget target) {
        return "";
    }

    /**
     * As {@link #meterBody(byte[])}, and counts the vectors.
     *
     * @param inputs how many there must be; negative for any number
     * @throws MalformedAnswerException also if there are others than {@code inputs}
     */
    BodyTally meterBody(byte[] body, int inputs);

    /** As {@link #meterBody(byte[], int)}, for an upstream that may tell its usage beside the answer. */
    default BodyTally meterBody(byte[] body, HttpHeaders headers, int inputs) {
        return meterBody(body, inputs);
    }

    @Override
    default BodyTally meterBody(byte[] body) {
        return meterBody(body, -1);
    }

    /**
     * The vectors of a whole answer, in the order of the inputs.
     *
     * @throws MalformedAnswerException if it is not a whole answer of this dialect
     */
    EmbeddingAnswer readBody(byte[] body);
}
