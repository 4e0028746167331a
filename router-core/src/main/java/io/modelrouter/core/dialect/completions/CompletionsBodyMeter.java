package io.modelrouter.core.dialect.completions;

import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.dialect.OpenAiErrorReader;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.wire.Dialect;
import tools.jackson.core.JacksonException;

/** Skims a whole answer. */
final class CompletionsBodyMeter {
    private CompletionsBodyMeter() {}

    static BodyTally meter(byte[] body) {
        CompletionsSkim skim = new CompletionsSkim();
        boolean object;
        try {
            object = skim.read(body, 0, body.length);
        } catch (JacksonException e) {
            // Without the cause: the parser's message quotes the body.
            throw new MalformedAnswerException("the upstream's answer is not JSON", null);
        }
        if (!object || !skim.hasChoices && !skim.hasError) {
            throw new MalformedAnswerException("the upstream's answer has no choices", null);
        }
        UpstreamError error = skim.hasChoices
                ? null
                : OpenAiErrorReader.inside(Dialect.OPENAI_COMPLETIONS, JsonTree.read(body), body);
        return new BodyTally(
                skim.usage.toUsage(false),
                skim.usage.reported(),
                skim.usage.suspect(),
                skim.usageEnd,
                skim.chars,
                error);
    }
}
