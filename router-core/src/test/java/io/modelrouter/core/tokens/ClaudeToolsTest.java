package io.modelrouter.core.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.OpenAiChatRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("What Claude adds for tools")
class ClaudeToolsTest {
    private static final String TOOL =
            "{\"name\":\"look\",\"description\":\"Looks it up\",\"input_schema\":{\"type\":\"object\"}}";

    @ParameterizedTest
    @CsvSource({
        "claude-sonnet-4-5-20250929,                    496, 588",
        "anthropic/claude-sonnet-4.5,                   496, 588",
        "us.anthropic.claude-opus-4-6-v1,               497, 589",
        "claude-sonnet-4@20250514,                      313, 315",
        "claude-opus-4-1,                               313, 315",
        "claude-opus-4-8,                               290, 410",
        "claude-3-5-haiku-latest,                       264, 355",
        "claude-3-5-sonnet-20240620,                    294, 261",
        "claude-sonnet-5,                               354, 474",
        "claude-of-tomorrow,                            354, 474",
    })
    void isAsTheVendorSays(String model, int free, int forced) {
        assertThat(ClaudeTools.tokens(model, false)).isEqualTo(free);
        assertThat(ClaudeTools.tokens(model, true)).isEqualTo(forced);
    }

    private static long claude(String choice) {
        return PromptTokens.exact(
                ClaudeMessagesRequest.parse(
                        ("{\"model\":\"claude-opus-4-8\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\","
                                        + "\"content\":\"hi\"}],\"tools\":[" + TOOL + "]" + choice + "}")
                                .getBytes(StandardCharsets.UTF_8)),
                "claude-opus-4-8");
    }

    @Test
    void dependsOnWhetherOneMustBeUsed() {
        assertThat(claude(",\"tool_choice\":{\"type\":\"any\"}") - claude(",\"tool_choice\":{\"type\":\"auto\"}"))
                .isEqualTo(120);
        assertThat(claude("")).isEqualTo(claude(",\"tool_choice\":{\"type\":\"none\"}"));
    }

    private static long openAi(String choice) {
        return PromptTokens.exact(
                OpenAiChatRequest.parse(
                        ("{\"model\":\"claude-opus-4-8\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                                        + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"look\"}}],\"tool_choice\":"
                                        + choice
                                        + "}")
                                .getBytes(StandardCharsets.UTF_8)),
                "claude-opus-4-8");
    }

    @Test
    void isTheSameInADialectThatIsTranslated() {
        assertThat(openAi("\"required\"") - openAi("\"auto\"")).isEqualTo(120);
    }
}
