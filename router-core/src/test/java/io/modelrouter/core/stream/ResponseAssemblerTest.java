package io.modelrouter.core.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Media;
import io.modelrouter.chat.Usage;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.ChatEvent.BlockEnded;
import io.modelrouter.event.ChatEvent.BlockKind;
import io.modelrouter.event.ChatEvent.BlockStarted;
import io.modelrouter.event.ChatEvent.Finished;
import io.modelrouter.event.ChatEvent.MediaProduced;
import io.modelrouter.event.ChatEvent.MessageStarted;
import io.modelrouter.event.ChatEvent.ReasoningDelta;
import io.modelrouter.event.ChatEvent.ReasoningSigned;
import io.modelrouter.event.ChatEvent.TextDelta;
import io.modelrouter.event.ChatEvent.ToolArgumentsDelta;
import io.modelrouter.event.ChatEvent.ToolCallStarted;
import io.modelrouter.event.ChatEvent.Unmapped;
import io.modelrouter.event.ChatEvent.UsageUpdated;
import io.modelrouter.event.IllegalEventException;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ResponseAssemblerTest {
    private static final FinishReason STOP = new FinishReason(FinishReason.Kind.STOP, "stop");
    private static final FinishReason LENGTH = new FinishReason(FinishReason.Kind.LENGTH, "length");
    private static final ChatEvent START = new MessageStarted("id-1", "model-1");
    private static final ChatEvent END = new Finished(STOP, Usage.NONE);

    private static ChatResponse assemble(ChatEvent... events) {
        ResponseAssembler assembler = new ResponseAssembler();
        for (ChatEvent event : events) {
            assembler.accept(event);
        }
        return assembler.response();
    }

    @Test
    @DisplayName("text, reasoning, refusal, tool call and media become their blocks")
    void everyKind() {
        Media media = new Media("image/png", "AAAA", null);
        ChatResponse response = assemble(
                START,
                new BlockStarted(0, 0, BlockKind.REASONING),
                new ReasoningDelta(0, "hm"),
                new ReasoningDelta(0, "m"),
                new ReasoningSigned(0, "sig"),
                new BlockEnded(0),
                new BlockStarted(1, 0, BlockKind.TEXT),
                new TextDelta(1, "Hel"),
                new TextDelta(1, "lo"),
                new BlockEnded(1),
                new BlockStarted(2, 0, BlockKind.REFUSAL),
                new TextDelta(2, "no"),
                new BlockEnded(2),
                new ToolCallStarted(3, 0, "call-1", "weather"),
                new ToolArgumentsDelta(3, "{\"city\":"),
                new ToolArgumentsDelta(3, "\"Rome\"}"),
                new BlockEnded(3),
                new BlockStarted(4, 0, BlockKind.MEDIA),
                new MediaProduced(4, media),
                new BlockEnded(4),
                END);
        assertThat(response)
                .isEqualTo(new ChatResponse(
                        "id-1",
                        "model-1",
                        List.of(new ChatResponse.Choice(
                                List.of(
                                        new ContentBlock.Reasoning("hmm", "sig"),
                                        new ContentBlock.Text("Hello"),
                                        new ContentBlock.Refusal("no"),
                                        new ContentBlock.ToolCall("call-1", "weather", "{\"city\":\"Rome\"}"),
                                        new ContentBlock.MediaOutput(media)),
                                STOP)),
                        Usage.NONE));
    }

    @Test
    @DisplayName("blocks that interleave stand in the order they started")
    void interleaved() {
        assertThat(assemble(
                                START,
                                new ToolCallStarted(0, 0, "a", "f"),
                                new ToolCallStarted(1, 0, "b", "g"),
                                new ToolArgumentsDelta(1, "[1"),
                                new ToolArgumentsDelta(0, "[0"),
                                new ToolArgumentsDelta(1, "]"),
                                new BlockEnded(1),
                                new ToolArgumentsDelta(0, "]"),
                                new BlockEnded(0),
                                END)
                        .blocks())
                .containsExactly(
                        new ContentBlock.ToolCall("a", "f", "[0]"), new ContentBlock.ToolCall("b", "g", "[1]"));
    }

    @Test
    @DisplayName("each choice has its own blocks and reason")
    void choices() {
        ChatResponse response = assemble(
                START,
                new BlockStarted(0, 1, BlockKind.TEXT),
                new BlockStarted(1, 0, BlockKind.TEXT),
                new TextDelta(0, "one"),
                new TextDelta(1, "zero"),
                new BlockEnded(0),
                new BlockEnded(1),
                new Finished(List.of(STOP, LENGTH), Usage.NONE));
        assertThat(response.choices())
                .containsExactly(
                        new ChatResponse.Choice(List.of(new ContentBlock.Text("zero")), STOP),
                        new ChatResponse.Choice(List.of(new ContentBlock.Text("one")), LENGTH));
    }

    @Test
    @DisplayName("a choice without a block is empty, one without a reason ended for an unknown one")
    void unevenChoices() {
        assertThat(assemble(START, new Finished(List.of(STOP, LENGTH), Usage.NONE))
                        .choices())
                .containsExactly(new ChatResponse.Choice(List.of(), STOP), new ChatResponse.Choice(List.of(), LENGTH));
        assertThat(assemble(START, new BlockStarted(0, 1, BlockKind.TEXT), new BlockEnded(0), END)
                        .choices())
                .containsExactly(
                        new ChatResponse.Choice(List.of(), STOP),
                        new ChatResponse.Choice(
                                List.of(new ContentBlock.Text("")), new FinishReason(FinishReason.Kind.OTHER, null)));
    }

    @Test
    @DisplayName("a choice that no vendor would send is refused before it costs memory")
    void hugeChoice() {
        for (int choice : new int[] {-1, 1024, Integer.MAX_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> assemble(START, new BlockStarted(0, choice, BlockKind.TEXT)));
        }
    }

    @Test
    @DisplayName("a signature on another block becomes a reasoning block before it")
    void foreignSignatures() {
        assertThat(assemble(
                                START,
                                new BlockStarted(0, 0, BlockKind.TEXT),
                                new TextDelta(0, "x"),
                                new BlockEnded(0),
                                new ToolCallStarted(1, 0, "a", "f"),
                                new ReasoningSigned(1, "sig"),
                                new ReasoningSigned(1, "sig"),
                                new ReasoningSigned(1, "other"),
                                new BlockEnded(1),
                                END)
                        .blocks())
                .containsExactly(
                        new ContentBlock.Text("x"),
                        new ContentBlock.Reasoning("", "sig"),
                        new ContentBlock.Reasoning("", "other"),
                        new ContentBlock.ToolCall("a", "f", ""));
    }

    @Test
    @DisplayName("of two signatures of a reasoning block the second counts; without one there is none")
    void signatures() {
        assertThat(assemble(
                                START,
                                new BlockStarted(0, 0, BlockKind.REASONING),
                                new ReasoningSigned(0, "first"),
                                new ReasoningSigned(0, "second"),
                                new BlockEnded(0),
                                new BlockStarted(1, 0, BlockKind.REASONING),
                                new BlockEnded(1),
                                END)
                        .blocks())
                .containsExactly(new ContentBlock.Reasoning("", "second"), new ContentBlock.Reasoning("", null));
    }

    @Test
    @DisplayName("what has no word stands in the first choice, where it came")
    void unmapped() {
        Unmapped odd = new Unmapped(Dialect.CLAUDE_MESSAGES, RawJson.of(1));
        assertThat(assemble(
                                START,
                                new BlockStarted(0, 0, BlockKind.TEXT),
                                odd,
                                new TextDelta(0, "x"),
                                new BlockEnded(0),
                                new BlockStarted(1, 0, BlockKind.TEXT),
                                new BlockEnded(1),
                                END)
                        .blocks())
                .containsExactly(
                        new ContentBlock.Text("x"),
                        new ContentBlock.Unmapped(odd.dialect(), odd.json()),
                        new ContentBlock.Text(""));
    }

    @Test
    @Tag("R1.14")
    @DisplayName("usage is the largest of each count, also where the last word is none")
    void usage() {
        ResponseAssembler assembler = new ResponseAssembler();
        assembler.accept(START);
        assembler.accept(new UsageUpdated(Usage.builder().input(10).output(1).build()));
        assembler.accept(new UsageUpdated(Usage.builder().output(5).build()));
        Usage largest = Usage.builder().input(10).output(5).build();
        assertThat(assembler.usage()).isEqualTo(largest);
        assembler.accept(END);
        assertThat(assembler.response().usage()).isEqualTo(largest);
        assertThat(assemble(START, new Finished(STOP, largest)).usage()).isEqualTo(largest);
        UsageUpdated guess = new UsageUpdated(Usage.builder().input(11).build());
        assertThat(assemble(START, guess, new Finished(STOP, largest)).usage()).isEqualTo(largest);
    }

    @Test
    @DisplayName("an order of events that cannot be is refused")
    void grammar() {
        assertThatThrownBy(() -> assemble(END)).isInstanceOf(IllegalEventException.class);
        assertThatThrownBy(() -> assemble(START, new TextDelta(0, "x"))).isInstanceOf(IllegalEventException.class);
        assertThatThrownBy(() -> assemble(START, new BlockStarted(0, 0, BlockKind.TEXT), END))
                .isInstanceOf(IllegalEventException.class);
        assertThatThrownBy(() -> assemble(START, END, START)).isInstanceOf(IllegalEventException.class);
    }

    @Test
    @DisplayName("there is no answer before its end")
    void unfinished() {
        ResponseAssembler assembler = new ResponseAssembler();
        assertThatIllegalStateException().isThrownBy(assembler::response);
        assembler.accept(START);
        assertThatIllegalStateException().isThrownBy(assembler::response);
        assertThat(assembler.isFinished()).isFalse();
        assembler.accept(END);
        assertThat(assembler.isFinished()).isTrue();
    }
}
