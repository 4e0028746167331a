package io.modelrouter.core.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.Frames;
import io.modelrouter.core.dialect.StreamWriter;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.wire.Dialect;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Any legal answer")
class ChatStreamFuzzTest {
    private final OpenAiChatCodec codec = new OpenAiChatCodec(ErrorSettings.DEFAULT);

    static LongStream seeds() {
        return LongStream.range(0, 400);
    }

    private static Dialect origin(long seed) {
        return Dialect.ofChatClients().get((int) (seed % 4));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Tag("field-1")
    @Tag("field-16")
    @DisplayName("becomes a legal stream that says the same as the whole answer")
    void stream(long seed) {
        List<ChatEvent> events = RandomAnswers.of(seed);
        byte[] sse = ChatContexts.stream(codec.newStreamWriter(ChatContexts.from(origin(seed))), events);
        byte[] body = codec.writeBody(events, ChatContexts.from(origin(seed)));

        ChatStreamRules.check(sse);
        ChatResponse streamed = Frames.response(Frames.events(codec.newStreamReader(), Frames.of(sse)));
        ChatResponse whole = Frames.response(codec.readBody(body));
        ChatResponse told = Frames.response(events);
        agree(streamed, told);
        agree(whole, told);
        assertThat(streamed.choices())
                .extracting(ChatResponse.Choice::finishReason)
                .isEqualTo(whole.choices().stream()
                        .map(ChatResponse.Choice::finishReason)
                        .toList());
    }

    private static void agree(ChatResponse written, ChatResponse told) {
        assertThat(written.usage()).isEqualTo(told.usage());
        assertThat(written.choices()).hasSameSizeAs(told.choices());
        for (int i = 0; i < told.choices().size(); i++) {
            assertThat(words(written.choices().get(i), ContentBlock.Text.class))
                    .isEqualTo(words(told.choices().get(i), ContentBlock.Text.class));
            assertThat(words(written.choices().get(i), ContentBlock.Reasoning.class))
                    .isEqualTo(words(told.choices().get(i), ContentBlock.Reasoning.class));
            assertThat(words(written.choices().get(i), ContentBlock.Refusal.class))
                    .isEqualTo(words(told.choices().get(i), ContentBlock.Refusal.class));
            assertThat(words(written.choices().get(i), ContentBlock.ToolCall.class))
                    .isEqualTo(words(told.choices().get(i), ContentBlock.ToolCall.class));
            assertThat(words(written.choices().get(i), ContentBlock.MediaOutput.class))
                    .isEqualTo(words(told.choices().get(i), ContentBlock.MediaOutput.class));
        }
    }

    private static String words(ChatResponse.Choice choice, Class<? extends ContentBlock> kind) {
        StringBuilder words = new StringBuilder();
        for (ContentBlock block : choice.blocks()) {
            if (!kind.isInstance(block)) {
                continue;
            }
            if (block instanceof ContentBlock.Text text) {
                words.append(text.text());
            } else if (block instanceof ContentBlock.Reasoning reasoning) {
                words.append(reasoning.text());
            } else if (block instanceof ContentBlock.Refusal refusal) {
                words.append(refusal.text());
            } else if (block instanceof ContentBlock.ToolCall call) {
                String arguments = call.arguments().isBlank() ? "{}" : call.arguments();
                words.append(call.id()).append(call.name()).append(arguments).append('\n');
            } else {
                words.append(block);
            }
        }
        return words.toString();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    @Tag("field-4")
    @DisplayName("that breaks off anywhere ends with an error and nothing that means success")
    void broken(long seed) {
        List<ChatEvent> events = RandomAnswers.of(seed);
        int cut = new Random(seed).nextInt(events.size());
        StreamWriter writer = codec.newStreamWriter(ChatContexts.from(origin(seed)));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        events.subList(0, cut).forEach(event -> writer.write(event, out));
        out.writeBytes(writer.heartbeat());
        out.writeBytes(writer.error(
                RouterException.of(RouterErrorCode.TRUNCATED, "the upstream broke off")
                        .build(),
                "req-1"));
        ChatStreamRules.checkBroken(out.toByteArray());
    }
}
