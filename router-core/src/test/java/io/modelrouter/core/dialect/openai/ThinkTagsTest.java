package io.modelrouter.core.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.channel.Channel;
import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.Frames;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@DisplayName("Thinking in tags at the beginning of the text")
class ThinkTagsTest {
    private static final long SEED = Long.getLong("modelrouter.seed", 20261121L);
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Channel VLLM = channel("vllm");

    private final OpenAiChatCodec codec = new OpenAiChatCodec(ErrorSettings.DEFAULT);

    private static Channel channel(String type) {
        return Channel.builder("c", type).models("*").build();
    }

    private static Channel optioned(String type, String tags) {
        return channel(type).toBuilder().option("think-tags", tags).build();
    }

    private static String chunk(String member, String text) {
        ObjectNode chunk = JSON.objectNode().put("id", "c1").put("model", "m");
        chunk.putArray("choices").addObject().put("index", 0).putObject("delta").put(member, text);
        return chunk.toString();
    }

    private List<ChatEvent> events(Channel channel, String... chunks) {
        List<WireFrame> frames = new ArrayList<>();
        for (String chunk : chunks) {
            frames.add(WireFrame.of(null, chunk));
        }
        frames.add(WireFrame.of(null, "[DONE]"));
        List<ChatEvent> events = Frames.events(codec.newStreamReader(channel), frames);
        Frames.response(events);
        return events;
    }

    private String told(Channel channel, String... pieces) {
        String[] chunks = new String[pieces.length];
        for (int i = 0; i < pieces.length; i++) {
            chunks[i] = chunk("content", pieces[i]);
        }
        return told(Frames.response(events(channel, chunks)));
    }

    private String whole(Channel channel, String content) {
        ObjectNode answer = JSON.objectNode().put("id", "c1");
        answer.putArray("choices")
                .addObject()
                .put("finish_reason", "stop")
                .putObject("message")
                .put("role", "assistant")
                .put("content", content);
        return told(Frames.response(codec.readBody(JsonTree.bytes(answer), channel)));
    }

