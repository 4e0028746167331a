package io.modelrouter.core.dialect.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Signature.Place;
import io.modelrouter.chat.Turn;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockEnded;
import io.modelrouter.event.ChatEvent.BlockKind;
import io.modelrouter.event.ChatEvent.BlockStarted;
import io.modelrouter.event.ChatEvent.ReasoningDelta;
import io.modelrouter.event.ChatEvent.ReasoningSigned;
import io.modelrouter.event.ChatEvent.TextDelta;
import io.modelrouter.event.ChatEvent.ToolArgumentsDelta;
import io.modelrouter.event.ChatEvent.ToolCallStarted;
import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** An answer is written for a Claude client, which sends it back unchanged with the next request. */
@DisplayName("Another vendor's signatures in the hands of a Claude client")
class ClaudeSignaturesTest {
    private final ClaudeCodec codec = new ClaudeCodec();

    /** The blocks of the answer as they stand in the next request, by way of a stream and of a whole message. */
    private List<PromptBlock> sentBack(Dialect origin, ChatEvent... inner) {
        List<ChatEvent> events = new ArrayList<>();
        events.add(new ChatEvent.MessageStarted(null, null));
        events.addAll(Arrays.asList(inner));
        events.add(new ChatEvent.Finished(new FinishReason(FinishReason.Kind.STOP, null), Usage.NONE));
        byte[] whole = ClaudeAnswers.whole(events, ClaudeAnswers.from(origin));
        return read(ClaudeRecordings.json(whole).path("content"));
    }

    private List<PromptBlock> read(JsonNode content) {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("model", "m").put("max_tokens", 9);
        body.putArray("messages").addObject().put("role", "assistant").set("content", content);
        ChatRequest request =
                codec.readRequest(ClaudeMessagesRequest.parse(ClaudeRecordings.bytes(body)), StoredItems.NONE);
        assertThat(request.turns()).hasSize(1);
        assertThat(request.turns().get(0).role()).isEqualTo(Turn.Role.ASSISTANT);
        return request.turns().get(0).blocks();
    }

    private static Signature signature(Dialect origin, Place place, String value) {
        return new Signature(origin, "channel-1", place, false, value, null);
    }

    @Test
    @Tag("field-22")
    void come_back_on_the_very_call_they_signed() {
        List<PromptBlock> blocks = sentBack(
                Dialect.GEMINI_GENERATE,
                new BlockStarted(0, 0, BlockKind.TEXT),
                new TextDelta(0, "Let me look."),
                new BlockEnded(0),
                new ToolCallStarted(1, 0, "call_1", "f"),
                new ReasoningSigned(1, "gemini-signature"),
                new ToolArgumentsDelta(1, "{\"a\":1}"),
                new BlockEnded(1),
                new ToolCallStarted(2, 0, "call_2", "g"),
                new ToolArgumentsDelta(2, "{}"),
                new BlockEnded(2));
        assertThat(blocks).hasSize(3);
        assertThat(((PromptBlock.Text) blocks.get(0)).signature()).isNull();
        PromptBlock.ToolCall signed = (PromptBlock.ToolCall) blocks.get(1);
        assertThat(signed.id()).isEqualTo("call_1");
        assertThat(signed.signature()).isEqualTo(signature(Dialect.GEMINI_GENERATE, Place.NEXT, "gemini-signature"));
        assertThat(((PromptBlock.ToolCall) blocks.get(2)).signature()).isNull();
    }

    @Test
    @Tag("field-22")
    void come_back_on_the_call_even_if_they_came_behind_its_arguments() {
        List<PromptBlock> blocks = sentBack(
                Dialect.GEMINI_GENERATE,
                new ToolCallStarted(0, 0, "call_1", "f"),
                new ToolArgumentsDelta(0, "{}"),
                new ReasoningSigned(0, "late"),
                new BlockEnded(0));
        assertThat(blocks).hasSize(1);
        assertThat(((PromptBlock.ToolCall) blocks.get(0)).signature())
                .isEqualTo(signature(Dialect.GEMINI_GENERATE, Place.PREVIOUS, "late"));
    }

