package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.dialect.Skim;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/** Skims a whole Converse answer. */
final class ConverseBodyMeter {
    private final byte[] body;
    private final ConverseUsage counts = new ConverseUsage();
    private final ConverseSkim skim = new ConverseSkim();
    private boolean content;
    private boolean error;

    private ConverseBodyMeter(byte[] body) {
        this.body = body;
    }

    static BodyTally meter(byte[] body) {
        return new ConverseBodyMeter(body).meter();
    }

    private BodyTally meter() {
        Skim.object(body, 0, body.length, this::readAnswer);
        if (!content && !error) {
            throw new MalformedAnswerException("the answer has neither content nor an error", null);
        }
        return new BodyTally(
                counts.usage(),
                counts.reported(),
                counts.suspect(),
                -1,
                skim.chars(),
                content ? null : ConverseErrors.inBody(body));
    }

    private void readAnswer(JsonParser parser) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "output":
                    readOutput(parser);
                    break;
                case "usage":
                    counts.read(parser);
                    break;
                case "message":
                case "__type":
                    error |= parser.currentToken() == JsonToken.VALUE_STRING;
                    parser.skipChildren();
                    break;
                default:
                    parser.skipChildren();
            }
        }
    }

    private void readOutput(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (name.equals("message")) {
                readMessage(parser);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void readMessage(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            if (name.equals("content")) {
                content |= skim.content(parser);
            } else {
                parser.skipChildren();
            }
        }
    }
}
