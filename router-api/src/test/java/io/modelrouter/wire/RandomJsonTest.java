package io.modelrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Properties that hold for any document; the seed stands in the name of each run. */
class RandomJsonTest {

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void everyValueIsFoundAsItWasWritten(long seed) {
        RandomJson random = new RandomJson(seed);
        RandomJson.Value written = random.value(6);

        check(RawJson.parse(random.space() + written.text() + random.space()), written);
    }

    private void check(RawJson found, RandomJson.Value written) {
        assertThat(found).hasToString(written.text());
        assertThat(found.kind()).isEqualTo(written.kind());
        assertThat(found.size()).isEqualTo(written.children().size());
        assertThat(found.names()).isEqualTo(written.names());
        boolean object = written.kind() == RawJson.Kind.OBJECT;
        for (int i = 0; i < written.children().size(); i++) {
            RandomJson.Value child = written.children().get(i);
            if (object) {
                String name = written.names().get(i);
                assertThat(found.sizeOf(name)).isEqualTo(child.children().size());
                check(found.get(name).orElseThrow(), child);
            } else {
                check(found.elements().get(i), child);
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void replacingAMemberChangesItsBytesAlone(long seed) {
        RandomJson random = new RandomJson(seed);
        RandomJson.Value written = random.object(4);
        String before = random.space();
        String after = random.space();
        RawJson document = RawJson.parse(before + written.text() + after);
        RawJson mark = RawJson.of("the only mark");
        for (String name : written.names()) {
            RawJson old = document.get(name).orElseThrow();

            RawJson edited = document.with(name, mark);

            assertThat(edited.toString().replace(mark.toString(), old.toString()))
                    .isEqualTo(written.text());
            assertThat(new String(document.edit().set(name, mark).toBody().toBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(before + edited + after);
            assertThat(RawJson.parse(edited.toBytes()).names()).isEqualTo(written.names());
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void addingAMemberLeavesTheRestAsItIs(long seed) {
        RandomJson.Value written = new RandomJson(seed).object(4);

        RawJson edited = RawJson.parse(written.text()).with("added", RawJson.of(1));

        assertThat(edited.toString())
                .startsWith(written.text().substring(0, written.text().length() - 1));
        RawJson again = RawJson.parse(edited.toBytes());
        assertThat(again.get("added").orElseThrow().asLong()).hasValue(1);
        assertThat(again.size()).isEqualTo(written.names().size() + 1);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void damageIsRefusedOrRead(long seed) {
        Random damage = new Random(seed);
        byte[] document = new RandomJson(seed).object(4).text().getBytes(StandardCharsets.UTF_8);
        for (int round = 0; round < 100; round++) {
            byte[] damaged = document.clone();
            damaged[damage.nextInt(damaged.length)] = (byte) damage.nextInt(256);
            try {
                visit(RawJson.parse(damaged));
            } catch (MalformedJsonException e) {
                assertThat(e).hasMessageNotContaining("\n");
            }
        }
    }

    private void visit(RawJson value) {
        value.asString();
        value.asLong();
        value.asDouble();
        value.asBoolean();
        value.elements().forEach(this::visit);
        value.members().values().forEach(this::visit);
    }
}
