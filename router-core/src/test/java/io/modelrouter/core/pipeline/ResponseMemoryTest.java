package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("The memory of Responses answers")
@Tag("clients-3")
class ResponseMemoryTest {
    private final AtomicLong nanos = new AtomicLong();
    private final ResponseMemory memory = new ResponseMemory(1 << 20, Duration.ofHours(1), nanos::get);

    private static OpenAiResponsesRequest request(String members) {
        return OpenAiResponsesRequest.parse(("{\"model\":\"m\"," + members + "}").getBytes(StandardCharsets.UTF_8));
    }

    private static RawJson response(String id, String item, String text) {
        return RawJson.parse("{\"id\":\"" + id + "\",\"output\":[{\"type\":\"message\",\"id\":\"" + item
                + "\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"" + text + "\"}]}]}");
    }

    private void twoTurns() {
        memory.put("ann", request("\"input\":\"one\""), response("resp_1", "msg_1", "first"), null, true);
        memory.put(
                "ann",
                request("\"previous_response_id\":\"resp_1\",\"input\":[{\"role\":\"user\",\"content\":\"two\"}]"),
                response("resp_2", "msg_2", "second"),
                null,
                true);
    }

    @Test
    void gives_a_conversation_back_from_its_first_turn_on() {
        twoTurns();

        String all = memory.of("ann").conversation("resp_2").orElseThrow().toString();

        assertThat(all).containsSubsequence("one", "first", "two", "second");
    }

    @Test
    void gives_one_item_back_by_its_id() {
        twoTurns();

        assertThat(memory.of("ann").item("msg_1").orElseThrow().toString()).contains("first");
        assertThat(memory.of("ann").item("msg_9")).isEmpty();
    }

    @Test
    void tells_one_caller_nothing_of_another() {
        twoTurns();

        assertThat(memory.of("bob").conversation("resp_1")).isEmpty();
        assertThat(memory.of("bob").item("msg_1")).isEmpty();
    }

    @Test
    void forgets_after_its_time() {
        twoTurns();
        nanos.addAndGet(Duration.ofHours(1).toNanos() + 1);

        assertThat(memory.of("ann").conversation("resp_1")).isEmpty();
        assertThat(memory.of("ann").item("msg_1")).isEmpty();
    }

    @Test
    void keeps_no_answer_that_is_not_to_be_stored() {
        OpenAiResponsesRequest unstored = request("\"input\":\"one\",\"store\":false");

        memory.put("ann", unstored, response("resp_1", "msg_1", "first"), null, true);

        assertThat(memory.wants(unstored)).isFalse();
        assertThat(memory.of("ann").conversation("resp_1")).isEmpty();
    }

    @Test
    void lets_references_pass_to_the_channel_that_made_the_answer_and_to_no_other() {
        memory.put("ann", request("\"input\":\"one\""), response("resp_1", "msg_1", "first"), "openai", false);
        OpenAiResponsesRequest next = request("\"previous_response_id\":\"resp_1\",\"input\":\"two\"");
        OpenAiResponsesRequest naming = request(
                "\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_1\"},{\"role\":\"user\",\"content\":\"x\"}]");

        assertThat(memory.isKnownTo("openai", next, "ann")).isTrue();
        assertThat(memory.isKnownTo("azure", next, "ann")).isFalse();
        assertThat(memory.isKnownTo("openai", naming, "ann")).isTrue();
        assertThat(memory.isKnownTo("azure", naming, "ann")).isFalse();
    }

    @Test
    void lets_references_pass_of_which_it_knows_nothing() {
        assertThat(memory.isKnownTo("openai", request("\"previous_response_id\":\"resp_x\",\"input\":\"two\""), "ann"))
                .isTrue();
    }

    @Test
    void is_bounded_by_bytes() {
        ResponseMemory small = new ResponseMemory(20_000, Duration.ofHours(1), nanos::get);
        for (int i = 0; i < 200; i++) {
            small.put(
                    "ann",
                    request("\"input\":\"one\""),
                    response("resp_" + i, "msg_" + i, "x".repeat(1000)),
                    null,
                    true);
        }

        long known = java.util.stream.IntStream.range(0, 200)
                .filter(i -> small.of("ann").conversation("resp_" + i).isPresent())
                .count();
        assertThat(known).isBetween(1L, 40L);
    }

    @Test
    void can_be_switched_off() {
        ResponseMemory none = new ResponseMemory(0, Duration.ofHours(1), nanos::get);
        none.put("ann", request("\"input\":\"one\""), response("resp_1", "msg_1", "first"), null, true);

        assertThat(none.of("ann").conversation("resp_1")).isEmpty();
        assertThat(none.wants(request("\"input\":\"one\""))).isFalse();
    }

    @Test
    void takes_an_upstreams_last_event_and_ignores_what_is_no_json() {
        OpenAiResponsesRequest asked = request("\"input\":\"one\"");
        String event = "{\"type\":\"response.completed\",\"response\":" + response("resp_1", "msg_1", "first") + "}";

        memory.put("ann", asked, event.getBytes(StandardCharsets.UTF_8), "openai", false);
        memory.put("ann", asked, "<html>".getBytes(StandardCharsets.UTF_8), "openai", false);

        assertThat(memory.of("ann").item("msg_1")).isPresent();
    }

    @Test
    void knowsWhichChannelsMadeWhatARequestRefersTo() {
        memory.put("ann", request("\"input\":\"one\""), response("resp_8", "msg_8", "first"), "openai", false);
        memory.put("ann", request("\"input\":\"one\""), response("resp_9", "rs_9", "first"), "claude", true);

        assertThat(memory.makers(request("\"previous_response_id\":\"resp_8\",\"input\":\"two\""), "ann"))
                .containsExactly("openai");
        assertThat(memory.makers(
                        request("\"input\":[{\"type\":\"item_reference\",\"id\":\"msg_8\"},"
                                + "{\"type\":\"reasoning\",\"id\":\"rs_9\",\"summary\":[]}]"),
                        "ann"))
                .containsExactlyInAnyOrder("openai", "claude");
        assertThat(memory.makers(request("\"previous_response_id\":\"resp_8\",\"input\":\"two\""), "bob"))
                .isEmpty();
    }
}
