package io.modelrouter.core.dialect.openai;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.OpenAiErrorReader;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireFrame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Errors where a good answer was announced: in a stream, or in a body with status 200. */
final class OpenAiChatErrors {
    private OpenAiChatErrors() {}

    /**
     * The error in a frame: {@code data: {"error":...}}, with choices beside it (OpenRouter), or after {@code event: error}
     * (Groq, whose {@code error} has a {@code status_code}).
     */
    static UpstreamError inFrame(WireFrame frame) {
        JsonNode root = JsonTree.read(frame);
        byte[] data = Arrays.copyOfRange(frame.buffer(), frame.dataStart(), frame.dataEnd());
        return inside(root, data);
    }

    /** The error in a whole answer, as Azure's filter sends it. */
    static UpstreamError inBody(byte[] body) {
        return inside(JsonTree.read(body), body);
    }

    private static UpstreamError inside(@Nullable JsonNode root, byte[] bytes) {
        byte[] kept = bytes;
        if (root != null && root.path("error").isObject()) {
            // What stands beside the error belongs to the answer that failed.
            kept = JsonTree.bytes(JsonNodeFactory.instance.objectNode().set("error", root.path("error")));
        }
        return OpenAiErrorReader.inside(Dialect.OPENAI_CHAT, root, kept);
    }
}
