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
 * Counts the bytes of an answer without frames. Sound tells no usage, so its tokens are estimated by its length: some 21 a
 * second, of the bytes that its kind has in a second. A JSON answer to a wish for a stream is read for its usage as far as
 * it is short.
 */
final class RawStreamMeter extends ClientStreamMeter {
    private static final int MOST_KEPT = 1 << 20;
    private static final int CHARS_A_TOKEN = 4;
    /** 24,000 samples of two bytes ("Text to speech" guide of OpenAI, 2026-11), at 21 tokens a second. */
    private static final int PLAIN_BYTES_A_TOKEN = 2_300;
    /** MP3 and AAC at 128 kbit/s. */
    private static final int BYTES_A_TOKEN = 770;

    private final Dialect dialect;
    private final boolean json;
    private final int bytesAToken;
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
        boolean plain = contentType.contains("wav") || contentType.contains("pcm") || contentType.contains("l16");
        boolean text = contentType.startsWith("text/");
        this.bytesAToken = text ? CHARS_A_TOKEN : plain ? PLAIN_BYTES_A_TOKEN : BYTES_A_TOKEN;
    }

    @Override
    public Role accept(WireFrame frame) {
        if (frame.dataLength() == 0) {
            ended = true;
            readKept();
            return Role.END;
        }
        bytes += frame.dataLength();
        outputChars = json ? 0 : bytes * CHARS_A_TOKEN / bytesAToken;
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
            BodyTally tally = PlainBodyMeter.meter(dialect, all.toByteArray());
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
