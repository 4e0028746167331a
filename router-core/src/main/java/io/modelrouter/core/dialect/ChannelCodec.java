package io.modelrouter.core.dialect;

import io.modelrouter.error.FailureKind;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * What the router does with any dialect that channels speak: meter whole answers, and understand errors. Stateless and
 * thread-safe, as everything that extends it; what has state is made for each stream.
 */
public interface ChannelCodec {

    Dialect dialect();

    /**
     * Skims a whole (non-stream) answer in one pass, without building a tree.
     *
     * @throws MalformedAnswerException if it is not a whole answer of this dialect
     */
    BodyTally meterBody(byte[] body);

    /** As {@link #meterBody(byte[])}, for an upstream's answer with these headers. */
    default BodyTally meterBody(HttpHeaders answer, byte[] body) {
        return meterBody(body);
    }

    /**
     * What a whole answer says of itself as a run in the background; null where it says nothing, or the dialect has no such
     * runs. Never throws, whatever the body is.
     */
    default @Nullable RunReport readRun(byte[] body) {
        return null;
    }

    /**
     * Reads an error answer: the provider's class, code, param, message, and how long to wait, from wherever this dialect
     * and its imitators put them. Never throws, whatever the body is.
     */
    UpstreamError readError(int status, HttpHeaders headers, byte[] body);

    /** What an upstream error means for the next attempt: rule R2.2, by status and structured code. */
    FailureKind classify(UpstreamError error);
}
