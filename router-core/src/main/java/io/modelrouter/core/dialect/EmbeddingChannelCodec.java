package io.modelrouter.core.dialect;

import io.modelrouter.provider.HttpHeaders;

/**
 * What the router does besides with a dialect of embeddings that a channel speaks: write requests and read answers in neutral
 * words. It is all there is for a dialect that no client speaks. Embeddings are not streamed.
 */
public interface EmbeddingChannelCodec extends ChannelCodec {

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
