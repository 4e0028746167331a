package io.modelrouter.core.dialect.claude;

import io.modelrouter.core.dialect.ClientStreamMeter;
import io.modelrouter.core.dialect.Skim;
import io.modelrouter.error.RouterException;
import io.modelrouter.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads along a Claude stream. The {@code type} inside the data decides, since Bedrock's frames have no event name.
 *
 * <p>Nothing is metered behind {@code message_stop}. A second {@code message_start} before it, which some intermediaries
 * splice in when they lose their connection and try again, goes by like anything else: on this lane the client sees the
 * upstream's own frames and judges them itself. {@link ClaudeStreamReader} is stricter.
 */
final class ClaudeStreamMeter extends ClientStreamMeter {
    private static final byte[] PING =
            "event: ping\ndata: {\"type\": \"ping\"}\n\n".getBytes(StandardCharsets.US_ASCII);
    private static final int NONE = -1;

    private final ClaudeUsage counts = new ClaudeUsage();
    private final ClaudeSkim skim = new ClaudeSkim();
    private int openBlock = NONE;
    private boolean contentSeen;
    private boolean stopped;

    // What the last frame said.
    private @Nullable ClaudeEventType type;
    private int index;
    private boolean usageSeen;
    private boolean errorSeen;

    @Override
    public Role accept(WireFrame frame) {
        if (frame.dataLength() == 0 || frame.dataEquals("[DONE]")) {
            // Some imitators end every protocol like OpenAI's; it is no end mark here.
            return Role.SILENT;
        }
        type = null;
        index = NONE;
        usageSeen = false;
        errorSeen = false;
        skim.clear();
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
        if (!stopped) {
            meter();
        }
        return role(frame);
    }

    private void meter() {
        outputChars += skim.chars();
        if (usageSeen) {
            usage = counts.usage();
            usageReported = counts.reported();
            usageSuspect = counts.suspect();
        }
    }

    private void readEvent(JsonParser parser) {
        for (String name = parser.nextName(); name != null; name = parser.nextName()) {
            parser.nextToken();
            switch (name) {
                case "type":
                    type = ClaudeEventType.at(parser);
                    break;
                case "index":
                    index = parser.currentToken() == JsonToken.VALUE_NUMBER_INT ? parser.getValueAsInt(NONE) : NONE;
                    parser.skipChildren();
                    break;
                case "delta":
                    skim.delta(parser);
                    break;
                case "content_block":
                    skim.block(parser);
                    break;
                case "message":
                    readMessage(parser);
                    break;
                case "usage":
                    counts.read(parser);
                    usageSeen = true;
                    break;
                case "error":
                    errorSeen = parser.currentToken() != JsonToken.VALUE_NULL;
                    parser.skipChildren();
                    break;
                default:
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
            switch (name) {
                case "usage":
                    counts.read(parser);
                    usageSeen = true;
                    break;
                case "content":
                    skim.content(parser);
                    break;
                default:
                    parser.skipChildren();
            }
        }
    }

    private Role role(WireFrame frame) {
        if (type == ClaudeEventType.ERROR || (type == null && errorSeen)) {
            error = ClaudeErrors.inStream(frame);
            return Role.ERROR;
        }
        if (type == null) {
            return Role.MALFORMED;
        }
        switch (type) {
            case BLOCK_START:
                openBlock = index;
                return contentOrPreamble();
            case BLOCK_STOP:
                openBlock = NONE;
                return contentOrPreamble();
            case BLOCK_DELTA:
            case MESSAGE_START:
                return contentOrPreamble();
            case MESSAGE_DELTA:
                return skim.stopReason() ? Role.END : contentOrPreamble();
            case MESSAGE_STOP:
                stopped = true;
                return Role.END;
            case PING:
                return Role.SILENT;
            default:
                // Something newer: harmless before content, and never what makes an answer commit.
                return contentSeen ? Role.CONTENT : Role.SILENT;
        }
    }

    private Role contentOrPreamble() {
        contentSeen |= skim.said();
        return contentSeen ? Role.CONTENT : Role.PREAMBLE;
    }

    /** Only {@code message_stop} ends a Claude stream (R4.1). */
    @Override
    public boolean complete() {
        return stopped;
    }

    @Override
    public byte[] streamError(RouterException failure, String requestId) {
        String close = openBlock == NONE
                ? ""
                : "event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":" + openBlock + "}\n\n";
        openBlock = NONE;
        byte[] event = ClaudeErrorWriter.streamEvent(failure, requestId);
        byte[] prefix = close.getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[prefix.length + event.length];
        System.arraycopy(prefix, 0, all, 0, prefix.length);
        System.arraycopy(event, 0, all, prefix.length, event.length);
        return all;
    }

    @Override
    public byte[] heartbeat() {
        return PING.clone();
    }
}
