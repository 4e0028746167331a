package io.modelrouter.core.dialect.responses;

import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.dialect.RunReport;
import io.modelrouter.error.UpstreamError;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Skims a whole response. One that is queued or in progress is whole too: it was asked for in the background. */
final class ResponsesBodyMeter {
    private ResponsesBodyMeter() {}

    static BodyTally meter(byte[] body) {
        ResponsesSkim skim = read(body, false);
        if (skim.usage.toUsage().output() == 0) {
            // Only now somebody will ask how much was said; it takes the text apart, which costs as much again.
            skim = read(body, true);
        }
        boolean failed = "failed".equals(skim.status) || (skim.hasError && !skim.hasItems);
        if (!failed && !skim.hasOutput) {
            throw new MalformedAnswerException("the upstream's answer is no response with output", null);
        }
        UpstreamError error = failed ? ResponsesErrors.inBody(body) : null;
        return new BodyTally(
                skim.usage.toUsage(),
                skim.usage.reported(),
                skim.usage.suspect(),
                skim.usageEnd,
                skim.itemChars,
                error);
    }

    /** A response that says its id and how far it has come; null for anything else. */
    static @Nullable RunReport run(byte[] body) {
        ResponsesSkim skim;
        try {
            skim = read(body, true);
        } catch (MalformedAnswerException e) {
            return null;
        }
        if (skim.id == null || skim.status == null) {
            return null;
        }
        BodyTally tally = new BodyTally(
                skim.usage.toUsage(), skim.usage.reported(), skim.usage.suspect(), -1, skim.itemChars, null);
        return new RunReport(skim.id, RunReport.State.of(skim.status), tally);
    }

    private static ResponsesSkim read(byte[] body, boolean counting) {
        ResponsesSkim skim = new ResponsesSkim();
        boolean object;
        try {
            object = skim.readResponse(body, counting);
        } catch (JacksonException e) {
            // Without the cause: the parser's message quotes the body.
            throw new MalformedAnswerException("the upstream's answer is not JSON", null);
        }
        if (!object) {
            throw new MalformedAnswerException("the upstream's answer is not one JSON object", null);
        }
        return skim;
    }
}
