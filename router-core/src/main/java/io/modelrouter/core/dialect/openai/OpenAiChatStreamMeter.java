package io.modelrouter.core.dialect.openai;

import io.modelrouter.core.dialect.ClientStreamMeter;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.OpenAiEnvelope;
import io.modelrouter.error.RouterException;
import io.modelrouter.wire.WireFrame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * Reads along a chat stream.
 *
 * <p>What recordings taught: Azure's first chunk has no choices and no id; usage may come in every chunk (Perplexity), with
 * the finish reason (Mistral, Cerebras), alone (OpenAI), beside an empty choice (OpenRouter) or under {@code x_groq};
 * finish reasons are repeated (Z.ai, Avian); streams end without {@code [DONE]} on success (Cerebras behind Hugging Face,
 * Perplexity); Groq names its error event.
 */
final class OpenAiChatStreamMeter extends ClientStreamMeter {
    private static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(StandardCharsets.US_ASCII);

    private final ErrorSettings settings;
    private final OpenAiChatSkim skim = OpenAiChatSkim.ofChunks();
    private boolean done;

    OpenAiChatStreamMeter(ErrorSettings settings) {
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
        // An error is one whatever its payload is, if the event is named so.
        if ("error".equals(frame.event()) || (object && skim.hasError)) {
            if (error == null) {
                error = OpenAiChatErrors.inFrame(frame);
            }
            return Role.ERROR;
        }
        if (!object) {
            return Role.MALFORMED;
        }
        usageEnd = skim.usageEnd;
        outputChars += skim.chars;
        usageReported = skim.usage.reported();
        usageSuspect = skim.usage.suspect();
        if (usageReported) {
            usage = skim.usage.toUsage();
        }
        return role();
    }

    private Role role() {
        if (skim.hasFinish) {
            return Role.END;
        }
        if (skim.hasContent) {
            return Role.CONTENT;
        }
        if (!skim.hasChoices && skim.hasUsage && !skim.hasPromptFilter) {
            return Role.USAGE_ONLY;
        }
        return skim.hasChoicesMember || skim.hasPromptFilter ? Role.PREAMBLE : Role.SILENT;
    }

    @Override
    public boolean complete() {
        if (error != null) {
            // OpenRouter's error chunk has a finish reason, "error".
            return false;
        }
        if (done) {
            return true;
        }
        BitSet open = (BitSet) skim.seen.clone();
        open.andNot(skim.finished);
        return !skim.seen.isEmpty() && open.isEmpty();
    }

    @Override
    public byte[] streamError(RouterException failure, String requestId) {
        byte[] json = JsonTree.bytes(
                JsonNodeFactory.instance.objectNode().set("error", OpenAiEnvelope.error(failure, settings)));
        ByteArrayOutputStream out = new ByteArrayOutputStream(json.length + 8);
        out.writeBytes("data: ".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(json);
        out.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    @Override
    public byte[] heartbeat() {
        return HEARTBEAT.clone();
    }
}
