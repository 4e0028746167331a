package io.modelrouter.core.dialect.responses;

import tools.jackson.databind.node.ObjectNode;

/** An item on its way to a client. Not thread-safe. */
class ResponsesDraft {
    final ResponsesFrames frames;
    final int output;
    final String id;
    /** As it stands when it is done. */
    final ObjectNode item;

    ResponsesDraft(ResponsesFrames frames, int output, String id, ObjectNode item) {
        this.frames = frames;
        this.output = output;
        this.id = id;
        this.item = item;
    }

    /** Tells that the item begins. */
    final void added(ObjectNode begun) {
        ObjectNode event = frames.event("response.output_item.added").put("output_index", output);
        event.set("item", begun);
        frames.send(event);
    }

    /** An event about this item. */
    final ObjectNode event(String type) {
        return frames.event(type).put("item_id", id).put("output_index", output);
    }

    /** Tells what is left to tell of the parts, before the whole item is told. */
    void finish(String status) {}

    /** Tells that the item is done, and gives it. */
    final ObjectNode close(String status) {
        finish(status);
        ObjectNode event = frames.event("response.output_item.done").put("output_index", output);
        event.set("item", item);
        frames.send(event);
        return item;
    }
}
