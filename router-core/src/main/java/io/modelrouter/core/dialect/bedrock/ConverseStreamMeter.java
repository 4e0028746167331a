package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.core.dialect.Skim;
import io.modelrouter.core.dialect.StreamMeter;
import io.modelrouter.wire.WireFrame;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads along a ConverseStream. The name of the event decides; its data is the payload alone.
 *
 * <p>{@code messageStop} ends the answer (R4.1). {@code metadata} with the usage follows it in every recording; a stream that
 * breaks between the two is whole all the same, and only its usage is not known. Events may be padded with a member
 * {@code p}.
 */
final class ConverseStreamMeter extends StreamMeter {
    private final ConverseUsage counts = new ConverseUsage();
    private final ConverseSkim skim = new ConverseSkim();
    private boolean contentSeen;
    private boolean stopped;
    private boolean usageSeen;

    @Override
    public Role accept(WireFrame frame) {
        String event = Objects.requireNonNullElse(frame.event(), "");
        if (ConverseErrors.isError(event)) {
            error = ConverseErrors.inStream(frame);
            return Role.ERROR;
        }
        if (frame.dataLength() == 0) {
            return Role.SILENT;
        }
        skim.clear();
        usageSeen = false;
        try (JsonParser parser = Skim.parser(frame.buffer(), frame.dataStart(), frame.dataEnd())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Role.MALFORMED;
            }
            readEvent(parser);
            if (parser.nextToken() != null) {
                return Role.MALFORMED;
            }
        } catch (JacksonException e) {
            return Role.MALFORMED;
        }
        outputChars += skim.chars();
        if (usageSeen) {
            usage = counts.usage();
            usageReported = counts.reported();
            usageSuspect = counts.suspect();
        }
        return role(event);
    }

    private void readEvent(JsonParser parser) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "start":
                case "delta":
                    skim.block(parser);
                    break;
                case "usage":
                    counts.read(parser);
                    usageSeen = true;
                    break;
                default:
                    parser.skipChildren();
            }
        }
    }

    private Role role(String event) {
        switch (event) {
            case "messageStart":
            case "contentBlockStart":
            case "contentBlockDelta":
            case "contentBlockStop":
                contentSeen |= skim.said();
                return contentSeen ? Role.CONTENT : Role.PREAMBLE;
            case "messageStop":
                stopped = true;
                return Role.END;
            case "metadata":
                return stopped ? Role.END : Role.PREAMBLE;
            case "":
                return Role.MALFORMED;
            default:
                // Something newer: harmless before content, and never what makes an answer commit.
                return contentSeen ? Role.CONTENT : Role.SILENT;
        }
    }

    @Override
    public boolean complete() {
        return stopped;
    }
}
