package io.modelrouter.core.dialect;

import io.modelrouter.core.stream.FrameSplitter;
import io.modelrouter.core.stream.SseSplitter;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.RouterException;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.Map;

/**
 * What the router does with any dialect: hand on, meter, tell errors. Stateless and thread-safe; what has state is made per
 * stream.
 */
public interface WireCodec {

    Dialect dialect();

    /**
     * The caller's request as an upstream of the same dialect shall see it: only listed values are replaced, every other
     * byte is the caller's and is not copied.
     *
     * @param upstreamModel the name to ask for
     * @param stream whether to ask for a streamed answer
     * @param overrides members that the channel sets: path with dots to value; none is {@code model} or {@code stream}
     */
    UpstreamBody upstreamBody(
            RouterRequest request, String upstreamModel, boolean stream, Map<String, RawJson> overrides);

    /** As {@link #upstreamBody(RouterRequest, String, boolean, Map)}, for a kind of channel that may take less than others. */
    default UpstreamBody upstreamBody(RouterRequest request, WriteTarget target, Map<String, RawJson> overrides) {
        return upstreamBody(request, target.model(), target.stream(), overrides);
    }

    /** As {@link #upstreamBody(RouterRequest, String, boolean, Map)}, without overrides. */
    default UpstreamBody upstreamBody(RouterRequest request, String upstreamModel, boolean stream) {
        return upstreamBody(request, upstreamModel, stream, Map.of());
    }

    /** Cuts a streamed answer into frames; server-sent events unless the dialect has another framing. */
    default FrameSplitter newSplitter(int maxEvent) {
        return new SseSplitter(maxEvent);
    }

    /** As {@link #newSplitter(int)}, for an upstream's answer with these headers. */
    default FrameSplitter newSplitter(HttpHeaders answer, int maxEvent) {
        return newSplitter(maxEvent);
    }

    /** Reads along a pass-through stream; one for each upstream answer. */
    StreamMeter newStreamMeter();

    /** As {@link #newStreamMeter()}, for an upstream's answer with these headers. */
    default StreamMeter newStreamMeter(HttpHeaders answer) {
        return newStreamMeter();
    }

    /**
     * As {@link #newStreamMeter}, for a stream framed as one JSON array.
     *
     * @throws IllegalStateException unless the dialect has that framing; only Gemini has
     */
    default StreamMeter newArrayStreamMeter() {
        throw new IllegalStateException("the dialect " + dialect() + " has no JSON array framing");
    }

    /**
     * Skims a whole (non-stream) answer in one pass, without building a tree.
     *
     * @throws MalformedAnswerException if it is not a whole JSON answer of this dialect
     */
    BodyTally meterBody(byte[] body);

    /** As {@link #meterBody(byte[])}, for an upstream's answer with these headers. */
    default BodyTally meterBody(HttpHeaders answer, byte[] body) {
        return meterBody(body);
    }

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
