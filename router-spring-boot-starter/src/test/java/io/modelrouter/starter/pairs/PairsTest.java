package io.modelrouter.starter.pairs;

import io.modelrouter.wire.Dialect;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every client's dialect before every channel's, with the vendors' own SDKs over real HTTP, whole and streamed. */
@DisplayName("Each of the four SDKs, before a channel of each of the four vendors and of Bedrock,")
@Tag("field-3")
@Tag("field-21")
class PairsTest {
    private static final Path TABLE = Path.of("target", "pairs-table.txt");
    private static final PairsTable RESULTS = new PairsTable();

    private static Street street;

    @BeforeAll
    static void open() {
        street = new Street();
    }

    @AfterAll
    static void close() throws IOException {
        street.close();
        String table = RESULTS.toString();
        System.out.println(table);
        Files.createDirectories(TABLE.getParent());
        Files.writeString(TABLE, table);
    }

    static Stream<Arguments> all() {
        List<Arguments> all = new ArrayList<>();
        for (Dialect client : Dialect.ofChatClients()) {
            for (Dialect channel : Street.CHANNELS) {
                Pair pair = street.pair(client, channel);
                for (PairCase one : PairCase.values()) {
                    for (boolean stream : new boolean[] {false, true}) {
                        String reason = one.impossible(pair, stream);
                        if (reason == null) {
                            all.add(Arguments.of(client, channel, one, stream ? "streamed" : "whole"));
                        } else {
                            RESULTS.impossible(client, channel, one, stream, reason);
                        }
                    }
                }
            }
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0} on {1}: {2}, {3}")
    @MethodSource("all")
    void does(Dialect client, Dialect channel, PairCase one, String way) {
        boolean stream = way.equals("streamed");
        RESULTS.failed(client, channel, one, stream);
        one.check(street.pair(client, channel), stream);
        RESULTS.passed(client, channel, one, stream);
    }
}
