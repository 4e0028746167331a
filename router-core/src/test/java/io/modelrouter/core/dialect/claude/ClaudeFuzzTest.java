package io.modelrouter.core.dialect.claude;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.core.dialect.ClientStreamMeter;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.EventGrammar;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.wire.WireFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
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
        List<WireFrame> frames = ClaudeRecordings.frames(exchange);
        for (int seed = 0; seed < 12; seed++) {
            Random random = new Random(seed);
            ClientStreamMeter meter = codec.newStreamMeter();
            StreamReader reader = codec.newStreamReader();
            EventGrammar grammar = new EventGrammar();
            for (WireFrame frame : shuffled(frames, random)) {
                assertThat(meter.accept(frame)).isNotNull();
                reader.read(frame, grammar::accept);
            }
            reader.end(grammar::accept);
            assertThat(grammar.isFinished()).isTrue();
            assertThat(meter.usage().total()).isNotNegative();
            RouterException failure =
                    RouterException.of(RouterErrorCode.TRUNCATED, "cut").build();
            assertThat(meter.streamError(failure, "r")).isNotEmpty();
        }
    }

    private static List<WireFrame> shuffled(List<WireFrame> frames, Random random) {
        List<WireFrame> some = new ArrayList<>();
        for (WireFrame frame : frames) {
            switch (random.nextInt(12)) {
                case 0:
                    break;
                case 1:
                    some.add(frame);
                    some.add(frame);
                    break;
                case 2:
                    some.add(damaged(frame, random));
                    break;
                default:
                    some.add(frame);
            }
        }
        if (some.size() > 2) {
            Collections.swap(some, random.nextInt(some.size()), random.nextInt(some.size()));
        }
        return some;
    }

    private static WireFrame damaged(WireFrame frame, Random random) {
        byte[] data = damaged(Arrays.copyOfRange(frame.buffer(), frame.dataStart(), frame.dataEnd()), random);
        return new WireFrame(frame.event(), data, 0, data.length);
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        byte[] data = bytes.clone();
        for (int i = 0; i < 3 && data.length > 0; i++) {
            data[random.nextInt(data.length)] = (byte) "{}[]\",:0-nt".charAt(random.nextInt(11));
        }
        return random.nextBoolean() ? data : Arrays.copyOf(data, random.nextInt(data.length + 1));
    }

    @ParameterizedTest
    @MethodSource("io.modelrouter.core.dialect.claude.ClaudeRecordings#wholes")
    void of_damaged_answers_is_read_or_refused_and_nothing_else(RecordedExchange exchange) {
        byte[] body = exchange.json().orElseThrow();
        for (int seed = 0; seed < 12; seed++) {
            byte[] data = damaged(body, new Random(seed));
            try {
                assertThat(codec.meterBody(data)).isNotNull();
            } catch (MalformedAnswerException e) {
                assertThat(e).hasNoCause();
            }
            try {
                EventGrammar grammar = new EventGrammar();
                codec.readBody(data).forEach(grammar::accept);
                assertThat(grammar.isFinished()).isTrue();
            } catch (MalformedAnswerException e) {
                assertThat(e).hasNoCause();
            }
            assertThat(codec.classify(codec.readError(500, HttpHeaders.EMPTY, data)))
                    .isNotNull();
        }
    }
}
