package io.modelrouter.core.pipeline;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.DialectCodec;
import io.modelrouter.core.lane.UpstreamStream;
import io.modelrouter.core.route.Candidate;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.provider.ProviderResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The serving attempt: an upstream answer that is committed, or on the way to it. Used by one thread at a time. */
final class Exchange {
    final Candidate candidate;
    final DialectCodec codec;
    final ProviderResponse response;
    /** Whether the stream's usage chunk is the router's wish alone. */
    final boolean withholdUsage;

    private @Nullable UpstreamStream stream;
    private byte @Nullable [] body;
    private @Nullable BodyTally tally;

    Exchange(Candidate candidate, DialectCodec codec, ProviderResponse response, boolean withholdUsage) {
        this.candidate = candidate;
        this.codec = codec;
        this.response = response;
        this.withholdUsage = withholdUsage;
    }

    void streamed(UpstreamStream stream) {
        this.stream = stream;
    }

    void whole(byte[] body, BodyTally tally) {
        this.body = body;
        this.tally = tally;
    }

    boolean isStream() {
        return stream != null;
    }

    UpstreamStream stream() {
        return Objects.requireNonNull(stream, "not a stream");
    }

    byte[] body() {
        return Objects.requireNonNull(body, "not a whole answer");
    }

    BodyTally tally() {
        return Objects.requireNonNull(tally, "not a whole answer");
    }

    HttpHeaders headers() {
        return response.headers();
    }

    // What was metered, whichever way the answer came.

    Usage usage() {
        if (stream != null) {
            return stream.meter().usage();
        }
        return tally == null ? Usage.NONE : tally.usage();
    }

    boolean usageReported() {
        return stream != null ? stream.meter().usageReported() : tally != null && tally.usageReported();
    }

    boolean usageSuspect() {
        return stream != null ? stream.meter().usageSuspect() : tally != null && tally.usageSuspect();
    }

    long outputChars() {
        if (stream != null) {
            return stream.meter().outputChars();
        }
        return tally == null ? 0 : tally.outputChars();
    }

    boolean complete() {
        return stream != null ? stream.meter().complete() : tally != null;
    }
}
