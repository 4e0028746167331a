package io.modelrouter.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.core.dialect.openai.OpenAiChatCodec;
import io.modelrouter.core.dialect.responses.ResponsesCodec;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.WireFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Recorded answers with values of another kind in them: the readers must still make legal events, or say malformed. */
@DisplayName("Answers that break their dialect")
class MutatedOpenAiAnswersTest {
    private static final int ROUNDS = 12;

    static Stream<RecordedExchange> answers() {
        return RecordedExchanges.assumePresent()
                .protocol("openai-chat", "openai-responses", "azure-openai", "openai-compatible")
                .api("chat", "responses")
                .stream();
    }

    private static ChatClientCodec codec(RecordedExchange exchange) {
        return exchange.api().equals("chat")
                ? new OpenAiChatCodec(ErrorSettings.DEFAULT)
                : new ResponsesCodec(ErrorSettings.DEFAULT);
    }

    @ParameterizedTest
    @MethodSource("answers")
    @DisplayName("make legal events or are malformed, and never anything else")
    void mutated(RecordedExchange exchange) {
        ChatClientCodec codec = codec(exchange);
        for (int round = 0; round < ROUNDS; round++) {
            MutatedJson mutated = new MutatedJson(exchange.id().hashCode() * 31L + round);
            if (exchange.sse().isPresent()) {
                stream(codec, exchange, mutated);
            } else if (exchange.status() < 300) {
                whole(codec, mutated.body(exchange.responseBody()));
            } else {
                UpstreamError error =
                        codec.readError(exchange.status(), HttpHeaders.EMPTY, mutated.body(exchange.responseBody()));
                assertThat(codec.classify(error)).isNotNull();
            }
        }
    }

    private static void stream(ChatClientCodec codec, RecordedExchange exchange, MutatedJson mutated) {
        StreamMeter meter = codec.newStreamMeter();
        StreamReader reader = codec.newStreamReader();
        List<ChatEvent> events = new ArrayList<>();
        for (WireFrame frame : Frames.of(exchange)) {
            WireFrame broken = mutated.frame(frame);
            meter.accept(broken);
            reader.read(broken, events::add);
        }
        reader.end(events::add);
        ChatResponse answer = Frames.response(events);
        assertThat(answer.usage().reasoning())
                .isLessThanOrEqualTo(answer.usage().output());
    }

    private static void whole(ChatClientCodec codec, byte[] body) {
        try {
            codec.meterBody(body);
            Frames.response(codec.readBody(body));
        } catch (MalformedAnswerException e) {
            assertThat(e).hasNoCause();
        }
    }
}
