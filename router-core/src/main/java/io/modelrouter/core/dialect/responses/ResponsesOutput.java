package io.modelrouter.core.dialect.responses;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The items of an answer, one open at a time, as a stream tells them and as they stand in the whole. Not thread-safe. */
final class ResponsesOutput {
    private final ResponsesFrames frames;
    private final String callId;
    private final ArrayNode done = JsonNodeFactory.instance.arrayNode();
    private @Nullable ResponsesDraft open;
    private int count;

    ResponsesOutput(ResponsesFrames frames, String callId) {
        this.frames = frames;
        this.callId = callId;
    }

    /** The items that are done. */
    ArrayNode done() {
        return done;
    }

    /** The message that is open, or a new one. */
    ResponsesMessageDraft message() {
        return open instanceof ResponsesMessageDraft message
                ? message
                : open(() -> new ResponsesMessageDraft(frames, count, id("msg")));
    }

    /** The message that is open; null if there is none. */
    @Nullable
    ResponsesMessageDraft openMessage() {
        return open instanceof ResponsesMessageDraft message ? message : null;
    }

    ResponsesReasoningDraft reasoning() {
        return open(() -> new ResponsesReasoningDraft(frames, count, id("rs")));
    }

    ResponsesCallDraft call(ObjectNode item) {
        boolean custom = item.path("type").asString("").equals("custom_tool_call");
        return open(() -> new ResponsesCallDraft(frames, count, id(custom ? "ctc" : "fc"), item));
    }

    /** An item of this dialect's own, told whole. */
    void whole(ObjectNode item) {
        if (!item.path("id").isString()) {
            item.put("id", id(item.path("type").asString("")));
        }
        open(() -> new ResponsesDraft(frames, count, item.path("id").asString(""), item))
                .added(item);
        close();
    }

    /** A picture. */
    void image(String format, String base64) {
        ResponsesDraft draft = open(() -> new ResponsesDraft(
                frames,
                count,
                id("ig"),
                JsonNodeFactory.instance
                        .objectNode()
                        .put("id", id("ig"))
                        .put("type", "image_generation_call")
                        .put("status", "in_progress")
                        .putNull("result")));
        draft.added(draft.item);
        draft.item.put("status", "completed").put("output_format", format).put("result", base64);
        close();
    }

    private <T extends ResponsesDraft> T open(Supplier<T> draft) {
        closeOpen("completed");
        T opened = draft.get();
        open = opened;
        count++;
        return opened;
    }

    private String id(String prefix) {
        return prefix + "_" + callId + "_" + count;
    }

    /** Closes the open item, whatever it is, as complete. */
    void close() {
        closeOpen("completed");
    }

    /** Closes the open item, if there is one. */
    void closeOpen(String status) {
        ResponsesDraft closing = open;
        if (closing != null) {
            open = null;
            done.add(closing.close(status));
        }
    }
}
