package io.modelrouter.core.dialect.responses;

import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.OpenAiErrorReader;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireFrame;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Errors where a good answer was announced: in a stream, or in a body with status 200. */
final class ResponsesErrors {
    private ResponsesErrors() {}

    /**
     * The error in an event: inside {@code response} ({@code response.failed}), in a member of its own ({@code error}, as
     * recorded), or as the event's own members ({@code error}, as documented).
     */
    static UpstreamError inFrame(WireFrame frame) {
        JsonNode root = JsonTree.read(frame);
        byte[] data = Arrays.copyOfRange(frame.buffer(), frame.dataStart(), frame.dataEnd());
        JsonNode error = null;
        if (root != null) {
            error = root.path("response").path("error");
            if (!error.isObject()) {
                error = root.path("error");
            }
            if (!JsonTree.saysSomething(error) && root.has("message")) {
                ObjectNode own = JsonNodeFactory.instance.objectNode();
                for (String name : new String[] {"code", "message", "param"}) {
                    if (root.has(name)) {
                        own.set(name, root.get(name));
                    }
                }
                error = own;
            }
        }
        return inside(error, root, data);
    }

    /** The error in a whole answer: a response that failed, or an envelope. */
    static UpstreamError inBody(byte[] body) {
        JsonNode root = JsonTree.read(body);
        return inside(root == null ? null : root.path("error"), root, body);
    }

    private static UpstreamError inside(@Nullable JsonNode error, @Nullable JsonNode root, byte[] bytes) {
        if (error == null || !JsonTree.saysSomething(error)) {
            return OpenAiErrorReader.inside(Dialect.OPENAI_RESPONSES, null, bytes);
        }
        // What stands beside the error belongs to the answer that failed; xAI's code belongs to its error text.
        ObjectNode envelope = JsonNodeFactory.instance.objectNode();
        envelope.set("error", error);
        if (error.isString() && root != null && root.has("code")) {
            envelope.set("code", root.get("code"));
        }
        return OpenAiErrorReader.inside(Dialect.OPENAI_RESPONSES, envelope, JsonTree.bytes(envelope));
    }
}
