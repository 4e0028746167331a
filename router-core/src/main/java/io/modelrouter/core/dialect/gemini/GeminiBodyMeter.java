package io.modelrouter.core.dialect.gemini;

import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.dialect.Skim;
import io.modelrouter.error.UpstreamError;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Skims a whole Gemini answer. An answer without candidates is legal if the prompt was blocked. */
final class GeminiBodyMeter {
    private GeminiBodyMeter() {}

    static BodyTally meter(byte[] body) {
        GeminiUsage counts = new GeminiUsage();
        GeminiSkim skim = new GeminiSkim(counts);
        boolean object;
        try (JsonParser parser = Skim.parser(body, 0, body.length)) {
            object = parser.nextToken() == JsonToken.START_OBJECT;
            if (object) {
                skim.response(parser);
            } else {
                parser.skipChildren();
            }
            if (parser.nextToken() != null) {
                throw new MalformedAnswerException("something follows the answer", null);
            }
        } catch (JacksonException e) {
            // Without the cause: a parser's message may quote the body.
            throw new MalformedAnswerException("the answer is not whole JSON", null);
        }
        if (object && (skim.content() || skim.finish())) {
            return new BodyTally(counts.usage(), counts.reported(), counts.suspect(), -1, skim.chars(), null);
        }
        // Vertex wraps an error in an array where a stream was asked for.
        UpstreamError error = GeminiErrors.inBody(body);
        if (error == null) {
            throw new MalformedAnswerException("the answer has neither content nor an error", null);
        }
        return new BodyTally(counts.usage(), counts.reported(), counts.suspect(), -1, 0, error);
    }
}
