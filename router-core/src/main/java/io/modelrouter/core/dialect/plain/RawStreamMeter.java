package io.modelrouter.core.dialect.plain;

import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.ClientStreamMeter;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.error.RouterException;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireFrame;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Counts the bytes of an answer without frames. Sound tells no usage, so its tokens are estimated by its length. A JSON
 * answer to a wish for a stream is read for its usage as far as it is short.
 */
final class RawStreamMeter extends ClientStreamMeter {
    private static final int MOST_KEPT = 1 << 20;
    /** What a stream without frames most likely is. */
    private static final String SOUND = "audio/mpeg";

    private final Dialect dialect;
    private final boolean json;
    private final String contentType;
    private @Nullable ByteArrayOutputStream kept;
    private long bytes;
    private boolean ended;

    /**
     * @param contentType of the answer, in lower case
     */
    RawStreamMeter(Dialect dialect, String contentType) {
        this.dialect = dialect;
        this.json = contentType.startsWith("application/json");
        this.kept = json ? new ByteArrayOutputStream() : null;
        this.contentType = contentType.isEmpty() ? SOUND : contentType;
    }

    @Override
    public Role accept(WireFrame frame) {
        if (frame.dataLength() == 0) {
            ended = true;
            readKept();
            return Role.END;
        }
        bytes += frame.dataLength();
        outputChars = json ? 0 : SoundTokens.chars(contentType, bytes);
        ByteArrayOutputStream keeping = kept;
        if (keeping != null) {
            if (bytes > MOST_KEPT) {
                kept = null;
            } else {
                keeping.write(frame.buffer(), frame.dataStart(), frame.dataLength());
            }
        }
        return Role.CONTENT;
    }

    private void readKept() {
        ByteArrayOutputStream all = kept;
        if (all == null) {
            return;
        }
        try {
            BodyTally tally = PlainBodyMeter.json(dialect, all.toByteArray());
            usage = tally.usage();
            usageReported = tally.usageReported();
            usageSuspect = tally.usageSuspect();
            outputChars = tally.outputChars();
        } catch (MalformedAnswerException e) {
            // It has gone on as it is; what it says is the client's to judge.
            outputChars = bytes;
        }
    }

    /** Only where the body has ended as its sender said it would. */
    @Override
    public boolean complete() {
        return ended;
    }

    @Override
    public boolean isFramed() {
        return false;
    }

    /** Nothing can be said inside of it: the connection has to break. */
    @Override
    public byte[] streamError(RouterException failure, String requestId) {
        return new byte[0];
    }

    @Override
    public byte[] heartbeat() {
        return new byte[0];
    }
}
