package io.modelrouter.core.dialect.completions;

import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.OpenAiEnvelope;
import io.modelrouter.error.RouterException;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** Frames of a stream of completions. */
final class CompletionsFrames {
    private CompletionsFrames() {}

    static byte[] data(JsonNode json) {
        return ("data: " + new String(JsonTree.bytes(json), StandardCharsets.UTF_8) + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] done() {
        return "data: [DONE]\n\n".getBytes(StandardCharsets.US_ASCII);
    }

    /** One frame with the error and nothing behind it: no reason, no {@code [DONE]}. */
    static byte[] error(RouterException failure, ErrorSettings settings) {
        return data(JsonNodeFactory.instance.objectNode().set("error", OpenAiEnvelope.error(failure, settings)));
    }

    static byte[] heartbeat() {
        return ": heartbeat\n\n".getBytes(StandardCharsets.US_ASCII);
    }
}
