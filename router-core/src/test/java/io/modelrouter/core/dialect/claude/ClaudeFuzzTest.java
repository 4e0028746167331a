package io.modelrouter.core.dialect.claude;

import io.modelrouter.core.dialect.BrokenInput;
import io.modelrouter.testkit.corpus.RecordedExchange;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Broken input made from recordings, the same in every run. */
@DisplayName("Broken Claude input")
class ClaudeFuzzTest {
    private final ClaudeCodec codec = new ClaudeCodec();

    @ParameterizedTest
    @MethodSource("io.modelrouter.core.dialect.claude.ClaudeRecordings#streams")
    void of_lost_repeated_swapped_and_damaged_frames_meets_no_exception_and_gives_legal_events(
            RecordedExchange exchange) {
        BrokenInput.ofFrames(codec, ClaudeRecordings.frames(exchange));
    }

    @ParameterizedTest
    @MethodSource("io.modelrouter.core.dialect.claude.ClaudeRecordings#wholes")
    void of_damaged_answers_is_read_or_refused_and_nothing_else(RecordedExchange exchange) {
        BrokenInput.ofBody(codec, exchange.json().orElseThrow());
    }
}
