package io.modelrouter.core.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.core.dialect.Frames;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.WireFrame;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The grammar of a Responses stream, told by itself: what OpenAI's streams always keep to, and clients count on. */
final class ResponsesStreamChecker {
    private static final Set<String> ENDS = Set.of("response.completed", "response.incomplete", "response.failed");

    private final List<JsonNode> done = new ArrayList<>();
    private final Set<String> ids = new HashSet<>();
    private final TreeMap<Integer, StringBuilder> parts = new TreeMap<>();
    private final List<JsonNode> wholeParts = new ArrayList<>();
    private final List<JsonNode> annotations = new ArrayList<>();
    private @Nullable JsonNode open;
    private @Nullable StringBuilder part;
    private @Nullable StringBuilder arguments;
    private boolean argumentsDone;
    private boolean textDone;
    private int sequence;
    private String responseId = "";
    private @Nullable JsonNode end;

    private ResponsesStreamChecker() {}

    /** Checks a whole stream and gives the response in its last event. */
    static JsonNode check(byte[] sse) {
        ResponsesStreamChecker checker = new ResponsesStreamChecker();
        for (WireFrame frame : Frames.of(sse)) {
            checker.take(frame);
        }
        assertThat(checker.end).as("the last event").isNotNull();
        return checker.end;
    }

    private void take(WireFrame frame) {
        JsonNode event = JsonTree.read(frame);
        assertThat(event).as("an event is one JSON object").isNotNull();
        String type = event.path("type").asString("");
        assertThat(frame.event()).isEqualTo(type);
        assertThat(end).as("nothing follows the end, but " + type).isNull();
        assertThat(event.path("sequence_number").intValue()).isEqualTo(sequence);
        switch (sequence++) {
            case 0:
                assertThat(type).isEqualTo("response.created");
                begun(event.path("response"));
                return;
            case 1:
                if (type.equals("response.in_progress")) {
                    begun(event.path("response"));
                    return;
                }
                break;
            default:
        }
        if (ENDS.contains(type)) {
            ended(type, event.path("response"));
        } else if (type.equals("response.output_item.added")) {
            added(event);
        } else if (type.equals("response.output_item.done")) {
            itemDone(event);
        } else {
            assertThat(open).as(type + " stands in an item").isNotNull();
            assertThat(event.path("item_id")).isEqualTo(open.path("id"));
            assertThat(event.path("output_index").intValue()).isEqualTo(done.size());
            inside(type, event);
        }
    }

    private void begun(JsonNode response) {
        assertThat(response.path("status").asString()).isEqualTo("in_progress");
        assertThat(response.path("object").asString()).isEqualTo("response");
        assertThat(response.path("output")).isEmpty();
        if (!responseId.isEmpty()) {
            assertThat(response.path("id").asString()).isEqualTo(responseId);
        }
        responseId = response.path("id").asString();
        assertThat(responseId).startsWith("resp_");
    }

    private void added(JsonNode event) {
        assertThat(open).as("one item at a time").isNull();
        JsonNode item = event.path("item");
        assertThat(event.path("output_index").intValue()).isEqualTo(done.size());
        assertThat(ids.add(item.path("id").asString())).as("a new id").isTrue();
        open = item;
        parts.clear();
        wholeParts.clear();
        part = null;
        arguments = null;
        argumentsDone = false;
        switch (item.path("type").asString()) {
            case "message":
                assertThat(item.path("content").isArray()).isTrue();
                assertThat(item.path("content")).isEmpty();
                assertThat(item.path("role").asString()).isEqualTo("assistant");
                assertThat(item.path("status").asString()).isEqualTo("in_progress");
                break;
            case "function_call":
                assertThat(item.path("arguments").asString()).isEmpty();
                assertThat(item.path("call_id").isString()).isTrue();
                assertThat(item.path("name").isString()).isTrue();
                arguments = new StringBuilder();
                break;
            case "custom_tool_call":
                assertThat(item.path("input").asString()).isEmpty();
                arguments = new StringBuilder();
                break;
            default:
        }
    }

