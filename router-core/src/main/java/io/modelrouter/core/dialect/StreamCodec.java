package io.modelrouter.core.dialect;

import io.modelrouter.core.stream.FrameSplitter;
import io.modelrouter.core.stream.SseSplitter;
import io.modelrouter.provider.HttpHeaders;

/** What the router does besides with a dialect whose answers may be streams: cut them into frames and read along. */
public interface StreamCodec extends ChannelCodec {

    /**
     * Cuts a streamed answer into frames; server-sent events unless the dialect has another framing.
     *
     * @param maxEvent bytes that one frame may have
     */
    default FrameSplitter newSplitter(int maxEvent) {
        return new SseSplitter(maxEvent);
    }

    /** As {@link #newSplitter(int)}, for an upstream's answer with these headers. */
    default FrameSplitter newSplitter(HttpHeaders answer, int maxEvent) {
        return newSplitter(maxEvent);
    }

    /** Reads along a stream; one for each upstream answer. A {@link ClientStreamMeter} where clients speak the dialect. */
    StreamMeter newStreamMeter();

    /** As {@link #newStreamMeter()}, for an upstream's answer with these headers. */
    default StreamMeter newStreamMeter(HttpHeaders answer) {
        return newStreamMeter();
    }

    /**
     * As {@link #newStreamMeter()}, for a stream framed as one JSON array.
     *
     * @throws IllegalStateException unless the dialect has that framing; only Gemini has
     */
    default StreamMeter newArrayStreamMeter() {
        throw new IllegalStateException("the dialect " + dialect() + " has no JSON array framing");
    }
}
