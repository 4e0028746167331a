package io.modelrouter.core.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.EventGrammar;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.WireFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What every codec of chats makes of input that is broken, the same breaks in every run. */
public final class BrokenInput {
    private static final int SEEDS = 12;

    private BrokenInput() {}

    /** Lost, repeated, swapped and damaged frames meet no exception and give legal events. */
    public static void ofFrames(ChatChannelCodec codec, List<WireFrame> frames) {
        for (int seed = 0; seed < SEEDS; seed++) {
            StreamMeter meter = codec.newStreamMeter();
            StreamReader reader = codec.newStreamReader();
            EventGrammar grammar = new EventGrammar();
            for (WireFrame frame : shuffled(frames, new Random(seed))) {
                assertThat(meter.accept(frame)).isNotNull();
                reader.read(frame, grammar::accept);
            }
            reader.end(grammar::accept);
            assertThat(grammar.isFinished()).isTrue();
            assertThat(meter.usage().total()).isNotNegative();
            if (meter instanceof ClientStreamMeter clients) {
                RouterException failure =
                        RouterException.of(RouterErrorCode.TRUNCATED, "cut").build();
                assertThat(clients.streamError(failure, "r")).isNotEmpty();
            }
        }
    }

    /** A damaged answer is read or refused, and nothing else. */
    public static void ofBody(ChatChannelCodec codec, byte[] body) {
        for (int seed = 0; seed < SEEDS; seed++) {
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
}
