package io.modelrouter.core.pipeline;

import io.modelrouter.core.dialect.StreamMeter;
import io.modelrouter.core.lane.UpstreamStream;
import io.modelrouter.wire.WireFrame;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The commit point of a stream (R2.1): frames go on into a buffer, and the answer is committed with the first that has
 * content. Until then an error event, or a frame that is none, fails the attempt and nothing was sent.
 */
final class CommitGate implements UpstreamStream.Sink {
    /** A preamble longer than this is committed as it is. */
    private static final int MOST_PREAMBLE = 64;

    private final UpstreamStream.Sink behind;
    private final boolean atOnce;
    private boolean open;
    private StreamMeter.@Nullable Role failed;
    private int preamble;
    private int frames;

    /**
     * @param atOnce whether the first frame commits that is no error, since what it tells of goes on whoever is asked next
     */
    CommitGate(UpstreamStream.Sink behind, boolean atOnce) {
        this.behind = behind;
        this.atOnce = atOnce;
    }

    boolean isOpen() {
        return open;
    }

    int framesSeen() {
        return frames;
    }

    /** Why the attempt failed, or null. */
    StreamMeter.@Nullable Role failed() {
        return failed;
    }

    @Override
    public void beginPiece() {
        behind.beginPiece();
    }

    @Override
    public void frame(WireFrame frame, StreamMeter.Role role) throws IOException {
        frames++;
        if (failed != null) {
            return;
        }
        if (!open) {
            switch (role) {
                case ERROR:
                case MALFORMED:
                    failed = role;
                    return;
                case CONTENT:
                case END:
                    open = true;
                    break;
                case PREAMBLE:
                    open = atOnce || ++preamble >= MOST_PREAMBLE;
                    break;
                default:
                    open = ++preamble >= MOST_PREAMBLE;
                    break;
            }
        }
        behind.frame(frame, role);
    }

    @Override
    public void skippable() throws IOException {
        behind.skippable();
    }

    @Override
    public void endPiece() throws IOException {
        behind.endPiece();
    }
}
