package io.modelrouter.core.dialect.gemini;

import io.modelrouter.core.dialect.ClientStreamMeter;
import io.modelrouter.core.dialect.Skim;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.GeminiGenerateRequest.Framing;
import io.modelrouter.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Reads along a Gemini stream in either framing; the frames hold the same objects. Gemini has no end mark, so a finish or
 * block reason is the end (R4.1).
 */
final class GeminiStreamMeter extends ClientStreamMeter {
    private final Framing framing;
    private final GeminiUsage counts = new GeminiUsage();
    private final GeminiSkim skim = new GeminiSkim(counts);
    private boolean elementSeen;
    private boolean finished;

    GeminiStreamMeter(Framing framing) {
        this.framing = framing;
    }

    @Override
    public Role accept(WireFrame frame) {
        if (frame.dataLength() == 0 || frame.dataEquals("[DONE]")) {
            // Some imitators end every protocol like OpenAI's; it is no end mark here.
            return Role.SILENT;
        }
        elementSeen = true;
        try (JsonParser parser = Skim.parser(frame.buffer(), frame.dataStart(), frame.dataEnd())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Role.MALFORMED;
            }
            skim.response(parser);
            if (parser.nextToken() != null) {
                return Role.MALFORMED;
            }
        } catch (JacksonException e) {
            return Role.MALFORMED;
        }
        outputChars += skim.chars();
        usage = counts.usage();
        usageReported = counts.reported();
        usageSuspect = counts.suspect();
        return role(frame);
    }

    private Role role(WireFrame frame) {
        if (skim.error()) {
            error = GeminiErrors.inStream(frame);
            return Role.ERROR;
        }
        if (skim.finish()) {
            finished = true;
            return Role.END;
        }
        if (skim.content()) {
            return Role.CONTENT;
        }
        if (skim.known()) {
            return Role.PREAMBLE;
        }
        // An empty message is legal; one of members that nobody knows is another dialect's.
        return skim.empty() ? Role.SILENT : Role.MALFORMED;
    }

    @Override
    public boolean complete() {
        return finished;
    }

    @Override
    public byte[] streamError(RouterException failure, String requestId) {
        String json = new String(GeminiErrorWriter.envelope(failure), StandardCharsets.UTF_8);
        String text;
        if (framing == Framing.SSE) {
            text = "data: " + json + "\r\n\r\n";
        } else {
            text = (elementSeen ? ",\r\n" : "[") + json + "\r\n]";
        }
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** White space, which both framings ignore; a comment would break clients that split lines by hand. */
    @Override
    public byte[] heartbeat() {
        return (framing == Framing.SSE ? "\r\n" : "\n").getBytes(StandardCharsets.US_ASCII);
    }
}
