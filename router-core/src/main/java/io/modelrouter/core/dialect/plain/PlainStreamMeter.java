package io.modelrouter.core.dialect.plain;

import io.modelrouter.core.dialect.ClientStreamMeter;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.OpenAiEnvelope;
import io.modelrouter.core.dialect.OpenAiErrorReader;
import io.modelrouter.error.RouterException;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads along server-sent events of images and audio, whose last one is {@code image_generation.completed},
 * {@code image_edit.completed}, {@code speech.audio.done} or {@code transcript.text.done} and tells the usage ("Streaming
 * events" of each endpoint, OpenAI API reference, 2026-11).
 */
final class PlainStreamMeter extends ClientStreamMeter {
    private static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Dialect dialect;
    private final ErrorSettings settings;
    private final PlainSkim skim = new PlainSkim();
    private boolean done;

    PlainStreamMeter(Dialect dialect, ErrorSettings settings) {
        this.dialect = dialect;
        this.settings = settings;
    }

    @Override
    public Role accept(WireFrame frame) {
        usageEnd = -1;
        if (frame.dataEquals("[DONE]")) {
            done = true;
            return Role.END;
        }
        if (frame.dataLength() == 0) {
            return Role.SILENT;
        }
        boolean object;
        try {
            object = skim.read(frame.buffer(), frame.dataStart(), frame.dataEnd());
        } catch (JacksonException e) {
            object = false;
        }
        if ("error".equals(frame.event()) || object && (skim.hasError || skim.type.equals("error"))) {
            if (error == null) {
                byte[] data = Arrays.copyOfRange(frame.buffer(), frame.dataStart(), frame.dataEnd());
                error = OpenAiErrorReader.inside(dialect, JsonTree.read(data), data);
            }
            return Role.ERROR;
        }
        if (!object) {
            return Role.MALFORMED;
        }
        usageEnd = skim.usageEnd;
        boolean ends = skim.type.endsWith(".completed") || skim.type.endsWith(".done");
        if (!ends && dialect == Dialect.OPENAI_AUDIO && skim.type.startsWith("transcript")) {
            outputChars += skim.chars;
        }
        usageReported = skim.usage.reported();
        usageSuspect = skim.usage.suspect();
        usage = skim.usage.toUsage(dialect == Dialect.OPENAI_IMAGES);
        done |= ends;
        return ends ? Role.END : Role.CONTENT;
    }

    @Override
    public boolean complete() {
        return done && error == null;
    }

    @Override
    public byte[] streamError(RouterException failure, String requestId) {
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("type", "error");
        event.set("error", OpenAiEnvelope.error(failure, settings));
        String json = new String(JsonTree.bytes(event), StandardCharsets.UTF_8);
        return ("event: error\ndata: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public byte[] heartbeat() {
        return HEARTBEAT.clone();
    }
}
