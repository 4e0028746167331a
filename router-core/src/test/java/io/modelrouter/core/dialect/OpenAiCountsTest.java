package io.modelrouter.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.OpenAiCounts.Count;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JsonParser;

@DisplayName("Counts of OpenAI's dialects")
@Tag("R1.14")
class OpenAiCountsTest {
    private final OpenAiCounts counts = new OpenAiCounts();

    private OpenAiCountsTest told(Count count, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        try (JsonParser parser = Skim.parser(bytes, 0, bytes.length)) {
            parser.nextToken();
            counts.take(count, parser);
        }
        return this;
    }

    @Test
    void areTakenApartWhereOneHoldsTheOther() {
        told(Count.PROMPT, "100").told(Count.CACHED, "60").told(Count.CACHE_WRITTEN, "10");
        told(Count.COMPLETION, "50").told(Count.REASONING, "20").told(Count.TOTAL, "150");
        assertThat(counts.toUsage())
                .isEqualTo(Usage.builder()
                        .input(30)
                        .cacheRead(60)
                        .cacheWrite(10)
                        .output(50)
                        .reasoning(20)
                        .build());
        assertThat(counts.toUsage().total()).isEqualTo(150);
    }

    @Test
    @DisplayName("of xAI have reasoning beside the completion, which their total shows")
    void xai() {
        told(Count.PROMPT, "332")
                .told(Count.COMPLETION, "513")
                .told(Count.REASONING, "249")
                .told(Count.TOTAL, "1094");
        assertThat(counts.toUsage().output()).isEqualTo(762);
        assertThat(counts.toUsage().total()).isEqualTo(1094);
    }

    @Test
    void haveReasoningBesideTheCompletionWhereItIsTheLarger() {
        told(Count.PROMPT, "28")
                .told(Count.COMPLETION, "9")
                .told(Count.REASONING, "39")
                .told(Count.TOTAL, "37");
        assertThat(counts.toUsage().output()).isEqualTo(48);
    }

    @Test
    @DisplayName("of Grok on Azure have cached tokens beside the prompt")
    void cachedBeside() {
        told(Count.PROMPT, "7")
                .told(Count.CACHED, "163")
                .told(Count.COMPLETION, "1")
                .told(Count.TOTAL, "8");
        assertThat(counts.toUsage())
                .isEqualTo(Usage.builder().input(7).cacheRead(163).output(1).build());
    }

    @Test
    void areMergedAsToldAndNotAsNormalised() {
        told(Count.PROMPT, "100")
                .told(Count.PROMPT, "100")
                .told(Count.CACHED, "80")
                .told(Count.PROMPT, "90");
        assertThat(counts.toUsage())
                .isEqualTo(Usage.builder().input(20).cacheRead(80).build());
    }

    @Test
    void areReportedOnceAPromptOrACompletionIsTold() {
        told(Count.TOTAL, "3").told(Count.PROMPT, "null");
        assertThat(counts.reported()).isFalse();
        told(Count.COMPLETION, "0");
        assertThat(counts.reported()).isTrue();
        assertThat(counts.suspect()).isFalse();
        told(Count.REASONING, "-1");
        assertThat(counts.suspect()).isTrue();
    }
}
