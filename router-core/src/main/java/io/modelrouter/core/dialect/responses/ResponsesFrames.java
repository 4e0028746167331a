package io.modelrouter.core.dialect.responses;

import io.modelrouter.core.dialect.JsonTree;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Writes the events of a stream with rising sequence numbers. Not thread-safe. */
final class ResponsesFrames {
    private @Nullable ByteArrayOutputStream out;
    private long sequence;

    /** Where the next events go; null to drop them, where only the whole answer is wanted. */
    void to(@Nullable ByteArrayOutputStream target) {
        out = target;
    }

    /** An event to fill and {@link #send}. */
    ObjectNode event(String type) {
        return JsonNodeFactory.instance.objectNode().put("type", type).put("sequence_number", sequence++);
    }

    void send(ObjectNode event) {
        ByteArrayOutputStream target = out;
        if (target != null) {
            String head = "event: " + event.path("type").asString("") + "\ndata: ";
            target.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
            target.writeBytes(JsonTree.bytes(event));
            target.write('\n');
            target.write('\n');
        }
    }
}
