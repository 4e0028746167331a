package io.modelrouter.core.dialect;

import io.modelrouter.error.RouterException;
import io.modelrouter.request.RouterRequest;

/**
 * What the router does with a dialect of embeddings that clients and channels speak: besides what it does for channels, to
 * read clients' requests and to write their answers.
 */
public interface EmbeddingClientCodec extends EmbeddingChannelCodec, ClientCodec {

    /**
     * The caller's request in neutral words.
     *
     * @throws RouterException INVALID_REQUEST that names the member, where the request makes no sense
     */
    EmbeddingAsk readRequest(RouterRequest request);

    /** A whole answer for a client of this dialect. */
    byte[] writeBody(EmbeddingAnswer answer, EmbeddingReply reply);
}
