package io.modelrouter.core.lane;

import io.modelrouter.core.dialect.ClientStreamMeter;
import io.modelrouter.core.dialect.StreamMeter;
import io.modelrouter.core.stream.FrameSplitter;
import io.modelrouter.error.RouterException;
import io.modelrouter.wire.WireFrame;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Hands the upstream's own bytes on, straight from the buffer they were read into. Two things are done to them and no
 * others: a usage chunk that only the router asked for is withheld, and the usage object may get members.
 *
 * <p>One write and one flush for each piece that was read. Not thread-safe.
 */
public final class PassThroughStream implements ClientStream {
    private final FrameSplitter splitter;
    private final ClientStreamMeter meter;
    private final boolean withholdUsage;
    private final UsageMembers usageMembers;
    private OutputStream out;
    private int rangeStart = -1;
    private int rangeEnd = -1;

    /**
     * @throws IllegalArgumentException if no client speaks the dialect of the stream
     */
    public PassThroughStream(
            UpstreamStream stream, boolean withholdUsage, UsageMembers usageMembers, OutputStream out) {
        this.splitter = stream.splitter();
        if (!(stream.meter() instanceof ClientStreamMeter clientMeter)) {
            throw new IllegalArgumentException("a stream that no client understands cannot be handed on");
        }
        this.meter = clientMeter;
        this.withholdUsage = withholdUsage;
        this.usageMembers = usageMembers;
        this.out = out;
    }

    @Override
    public void redirect(OutputStream out) {
        this.out = out;
    }

    @Override
    public void frame(WireFrame frame, StreamMeter.Role role) throws IOException {
        if (rangeStart < 0) {
            rangeStart = splitter.rawStart();
        }
        if (withholdUsage && role == StreamMeter.Role.USAGE_ONLY) {
            write(rangeStart, splitter.rawStart());
            rangeStart = splitter.rawEnd();
        } else if (meter.usageEnd() >= 0 && frame.buffer() == splitter.buffer()) {
            byte[] members = usageMembers.bytes();
            if (members != null) {
                write(rangeStart, meter.usageEnd());
                out.write(members);
                rangeStart = meter.usageEnd();
            }
        }
        rangeEnd = splitter.rawEnd();
    }

    @Override
    public void skippable() {
        if (rangeStart < 0) {
            rangeStart = splitter.rawStart();
        }
        rangeEnd = splitter.rawEnd();
    }

    @Override
    public void endPiece() throws IOException {
        if (rangeStart >= 0) {
            write(rangeStart, rangeEnd);
            out.flush();
        }
        rangeStart = -1;
        rangeEnd = -1;
    }

    /** Hands on what followed the last frame, such as the bracket that closes an array. */
    @Override
    public void writeTail() throws IOException {
        int end = splitter.writePosition();
        write(end - splitter.pending(), end);
        out.flush();
    }

    @Override
    public byte[] error(RouterException failure, String requestId) {
        return meter.streamError(failure, requestId);
    }

    @Override
    public byte[] heartbeat() {
        return meter.heartbeat();
    }

    @Override
    public boolean handsOnErrors() {
        return true;
    }

    private void write(int start, int end) throws IOException {
        if (start < end) {
            out.write(splitter.buffer(), start, end - start);
        }
    }
}
