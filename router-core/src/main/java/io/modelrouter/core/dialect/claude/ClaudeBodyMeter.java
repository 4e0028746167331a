package io.modelrouter.core.dialect.claude;

import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.dialect.Skim;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Skims a whole Claude message. */
final class ClaudeBodyMeter {
    private final byte[] body;
    private final ClaudeUsage counts = new ClaudeUsage();
    private final ClaudeSkim skim = new ClaudeSkim();
    private boolean content;
    private boolean error;

    private ClaudeBodyMeter(byte[] body) {
        this.body = body;
    }

    static BodyTally meter(byte[] body) {
        return new ClaudeBodyMeter(body).meter();
    }

    private BodyTally meter() {
        Skim.object(body, 0, body.length, this::readMessage);
        if (!content && !error) {
            throw new MalformedAnswerException("the answer has neither content nor an error", null);
        }
        return new BodyTally(
                counts.usage(),
                counts.reported(),
                counts.suspect(),
                -1,
                skim.chars(),
                content ? null : ClaudeErrors.inBody(body));
    }

    private void readMessage(JsonParser parser) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "content":
                    content = skim.content(parser);
                    break;
                case "usage":
                    counts.read(parser);
                    break;
                case "error":
                    error = parser.currentToken() != JsonToken.VALUE_NULL;
                    parser.skipChildren();
                    break;
                default:
                    parser.skipChildren();
            }
        }
    }
}
