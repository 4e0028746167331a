package io.modelrouter.core.dialect.completions;

import io.modelrouter.core.dialect.ClientStreamMeter;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.OpenAiErrorReader;
import io.modelrouter.error.RouterException;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireFrame;
import java.util.Arrays;
import java.util.BitSet;
import tools.jackson.core.JacksonException;

/** Reads along a stream of completions: chunks like those of chat, with a {@code text} for the delta. */
final class CompletionsStreamMeter extends ClientStreamMeter {
    private final ErrorSettings settings;
    private final CompletionsSkim skim = new CompletionsSkim();
    private boolean done;

    CompletionsStreamMeter(ErrorSettings settings) {
        this.settings = settings;
    }

    @Override
    public Role accept(WireFrame frame) {
        usageEnd = -1;
        if (frame.dataEquals("[DONE]")) {
            done = true;
            return Role.END;
        }
        if (frame.dataLength() == 0) {
            return Role.SILENT;
        }
        boolean object;
        try {
            object = skim.read(frame.buffer(), frame.dataStart(), frame.dataEnd());
        } catch (JacksonException e) {
            object = false;
        }
        if ("error".equals(frame.event()) || object && skim.hasError) {
            if (error == null) {
                byte[] data = Arrays.copyOfRange(frame.buffer(), frame.dataStart(), frame.dataEnd());
                error = OpenAiErrorReader.inside(Dialect.OPENAI_COMPLETIONS, JsonTree.read(data), data);
            }
            return Role.ERROR;
        }
        if (!object) {
            return Role.MALFORMED;
        }
        usageEnd = skim.usageEnd;
        outputChars += skim.chars;
        usageReported = skim.usage.reported();
        usageSuspect = skim.usage.suspect();
        usage = skim.usage.toUsage(false);
        if (skim.hasFinish) {
            return Role.END;
        }
        if (skim.hasContent) {
            return Role.CONTENT;
        }
        return !skim.hasChoices && skim.hasUsage ? Role.USAGE_ONLY : Role.PREAMBLE;
    }

    @Override
    public boolean complete() {
        if (error != null) {
            return false;
        }
        if (done) {
            return true;
        }
        BitSet open = (BitSet) skim.seen.clone();
        open.andNot(skim.finished);
        return !skim.seen.isEmpty() && open.isEmpty();
    }

    @Override
    public byte[] streamError(RouterException failure, String requestId) {
        return CompletionsFrames.error(failure, settings);
    }

    @Override
    public byte[] heartbeat() {
        return CompletionsFrames.heartbeat();
    }
}