    /** {@code R(thought) T(said)}. */
    private static String told(ChatResponse answer) {
        return answer.choices().get(0).blocks().stream()
                .map(block -> block instanceof ContentBlock.Reasoning thought
                        ? "R(" + thought.text() + ")"
                        : block instanceof ContentBlock.Text text ? "T(" + text.text() + ")" : block.toString())
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "<think>hm</think>yes, R(hm) T(yes)",
                "\\n<think>\\nhm\\n</think>\\n\\nyes, R(hm) T(yes)",
                "<think>\\n\\n</think>\\n\\nyes, T(yes)",
                "<think></think>, ''",
                "<think>cut, R(cut)",
                "<think>cut</thi, R(cut</thi)",
                "<think>a<b</thinker></think>c, R(a<b</thinker>) T(c)",
                "yes, T(yes)",
                "<thin, T(<thin)",
                "<thing>, T(<thing>)",
                "so <think>hm</think>, T(so <think>hm</think>)",
                "<think>a</think>b<think>c</think>, R(a) T(b<think>c</think>)",
            })
    void isReasoningInWholeAnswersAndInStreamsCutAnywhere(String content, String expected) {
        String text = content.replace("\\n", "\n");
        String wanted = expected.equals("''") ? "" : expected;

        assertThat(whole(VLLM, text)).isEqualTo(wanted);
        for (int cut = 0; cut <= text.length(); cut++) {
            assertThat(told(VLLM, text.substring(0, cut), text.substring(cut))).isEqualTo(wanted);
        }
        assertThat(told(VLLM, text.split(""))).isEqualTo(wanted);
    }

    @Test
    void isReasoningHoweverTheStreamIsCutIntoChunksAndBytes() {
        Random random = new Random(SEED);
        String[] alphabet = {"<think>", "</think>", "<", "</", "think", ">", " ", "\n", "a", "é", "中", "😀", "\\", "\""
        };
        for (int round = 0; round < 400; round++) {
            StringBuilder content = new StringBuilder(random.nextInt(4) == 0 ? "" : "<think>");
            for (int i = random.nextInt(24); i > 0; i--) {
                content.append(alphabet[random.nextInt(alphabet.length)]);
            }
            String text = content.toString();
            StringBuilder sse = new StringBuilder();
            for (int at = 0; at < text.length(); ) {
                int end = Math.min(text.length(), at + 1 + random.nextInt(5));
                if (Character.isHighSurrogate(text.charAt(end - 1))) {
                    end++; // half a character is no JSON that a vendor could write
                }
                sse.append("data: ")
                        .append(chunk("content", text.substring(at, end)))
                        .append("\n\n");
                at = end;
            }
            sse.append("data: [DONE]\n\n");
            List<WireFrame> frames = Frames.of(sse.toString().getBytes(StandardCharsets.UTF_8));

            String streamed = told(Frames.response(Frames.events(codec.newStreamReader(VLLM), frames)));

            assertThat(streamed).as("seed %d, round %d: %s", SEED, round, text).isEqualTo(whole(VLLM, text));
            assertThat(streamed).as("seed %d, round %d: %s", SEED, round, text).isEqualTo(split(text));
        }
    }

    /** The rule in one piece. */
    private static String split(String text) {
        String rest = text.stripLeading();
        if (!rest.startsWith("<think>")) {
            return text.isEmpty() ? "" : "T(" + text + ")";
        }
        rest = rest.substring("<think>".length());
        int end = rest.indexOf("</think>");
        String thought = (end < 0 ? rest : rest.substring(0, end)).strip();
        String said = end < 0 ? "" : rest.substring(end + "</think>".length()).stripLeading();
        return (thought.isEmpty() ? "" : "R(" + thought + ")")
                + (thought.isEmpty() || said.isEmpty() ? "" : " ")
                + (said.isEmpty() ? "" : "T(" + said + ")");
    }

    @Test
    void endsBeforeACall() {
        ChatResponse answer = Frames.response(events(
                VLLM,
                chunk("content", "<think>look it up</think>\n"),
                "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"1\","
                        + "\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}}]}"));

        assertThat(answer.choices().get(0).blocks()).hasSize(2);
        assertThat(told(answer)).startsWith("R(look it up) ToolCall");
    }

    /** MiniMax-M3 does so without reasoning_split: github.com/vellum-ai/vellum-assistant/pull/34556. */
    @Test
    void isToldOnceWhereTheVendorTellsItApartToo() {
        assertThat(told(Frames.response(events(
                        channel("minimax"),
                        "{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"hm\",\"content\":\"<think>hm\"}}]}",
                        chunk("content", "</think>yes")))))
                .isEqualTo("R(hm) T(yes)");
        assertThat(told(Frames.response(events(
                        channel("minimax"),
                        chunk("content", "<think>h"),
                        "{\"choices\":[{\"index\":0,\"delta\":{\"reasoning_content\":\"hm\",\"content\":\"m</think>\"}}]}",
                        chunk("content", "yes")))))
                .isEqualTo("R(hm) T(yes)");
    }

    @Test
    void movesTheCharactersThatCitationsPointAt() {
        String text = "<think>hm</think>\n\nsun";
        List<ChatEvent> events = events(
                VLLM,
                chunk("content", text),
                "{\"choices\":[{\"index\":0,\"delta\":{\"annotations\":[{\"type\":\"url_citation\",\"url_citation\":"
                        + "{\"url\":\"https://a\",\"start_index\":" + text.indexOf("sun") + ",\"end_index\":"
                        + text.length() + "}}]}}]}");

        assertThat(events)
                .filteredOn(ChatEvent.CitationAdded.class::isInstance)
                .map(event -> ((ChatEvent.CitationAdded) event).citation())
                .singleElement()
                .satisfies(citation -> {
                    assertThat(citation.start()).isZero();
                    assertThat(citation.end()).isEqualTo(3);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "azure", "deepseek", "mistral", "openrouter", "xai", "moonshot", "qwen"})
    void isTextWhereTheVendorSeparatesIt(String type) {
        assertThat(whole(channel(type), "<think>hm</think>yes")).isEqualTo("T(<think>hm</think>yes)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "minimax",
                "minimax-cn",
                "perplexity",
                "groq",
                "cerebras",
                "nvidia",
                "together",
                "fireworks",
                "ollama",
                "vllm",
                "lmstudio",
                "llama-cpp",
                "openai-compatible"
            })
    void isReasoningWhereModelsOrServersDoNotSeparateIt(String type) {
        assertThat(whole(channel(type), "<think>hm</think>yes")).isEqualTo("R(hm) T(yes)");
    }

    @Test
    void isWhatTheChannelsOptionSays() {
        assertThat(whole(optioned("openai", "true"), "<think>hm</think>yes")).isEqualTo("R(hm) T(yes)");
        assertThat(whole(optioned("vllm", "false"), "<think>hm</think>yes")).isEqualTo("T(<think>hm</think>yes)");
    }

    @Test
    void mayBeginWithoutTheFirstTag() {
        assertThat(whole(optioned("vllm", "opened"), "hm\n</think>\n\nyes")).isEqualTo("R(hm) T(yes)");
        assertThat(told(optioned("vllm", "opened"), "hm</th", "ink>", "yes")).isEqualTo("R(hm) T(yes)");
        assertThat(told(optioned("vllm", "opened"), "<thi", "nk>hm</th", "ink>", "yes"))
                .isEqualTo("R(hm) T(yes)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", " yes", "<", "yes</think>"})
    void isNotLookedForWithoutTheFirstTagWhereAMemberTellsIt(String text) {
        List<ChatEvent> events =
                events(optioned("vllm", "opened"), chunk("reasoning_content", "hm"), chunk("content", text));

        assertThat(told(Frames.response(events))).isEqualTo("R(hm) T(" + text + ")");
    }
}
