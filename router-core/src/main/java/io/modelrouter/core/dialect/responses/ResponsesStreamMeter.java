package io.modelrouter.core.dialect.responses;

import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.ClientStreamMeter;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.OpenAiEnvelope;
import io.modelrouter.core.dialect.RunReport;
import io.modelrouter.error.RouterException;
import io.modelrouter.wire.WireFrame;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads along a Responses stream. The type of an event is the one in its JSON, since some imitators send no {@code event:}
 * lines; a {@code [DONE]} behind the end is tolerated and means nothing (both recorded from OpenRouter).
 */
final class ResponsesStreamMeter extends ClientStreamMeter {
    private static final byte[] HEARTBEAT = ": heartbeat\n\n".getBytes(StandardCharsets.US_ASCII);

    private final ErrorSettings settings;
    private final ResponsesSkim skim = new ResponsesSkim();
    private boolean terminal;
    private RunReport.State state = RunReport.State.RUNNING;
    private long charsOfItem;

    ResponsesStreamMeter(ErrorSettings settings) {
        this.settings = settings;
    }

    @Override
    public Role accept(WireFrame frame) {
        usageEnd = -1;
        if (frame.dataEquals("[DONE]")) {
            return terminal ? Role.END : Role.SILENT;
        }
        if (frame.dataLength() == 0) {
            return Role.SILENT;
        }
        boolean object;
        try {
            object = skim.readEvent(frame.buffer(), frame.dataStart(), frame.dataEnd());
        } catch (JacksonException e) {
            object = false;
        }
        String type = object && skim.type != null ? skim.type : frame.event();
        if (object) {
            usageEnd = skim.usageEnd;
            usageReported = skim.usage.reported();
            usageSuspect = skim.usage.suspect();
            if (usageReported) {
                usage = skim.usage.toUsage();
            }
        }
        if ("error".equals(frame.event()) || (type == null ? object && skim.hasError : isError(type))) {
            if ("response.failed".equals(type)) {
                terminal = true;
                state = RunReport.State.FAILED;
            }
            if (error == null) {
                error = ResponsesErrors.inFrame(frame);
            }
            return Role.ERROR;
        }
        if (!object || type == null) {
            return Role.MALFORMED;
        }
        count(type);
        return role(type);
    }

    private boolean isError(String type) {
        return type.equals("error")
                || type.equals("response.failed")
                || (skim.hasError && !type.startsWith("response."));
    }

    /** Deltas count; an item that came without any, as whole calls do, counts when it is done. */
    private void count(String type) {
        if (type.endsWith(".delta") && !type.contains("audio.delta")) {
            outputChars += skim.deltaChars;
            charsOfItem += skim.deltaChars;
        } else if (type.equals("response.output_item.done")) {
            outputChars += charsOfItem == 0 ? skim.itemChars : 0;
            charsOfItem = 0;
        }
    }

    private Role role(String type) {
        switch (type) {
            case "response.created":
            case "response.queued":
            case "response.in_progress":
            case "response.content_part.added":
            case "response.reasoning_part.added":
            case "response.reasoning_summary_part.added":
                return Role.PREAMBLE;
            case "response.output_item.added":
                return "message".equals(skim.itemType) || "reasoning".equals(skim.itemType)
                        ? Role.PREAMBLE
                        : Role.CONTENT;
            case "response.completed":
            case "response.incomplete":
            case "response.cancelled":
                terminal = true;
                state = RunReport.State.of(type.substring("response.".length()));
                return Role.END;
            default:
                // What vendors add, such as keep-alives and rate limits, has other names.
                return type.startsWith("response.") ? Role.CONTENT : Role.SILENT;
        }
    }

    @Override
    public @Nullable RunReport run() {
        return skim.id == null
                ? null
                : new RunReport(
                        skim.id, state, new BodyTally(usage, usageReported, usageSuspect, -1, outputChars, null));
    }

    @Override
    public boolean complete() {
        return terminal;
    }

    /** The Codex client acts on {@code response.failed} and on nothing else (R4.2). */
    @Override
    public byte[] streamError(RouterException failure, String requestId) {
        ObjectNode error = OpenAiEnvelope.error(failure, settings);
        if (error.path("code").isNull()) {
            // Clients read the code of a failed response as text.
            error.set("code", error.get("type"));
        }
        JsonNodeFactory json = JsonNodeFactory.instance;
        ObjectNode response = json.objectNode()
                .put("id", skim.id == null ? "resp_" + requestId : skim.id)
                .put("object", "response")
                .put("created_at", skim.createdAt)
                .put("status", "failed");
        response.set("error", error);
        response.putNull("incomplete_details").put("model", skim.model);
        response.set("output", json.arrayNode());
        response.putNull("usage");
        ObjectNode event = json.objectNode().put("type", "response.failed").put("sequence_number", skim.sequence + 1);
        event.set("response", response);
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        out.writeBytes("event: response.failed\ndata: ".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(JsonTree.bytes(event));
        out.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    @Override
    public byte[] heartbeat() {
        return HEARTBEAT.clone();
    }
}