    @Test
    @Tag("wire-4")
    void come_back_on_the_text_they_signed_and_on_an_empty_text_at_the_end() {
        List<PromptBlock> blocks = sentBack(
                Dialect.GEMINI_GENERATE,
                new BlockStarted(0, 0, BlockKind.TEXT),
                new TextDelta(0, "Hi"),
                new ReasoningSigned(0, "one"),
                new BlockEnded(0),
                new BlockStarted(1, 0, BlockKind.TEXT),
                new ReasoningSigned(1, "two"),
                new BlockEnded(1));
        assertThat(blocks).hasSize(2);
        assertThat(((PromptBlock.Text) blocks.get(0)).signature())
                .isEqualTo(signature(Dialect.GEMINI_GENERATE, Place.PREVIOUS, "one"));
        PromptBlock.Text empty = (PromptBlock.Text) blocks.get(1);
        assertThat(empty.text()).isEmpty();
        assertThat(empty.signature()).isEqualTo(signature(Dialect.GEMINI_GENERATE, Place.PREVIOUS, "two"));
    }

    @Test
    void come_back_with_the_reasoning_they_sign() {
        List<PromptBlock> blocks = sentBack(
                Dialect.OPENAI_RESPONSES,
                new BlockStarted(0, 0, BlockKind.REASONING),
                new ReasoningDelta(0, "summary"),
                new ReasoningSigned(0, "first"),
                new ReasoningSigned(0, "encrypted"),
                new BlockEnded(0));
        assertThat(blocks).hasSize(1);
        PromptBlock.Reasoning reasoning = (PromptBlock.Reasoning) blocks.get(0);
        assertThat(reasoning.text()).isEqualTo("summary");
        assertThat(reasoning.signature()).isEqualTo(signature(Dialect.OPENAI_RESPONSES, Place.OWN, "encrypted"));
    }

    @Test
    void mark_reasoning_that_has_none_with_who_thought_it() {
        List<PromptBlock> blocks = sentBack(
                Dialect.OPENAI_CHAT,
                new BlockStarted(0, 0, BlockKind.REASONING),
                new ReasoningDelta(0, "hmm"),
                new BlockEnded(0));
        assertThat(((PromptBlock.Reasoning) blocks.get(0)).signature())
                .isEqualTo(Signature.unsigned(Dialect.OPENAI_CHAT, "channel-1"));
    }

    private static ObjectNode thinking(String text, String signature) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("type", "thinking")
                .put("thinking", text)
                .put("signature", signature);
    }

    private static JsonNode list(JsonNode... nodes) {
        return JsonNodeFactory.instance.arrayNode().addAll(List.of(nodes));
    }

    @Test
    void become_reasoning_of_their_own_where_they_bring_their_text() {
        Signature claude = new Signature(Dialect.CLAUDE_MESSAGES, null, Place.OWN, false, "raw", "thought");
        Signature gemini = signature(Dialect.GEMINI_GENERATE, Place.NEXT, "g");
        List<PromptBlock> blocks = read(list(
                thinking("", Provenance.seal(List.of(claude, gemini))),
                JsonNodeFactory.instance.objectNode().put("type", "text").put("text", "Hi")));
        assertThat(blocks).hasSize(2);
        assertThat(blocks.get(0))
                .isEqualTo(new PromptBlock.Reasoning(
                        "thought", claude, blocks.get(0).source()));
        assertThat(((PromptBlock.Text) blocks.get(1)).signature()).isEqualTo(gemini);
    }

    @Test
    void are_dropped_where_they_cannot_be_read_and_the_words_stay() {
        String broken = Provenance.seal(signature(Dialect.GEMINI_GENERATE, Place.NEXT, "g"))
                .substring(0, 30);
        List<PromptBlock> blocks = read(list(thinking("hmm", broken), thinking("", broken)));
        assertThat(blocks).hasSize(1);
        assertThat(((PromptBlock.Reasoning) blocks.get(0)).text()).isEqualTo("hmm");
        assertThat(((PromptBlock.Reasoning) blocks.get(0)).signature()).isNull();
    }

    @Test
    void are_the_vendors_own_where_nothing_is_wrapped() {
        List<PromptBlock> blocks = read(list(
                thinking("hmm", "raw"),
                JsonNodeFactory.instance
                        .objectNode()
                        .put("type", "redacted_thinking")
                        .put("data", "opaque")));
        assertThat(((PromptBlock.Reasoning) blocks.get(0)).signature())
                .isEqualTo(Signature.of(Dialect.CLAUDE_MESSAGES, "raw"));
        assertThat(((PromptBlock.Reasoning) blocks.get(1)).signature())
                .isEqualTo(new Signature(Dialect.CLAUDE_MESSAGES, null, Place.OWN, true, "opaque", null));
    }
}