    private void inside(String type, JsonNode event) {
        String item = open.path("type").asString();
        switch (type) {
            case "response.content_part.added":
                assertThat(item).isEqualTo("message");
                partAdded(event, "content_index");
                assertThat(event.path("part")
                                .path("text")
                                .asString(event.path("part").path("refusal").asString()))
                        .isEmpty();
                annotations.clear();
                break;
            case "response.reasoning_summary_part.added":
                assertThat(item).isEqualTo("reasoning");
                partAdded(event, "summary_index");
                break;
            case "response.output_text.delta":
            case "response.refusal.delta":
            case "response.reasoning_summary_text.delta":
                assertThat(part).isNotNull();
                assertThat(textDone).isFalse();
                assertThat(event.path("delta").asString()).isNotEmpty();
                part.append(event.path("delta").asString());
                break;
            case "response.output_text.annotation.added":
                assertThat(part).isNotNull();
                assertThat(textDone).isFalse();
                assertThat(event.path("annotation_index").intValue()).isEqualTo(annotations.size());
                annotations.add(event.path("annotation"));
                break;
            case "response.output_text.done":
            case "response.reasoning_summary_text.done":
                textDone(event.path("text").asString());
                break;
            case "response.refusal.done":
                textDone(event.path("refusal").asString());
                break;
            case "response.content_part.done":
                partDone(event, "content_index");
                if (event.path("part").has("annotations")) {
                    assertThat(event.path("part").path("annotations")).containsExactlyElementsOf(annotations);
                }
                break;
            case "response.reasoning_summary_part.done":
                partDone(event, "summary_index");
                break;
            case "response.function_call_arguments.delta":
            case "response.custom_tool_call_input.delta":
                assertThat(arguments).isNotNull();
                assertThat(argumentsDone).isFalse();
                arguments.append(event.path("delta").asString());
                break;
            case "response.function_call_arguments.done":
                argumentsDone(item, "function_call", event.path("arguments"));
                assertThat(event.path("name")).isEqualTo(open.path("name"));
                break;
            case "response.custom_tool_call_input.done":
                argumentsDone(item, "custom_tool_call", event.path("input"));
                break;
            default:
                throw new AssertionError("unknown event " + type);
        }
    }

    private void partAdded(JsonNode event, String index) {
        assertThat(part).as("one part at a time").isNull();
        assertThat(event.path(index).intValue()).isEqualTo(wholeParts.size());
        part = new StringBuilder();
        textDone = false;
    }

    private void textDone(String text) {
        assertThat(part).isNotNull();
        assertThat(textDone).isFalse();
        assertThat(text).isEqualTo(part.toString());
        textDone = true;
    }

    private void partDone(JsonNode event, String index) {
        assertThat(textDone).isTrue();
        assertThat(part).isNotNull();
        assertThat(event.path(index).intValue()).isEqualTo(wholeParts.size());
        JsonNode whole = event.path("part");
        assertThat(whole.path("text").asString(whole.path("refusal").asString()))
                .isEqualTo(part.toString());
        wholeParts.add(whole);
        part = null;
    }

    private void argumentsDone(String item, String expected, JsonNode text) {
        assertThat(item).isEqualTo(expected);
        assertThat(argumentsDone).isFalse();
        assertThat(text.asString()).isEqualTo(arguments.toString());
        argumentsDone = true;
    }

    private void itemDone(JsonNode event) {
        JsonNode item = event.path("item");
        assertThat(open).isNotNull();
        assertThat(event.path("output_index").intValue()).isEqualTo(done.size());
        assertThat(item.path("id")).isEqualTo(open.path("id"));
        assertThat(item.path("type")).isEqualTo(open.path("type"));
        assertThat(part).as("its parts are done").isNull();
        switch (item.path("type").asString()) {
            case "message":
                assertThat(item.path("content")).containsExactlyElementsOf(wholeParts);
                assertThat(item.path("content")).isNotEmpty();
                assertThat(item.path("status").asString()).isIn("completed", "incomplete");
                break;
            case "reasoning":
                assertThat(item.path("summary")).containsExactlyElementsOf(wholeParts);
                break;
            case "function_call":
            case "custom_tool_call":
                assertThat(argumentsDone).isTrue();
                assertThat(item.path("arguments").asString(item.path("input").asString()))
                        .isEqualTo(arguments.toString());
                assertThat(item.path("call_id")).isEqualTo(open.path("call_id"));
                assertThat(item.path("name")).isEqualTo(open.path("name"));
                break;
            default:
        }
        done.add(item);
        open = null;
    }

    private void ended(String type, JsonNode response) {
        boolean failed = type.equals("response.failed");
        assertThat(response.path("id").asString()).isEqualTo(responseId);
        assertThat(response.path("output")).containsExactlyElementsOf(done);
        if (!failed) {
            assertThat(open).as("every item is done").isNull();
            assertThat(response.path("error").isNull()).isTrue();
            JsonNode usage = response.path("usage");
            assertThat(usage.path("input_tokens_details").path("cached_tokens").isIntegralNumber())
                    .isTrue();
            assertThat(usage.path("input_tokens_details")
                            .path("cache_write_tokens")
                            .isIntegralNumber())
                    .isTrue();
            assertThat(usage.path("output_tokens_details")
                            .path("reasoning_tokens")
                            .isIntegralNumber())
                    .isTrue();
            assertThat(usage.path("total_tokens").longValue())
                    .isEqualTo(usage.path("input_tokens").longValue()
                            + usage.path("output_tokens").longValue());
        } else {
            assertThat(response.path("status").asString()).isEqualTo("failed");
            assertThat(response.path("error").path("code").isString()).isTrue();
            assertThat(response.path("error").path("message").isString()).isTrue();
        }
        assertThat(type.equals("response.incomplete"))
                .isEqualTo(response.path("incomplete_details").isObject())
                .isEqualTo(response.path("status").asString().equals("incomplete"));
        end = response;
    }
}
