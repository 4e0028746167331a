package io.modelrouter.core.dialect.plain;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.dialect.OpenAiErrorReader;
import io.modelrouter.core.dialect.StreamMeter;
import io.modelrouter.core.stream.SseSplitter;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireFrame;
import tools.jackson.core.JacksonException;

/**
 * Skims a whole answer. Audio is sound, plain text or subtitles, everything else is one JSON object; or server-sent events in
 * one piece, where the request asked for them behind its file or as the format of its sound.
 */
final class PlainBodyMeter {
    private static final int LEAST_ROOM = 1024;

    private PlainBodyMeter() {}

    /**
     * @param contentType of the answer, in lower case; empty if unknown
     */
    static BodyTally meter(Dialect dialect, ErrorSettings settings, String contentType, byte[] body) {
        if (contentType.startsWith("text/event-stream")) {
            return events(new PlainStreamMeter(dialect, settings), body);
        }
        if (dialect == Dialect.OPENAI_AUDIO && (contentType.startsWith("audio/") || !beginsWithBrace(body))) {
            return new BodyTally(Usage.NONE, false, false, -1, SoundTokens.chars(contentType, body.length), null);
        }
        return json(dialect, body);
    }

    private static BodyTally events(StreamMeter meter, byte[] body) {
        SseSplitter splitter = new SseSplitter(Math.max(body.length, 1) + LEAST_ROOM);
        splitter.ensureWritable(body.length);
        System.arraycopy(body, 0, splitter.buffer(), splitter.writePosition(), body.length);
        splitter.advance(body.length);
        WireFrame frame;
        while ((frame = splitter.next()) != null) {
            meter.accept(frame);
        }
        WireFrame last = splitter.last();
        if (last != null) {
            meter.accept(last);
        }
        return new BodyTally(
                meter.usage(),
                meter.usageReported(),
                meter.usageSuspect(),
                -1,
                meter.outputChars(),
                meter.error().orElse(null));
    }

    static BodyTally json(Dialect dialect, byte[] body) {
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
