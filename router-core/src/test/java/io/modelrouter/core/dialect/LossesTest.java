package io.modelrouter.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.Source;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("What a writer does not carry")
@Tag("field-25")
class LossesTest {
    private final ChatRequest request = ChatRequest.builder(Dialect.GEMINI_GENERATE, "m")
            .set(Param.TOP_K, 40L, "generationConfig.topK")
            .set(Param.CHOICES, 2L, "generationConfig.candidateCount")
            .set(Param.SEED, 0L, "generationConfig.seed")
            .extra("safetySettings", RawJson.parse("[1]"))
            .build();

    @Test
    void is_every_setting_that_it_did_not_take_under_the_callers_name() {
        Losses losses = new Losses(request, Dialect.CLAUDE_MESSAGES);
        assertThat(losses.take(Param.TOP_K)).isEqualTo(40);

        List<Loss> all = losses.finish();

        assertThat(all)
                .extracting(Loss::field, Loss::severity)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("generationConfig.candidateCount", Loss.Severity.SEMANTIC),
                        org.assertj.core.groups.Tuple.tuple("generationConfig.seed", Loss.Severity.HINT),
                        org.assertj.core.groups.Tuple.tuple("safetySettings", Loss.Severity.HINT));
    }

    @Test
    void is_named_once_with_the_worst_that_befell_it() {
        Losses losses = new Losses(request, Dialect.CLAUDE_MESSAGES);
        losses.approximated("a", "x");
        losses.semantic("a", "y");
        losses.hint("a", "z");

        assertThat(losses.finish())
                .filteredOn(loss -> loss.field().equals("a"))
                .containsExactly(new Loss("a", Loss.Severity.SEMANTIC, "y"));
    }

    @Test
    void is_no_member_that_its_own_dialect_understands() {
        Source source =
                Source.of(Dialect.GEMINI_GENERATE, "contents.0.parts.0", RawJson.parse("{}"), List.of("videoMetadata"));
        Losses own = new Losses(request, Dialect.GEMINI_GENERATE);
        own.unread(source);
        Losses other = new Losses(request, Dialect.OPENAI_CHAT);
        other.unread(source);

        assertThat(own.finish())
                .extracting(Loss::field)
                .doesNotContain("contents.0.parts.0.videoMetadata", "safetySettings");
        assertThat(other.finish()).extracting(Loss::field).contains("contents.0.parts.0.videoMetadata");
    }
}
