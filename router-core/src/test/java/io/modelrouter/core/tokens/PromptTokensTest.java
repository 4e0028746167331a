package io.modelrouter.core.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.GeminiGenerateRequest;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R1.9")
@DisplayName("The tokens of a prompt")
class PromptTokensTest {
    private static final String GPT = "gpt-4o";
    private static final String CLAUDE = "claude-sonnet-4-5";

    private static byte[] bytes(String json) {
        return json.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static long chat(String content) {
        return PromptTokens.exact(
                OpenAiChatRequest.parse(bytes("{'model':'m','messages':[{'role':'user','content':" + content + "}]}")),
                GPT);
    }

    private static long claude(String content) {
        return PromptTokens.exact(
                ClaudeMessagesRequest.parse(
                        bytes("{'model':'m','max_tokens':1,'messages':[{'role':'user','content':" + content + "}]}")),
                CLAUDE);
    }

    private static long gemini(String parts) {
        return PromptTokens.exact(
                GeminiGenerateRequest.parse(
                        "gemini-2.5-flash",
                        false,
                        GeminiGenerateRequest.Framing.SSE,
                        RawJson.parse(bytes("{'contents':[{'role':'user','parts':" + parts + "}]}")),
                        Map.of()),
                "gemini-2.5-flash");
    }

    /** The first bytes of a PNG of this size, and some more. */
    private static String png(int width, int height) {
        byte[] head = new byte[96];
        byte[] start = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
        System.arraycopy(start, 0, head, 0, start.length);
        head[18] = (byte) (width >> 8);
        head[19] = (byte) width;
        head[22] = (byte) (height >> 8);
        head[23] = (byte) height;
        return Base64.getEncoder().encodeToString(head);
    }

    @Nested
    @DisplayName("of OpenAI's models")
    class OpenAi {

        @Test
        @DisplayName("are those of its own encoding, and seven for the frame of one message")
        void encoding() {
            assertThat(chat("'Hello, world!'")).isEqualTo(4 + 7);
            assertThat(PromptTokens.exact(
                            OpenAiResponsesRequest.parse(bytes("{'model':'m','input':'Hello, world!'}")), GPT))
                    .isEqualTo(4 + 7);
        }

        @Test
        @DisplayName("do not depend on identifiers, signatures and words for the server")
        void silent() {
            String plain = "{'model':'m','messages':[{'role':'user','content':'hi'}]}";
            String more = "{'model':'m','user':'somebody with a long name','metadata':{'a':'b c d e f'},'messages':"
                    + "[{'role':'user','id':'abc def ghi','content':'hi'}]}";

            assertThat(PromptTokens.exact(OpenAiChatRequest.parse(bytes(more)), GPT))
                    .isEqualTo(PromptTokens.exact(OpenAiChatRequest.parse(bytes(plain)), GPT));
        }

        @Test
        @DisplayName("have the names and words of tools in them")
        void tools() {
            String with = "{'model':'m','tools':[{'type':'function','function':{'name':'weather','parameters':{'type':"
                    + "'object','properties':{'city':{'type':'string'}}}}}],'messages':[{'role':'user','content':'hi'}]}";

            assertThat(PromptTokens.exact(OpenAiChatRequest.parse(bytes(with)), GPT))
                    .isGreaterThan(chat("'hi'") + 10);
        }

        @Test
        @DisplayName("count a picture by its tiles, and one of low detail by the base")
        void pictures() {
            String url = "'data:image/png;base64," + png(1024, 1024) + "'";
            long text = chat("[]");

            assertThat(chat("[{'type':'image_url','image_url':{'url':" + url + "}}]") - text)
                    .isEqualTo(765);
            assertThat(chat("[{'type':'image_url','image_url':{'detail':'low','url':" + url + "}}]") - text)
                    .isEqualTo(85);
            assertThat(chat("[{'type':'image_url','image_url':{'url':" + url + ",'detail':'low'}}]") - text)
                    .as("whatever the order")
                    .isEqualTo(85);
            assertThat(chat("[{'type':'image_url','image_url':{'url':'https://example.com/a.png'}}]") - text)
                    .as("of an unknown size")
                    .isEqualTo(765);
        }

        @Test
        @DisplayName("go on at the rate of the beginning where the prompt is long")
        void longPrompts() {
            String words = "'" + "The quick brown fox jumps over the lazy dog. ".repeat(20_000) + "'";
            OpenAiChatRequest request = OpenAiChatRequest.parse(
                    bytes("{'model':'m','messages':[{'role':'user','content':" + words + "}]}"));

            long exact = 20_000L * 10;
            assertThat(PromptTokens.quick(request, GPT)).isBetween(exact * 95 / 100, exact * 120 / 100);
        }

        @Test
        @DisplayName("count a long word without spaces as text")
        void longWord() {
            assertThat(chat("'" + "abcd".repeat(5_000) + "'")).isGreaterThan(2_000);
        }
    }

    @Nested
    @DisplayName("of other models")
    class Others {

        @Test
        @DisplayName("are one for three and a half characters of Claude's, and its words about tools")
        void claude() {
            assertThat(PromptTokensTest.claude("'" + "x".repeat(350) + "'")).isEqualTo(100 + 7);
        }

        @Test
        @DisplayName("are one for four characters of Gemini's, without a frame")
        void gemini() {
            assertThat(PromptTokensTest.gemini("[{'text':'" + "x".repeat(400) + "'}]"))
                    .isEqualTo(100);
        }

        @Test
        @DisplayName("are one for each character of Chinese, Japanese and Korean, and half a one for other scripts")
        void wide() {
            assertThat(PromptTokensTest.gemini("[{'text':'" + "\u4f60".repeat(50) + "'}]"))
                    .isEqualTo(50);
            assertThat(PromptTokensTest.gemini("[{'text':'" + "\ud83d\ude00".repeat(50) + "'}]"))
                    .isEqualTo(50);
            assertThat(PromptTokensTest.gemini("[{'text':'" + "\u0416".repeat(50) + "'}]"))
                    .isEqualTo(25);
        }

        @Test
        @DisplayName("count Claude's pictures by their area and Gemini's by their tiles")
        void pictures() {
            long none = PromptTokensTest.claude("[]");
            String image = "[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'"
                    + png(750, 500) + "'}}]";
            assertThat(PromptTokensTest.claude(image) - none).isEqualTo(500);

            assertThat(PromptTokensTest.gemini(
                            "[{'inlineData':{'mimeType':'image/png','data':'" + png(300, 300) + "'}}]"))
                    .isEqualTo(258);
        }

        @Test
        @DisplayName("count the pages of a PDF by its size")
        void documents() {
            byte[] pdf = new byte[120_000];
            System.arraycopy("%PDF-1.7".getBytes(StandardCharsets.US_ASCII), 0, pdf, 0, 8);
            String data = Base64.getEncoder().encodeToString(pdf);

            assertThat(PromptTokensTest.gemini("[{'inlineData':{'mimeType':'application/pdf','data':'" + data + "'}}]"))
                    .isEqualTo(3 * 258);
        }
    }

    @Test
    @DisplayName("are counted in any body that a request can have, however deep")
    void deep() {
        String deep = "[".repeat(150) + "'x'" + "]".repeat(150);

        assertThat(chat("'hi'") - 1).isPositive();
        assertThat(PromptTokens.exact(
                        OpenAiChatRequest.parse(
                                bytes("{'model':'m','messages':[{'role':'user','content':'hi','x':" + deep + "}]}")),
                        GPT))
                .isPositive();
    }
}
