package io.modelrouter.core.dialect.gemini;

import io.modelrouter.core.dialect.BrokenInput;
import io.modelrouter.testkit.corpus.RecordedExchange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Broken input made from recordings, the same in every run. */
@DisplayName("Broken Gemini input")
class GeminiFuzzTest {
    private final GeminiCodec codec = new GeminiCodec();

    @ParameterizedTest
    @MethodSource("io.modelrouter.core.dialect.gemini.GeminiRecordings#streams")
    void of_lost_repeated_swapped_and_damaged_frames_meets_no_exception_and_gives_legal_events(
            RecordedExchange exchange) {
        BrokenInput.ofFrames(codec, GeminiRecordings.frames(exchange));
    }

    @ParameterizedTest
    @MethodSource("io.modelrouter.core.dialect.gemini.GeminiRecordings#wholes")
    void of_damaged_answers_is_read_or_refused_and_nothing_else(RecordedExchange exchange) {
        BrokenInput.ofBody(codec, exchange.json().orElseThrow());
    }
}
