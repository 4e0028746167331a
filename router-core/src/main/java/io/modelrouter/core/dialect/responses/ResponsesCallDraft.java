package io.modelrouter.core.dialect.responses;

import tools.jackson.databind.node.ObjectNode;

/** A call of a function or a custom tool. */
final class ResponsesCallDraft extends ResponsesDraft {
    private final boolean custom;
    private final StringBuilder said = new StringBuilder();
    private boolean ended;

    /** @param call the item without its id, status and arguments */
    ResponsesCallDraft(ResponsesFrames frames, int output, String id, ObjectNode call) {
        super(frames, output, id, call);
        custom = call.path("type").asString("").equals("custom_tool_call");
        item.put("id", id).put("status", "in_progress").put(member(), "");
        added(item.deepCopy());
    }

    private String member() {
        return custom ? "input" : "arguments";
    }

    private String events() {
        return custom ? "response.custom_tool_call_input." : "response.function_call_arguments.";
    }

    void say(String text) {
        said.append(text);
        frames.send(event(events() + "delta").put("delta", text));
    }

    /** The group of the tool. */
    void namespace(String namespace) {
        item.put("namespace", namespace);
    }

    /** The model has said all of it. */
    void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (said.isEmpty() && !custom) {
            // Clients parse it; no arguments are an empty object.
            say("{}");
        }
        item.put(member(), said.toString());
        ObjectNode event = event(events() + "done").put(member(), said.toString());
        if (!custom) {
            event.set("name", item.path("name"));
        }
        frames.send(event);
    }

    @Override
    void finish(String status) {
        end();
        item.put("status", status);
    }
}
