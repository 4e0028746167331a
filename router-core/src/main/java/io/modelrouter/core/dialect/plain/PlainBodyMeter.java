package io.modelrouter.core.dialect.plain;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.dialect.OpenAiErrorReader;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.wire.Dialect;
import tools.jackson.core.JacksonException;

/** Skims a whole answer. Transcripts may be plain text or subtitles, everything else is one JSON object. */
final class PlainBodyMeter {
    private PlainBodyMeter() {}

    static BodyTally meter(Dialect dialect, byte[] body) {
        if (dialect == Dialect.OPENAI_AUDIO && !beginsWithBrace(body)) {
            return new BodyTally(Usage.NONE, false, false, -1, body.length, null);
        }
        PlainSkim skim = new PlainSkim();
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
        boolean drawn = dialect == Dialect.OPENAI_IMAGES;
        if (drawn && !skim.hasError) {
            skim.usage.pictures(skim.pictures);
        }
        UpstreamError error = skim.hasError ? OpenAiErrorReader.inside(dialect, JsonTree.read(body), body) : null;
        return new BodyTally(
                skim.usage.toUsage(drawn),
                skim.usage.reported(),
                skim.usage.suspect(),
                skim.usageEnd,
                skim.chars,
                error);
    }

    private static boolean beginsWithBrace(byte[] body) {
        for (byte b : body) {
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return b == '{';
            }
        }
        return false;
    }
}
