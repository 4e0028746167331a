package io.modelrouter.core.dialect;

import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import java.util.List;

/** Everything the router does that depends on a dialect. Stateless and thread-safe; what has state is made per stream. */
public interface DialectCodec {

    Dialect dialect();

    /**
     * The caller's request as an upstream of the same dialect shall see it: only listed values are replaced, every other
     * byte is the caller's and is not copied.
     *
     * @param upstreamModel the name to ask for
     * @param stream whether to ask for a streamed answer
     */
    UpstreamBody upstreamBody(RouterRequest request, String upstreamModel, boolean stream);

    /** Reads along a pass-through stream; one for each upstream answer. */
    StreamMeter newStreamMeter();

    /**
     * As {@link #newStreamMeter}, for a stream framed as one JSON array.
     *
     * @throws IllegalStateException unless the dialect has that framing; only Gemini has
     */
    default StreamMeter newArrayStreamMeter() {
        throw new IllegalStateException("the dialect " + dialect() + " has no JSON array framing");
    }

    /** Turns the frames of one stream into events. */
    StreamReader newStreamReader();

    /**
     * Skims a whole (non-stream) answer in one pass, without building a tree.
     *
     * @throws MalformedAnswerException if it is not a whole JSON answer of this dialect
     */
    BodyTally meterBody(byte[] body);

    /**
     * Turns a whole (non-stream) answer into a legal event sequence, {@code MessageStarted} to {@code Finished}.
     *
     * @throws MalformedAnswerException if it is not a whole JSON answer of this dialect
     */
    List<ChatEvent> readBody(byte[] body);

    /**
     * Reads an error answer: the provider's class, code, param, message, and how long to wait, from wherever this dialect
     * and its imitators put them. Never throws, whatever the body is.
     */
    UpstreamError readError(int status, HttpHeaders headers, byte[] body);

    /** What an upstream error means for the next attempt: rule R2.2, by status and structured code. */
    FailureKind classify(UpstreamError error);

    /** The failure as this dialect's own error answer, full vendor shape: section 6 of the architecture. */
    WireError writeError(RouterException failure, String requestId);
}
