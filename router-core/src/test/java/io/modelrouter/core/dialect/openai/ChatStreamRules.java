package io.modelrouter.core.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.core.dialect.Frames;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.wire.WireFrame;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** What every chat stream that ended well keeps to (clients.md, section 4). */
final class ChatStreamRules {
    private ChatStreamRules() {}

    static void check(byte[] sse) {
        List<WireFrame> frames = Frames.of(sse);
        assertThat(frames).isNotEmpty();
        assertThat(frames.get(frames.size() - 1).dataEquals("[DONE]")).isTrue();
        checkChunks(frames.subList(0, frames.size() - 1), true);
    }

    /** The same for a stream that broke off: no reason and no end, an error last. */
    static void checkBroken(byte[] sse) {
        List<WireFrame> frames = Frames.of(sse);
        assertThat(frames).isNotEmpty().noneMatch(frame -> frame.dataEquals("[DONE]"));
        JsonNode last = JsonTree.read(frames.get(frames.size() - 1));
        assertThat(last.path("error").propertyNames()).contains("message", "type", "param", "code");
        assertThat(last.has("choices")).isFalse();
        checkChunks(frames.subList(0, frames.size() - 1), false);
    }

    private static void checkChunks(List<WireFrame> frames, boolean whole) {
        Set<Integer> begun = new HashSet<>();
        Set<Integer> finished = new HashSet<>();
        Map<String, String> calls = new HashMap<>();
        Map<Integer, Integer> lastCall = new HashMap<>();
        boolean usage = false;
        JsonNode first = null;
        for (WireFrame frame : frames) {
            JsonNode chunk = JsonTree.read(frame);
            assertThat(frame.event()).isNull();
            assertThat(chunk).isNotNull();
            if (first == null) {
                first = chunk;
            }
            assertThat(usage).as("nothing follows the usage").isFalse();
            for (String member : List.of("id", "object", "created", "model")) {
                assertThat(chunk.get(member)).isNotNull().isEqualTo(first.get(member));
            }
            assertThat(chunk.path("object").stringValue()).isEqualTo("chat.completion.chunk");
            usage = chunk.path("usage").isObject();
            if (usage) {
                assertThat(chunk.path("choices").isEmpty()).isTrue();
            }
            for (JsonNode choice : chunk.path("choices")) {
                int index = choice.path("index").intValue();
                JsonNode delta = choice.path("delta");
                assertThat(finished).doesNotContain(index);
                if (begun.add(index)) {
                    assertThat(delta.path("role").stringValue()).isEqualTo("assistant");
                } else {
                    assertThat(delta.has("role")).isFalse();
                }
                for (JsonNode call : delta.path("tool_calls")) {
                    call(index, call, calls, lastCall);
                }
                if (choice.path("finish_reason").isString()) {
                    assertThat(delta.isEmpty()).isTrue();
                    finished.add(index);
                    boolean called = lastCall.containsKey(index);
                    if (choice.path("finish_reason").stringValue().equals("tool_calls")) {
                        assertThat(called).isTrue();
                    }
                    assertThat(choice.path("finish_reason").stringValue().equals("stop") && called)
                            .isFalse();
                }
            }
        }
        assertThat(finished).isEqualTo(whole ? begun : Set.of());
    }

    private static void call(int choice, JsonNode call, Map<String, String> calls, Map<Integer, Integer> lastCall) {
        int index = call.path("index").intValue();
        String key = choice + "/" + index;
        String type = calls.get(key);
        if (type == null) {
            type = call.path("type").stringValue();
            assertThat(index).isEqualTo(lastCall.getOrDefault(choice, -1) + 1);
            assertThat(call.path("id").stringValue()).isNotEmpty();
            assertThat(call.path(type).path("name").isString()).isTrue();
            calls.put(key, type);
        } else {
            assertThat(call.has("id") || call.has("type")).isFalse();
            assertThat(call.path(type).has("name")).isFalse();
            assertThat(index).as("one call after the other").isEqualTo(lastCall.get(choice));
        }
        lastCall.put(choice, index);
    }
}
