package io.modelrouter.core.dialect;

import io.modelrouter.chat.Usage;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.wire.WireFrame;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads along the frames of one upstream stream for what the router needs: when content begins, the usage, the end mark,
 * errors. It builds no tree and no text. Not thread-safe.
 */
public abstract class StreamMeter {

    /** What a frame is to the router. */
    public enum Role {
        /** Nothing was said yet: start of the message, role, empty block. Buffered before commit. */
        PREAMBLE,
        /** Model content, or anything a client would notice: commits the answer. */
        CONTENT,
        /** A chunk that holds usage and nothing else; withheld where the client did not ask for it. */
        USAGE_ONLY,
        /** The end mark, or a frame that belongs to the ending (finish reason, {@code [DONE]}). Commits too. */
        END,
        /** A ping or anything else without meaning for commit and metering. */
        SILENT,
        /** An error event; {@link StreamMeter#error} tells which. */
        ERROR,
        /** Not JSON, or not this dialect. */
        MALFORMED
    }

    /** Usage so far: field by field the largest seen (R1.14). */
    protected Usage usage = Usage.NONE;
    /** Whether the upstream told any usage. */
    protected boolean usageReported;
    /** Whether a reported count was negative, fractional or otherwise not believable, and so ignored. */
    protected boolean usageSuspect;
    /** Characters of model content (text, reasoning, tool arguments) seen so far. */
    protected long outputChars;
    /** Where a cost may be put into the last frame; see {@link #usageEnd}. */
    protected int usageEnd = -1;

    protected @Nullable UpstreamError error;

    /** Takes the next frame. Never throws, whatever the frame holds. */
    public abstract Role accept(WireFrame frame);

    /** Whether the stream has told its end: rule R4.1. Asked when the body ends. */
    public abstract boolean complete();

    /** Whether something can be said between frames; else a failure can only be told by breaking the connection. */
    public boolean isFramed() {
        return true;
    }

    /** The usage so far: field by field the largest seen (R1.14). */
    public Usage usage() {
        return usage;
    }

    /** Whether the upstream told any usage. */
    public boolean usageReported() {
        return usageReported;
    }

    /** Whether a count was not believable and was ignored. */
    public boolean usageSuspect() {
        return usageSuspect;
    }

    /** Characters of model content seen so far, weighed as {@link Skim#chars} does. */
    public long outputChars() {
        return outputChars;
    }

    /**
     * How far the answer has come as a run that may go on in the background when the stream is over; null where it has not
     * said its id, or the dialect has no such runs.
     */
    public @Nullable RunReport run() {
        return null;
    }

    /** The error that the stream told, if one was. */
    public Optional<UpstreamError> error() {
        return Optional.ofNullable(error);
    }

    /**
     * Position, in the last frame's buffer, of the brace that closes its usage object, where members may be added before
     * it; -1 if the last frame had none.
     */
    public int usageEnd() {
        return usageEnd;
    }
}
