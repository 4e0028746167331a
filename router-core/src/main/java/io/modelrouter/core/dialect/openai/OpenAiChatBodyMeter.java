package io.modelrouter.core.dialect.openai;

import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.error.UpstreamError;
import tools.jackson.core.JacksonException;

/** Skims a whole chat answer. */
final class OpenAiChatBodyMeter {
    private OpenAiChatBodyMeter() {}

    static BodyTally meter(byte[] body) {
        OpenAiChatSkim skim = read(body, false);
        if (skim.usage.toUsage().output() == 0) {
            // Only now somebody will ask how much was said; it takes the text apart, which costs as much again.
            skim = read(body, true);
        }
        // Beside choices an error member says nothing about the answer as a whole.
        UpstreamError error = skim.hasChoices ? null : OpenAiChatErrors.inBody(body);
        return new BodyTally(
                skim.usage.toUsage(), skim.usage.reported(), skim.usage.suspect(), skim.usageEnd, skim.chars, error);
    }

    /** Reads an answer that has choices or, without them, an error. */
    private static OpenAiChatSkim read(byte[] body, boolean counting) {
        OpenAiChatSkim skim = OpenAiChatSkim.ofAnswer(counting);
        boolean object;
        try {
            object = skim.read(body, 0, body.length);
        } catch (JacksonException e) {
            // Without the cause: the parser's message quotes the body.
            throw new MalformedAnswerException("the upstream's answer is not JSON", null);
        }
        if (!object) {
            throw new MalformedAnswerException("the upstream's answer is not one JSON object", null);
        }
        if (!skim.hasChoices && !skim.hasError) {
            throw new MalformedAnswerException("the upstream's answer has no choices", null);
        }
        return skim;
    }
}
