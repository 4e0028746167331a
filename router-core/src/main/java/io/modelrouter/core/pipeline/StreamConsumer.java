package io.modelrouter.core.pipeline;

import io.modelrouter.core.lane.UpstreamStream;

/** Who takes the frames of a call's stream: the writer of bytes or the reader of events. */
@FunctionalInterface
interface StreamConsumer {

    /** For calls that ask for a whole answer. */
    StreamConsumer NONE = exchange -> {
        throw new IllegalStateException("the call does not stream");
    };

    /** A new attempt begins; what an earlier one left is forgotten. */
    UpstreamStream.Sink begin(Exchange exchange);
}
