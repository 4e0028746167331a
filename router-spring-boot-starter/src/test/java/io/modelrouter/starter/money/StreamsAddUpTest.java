package io.modelrouter.starter.money;

import io.modelrouter.starter.store.TestServers;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Clients that leave at random points: the charges of each account are the sum of its records' costs to the last nano-credit,
 * nothing is held at the end, and every call has one record with its settlement. {@code -Dmodelrouter.seed} repeats the choices.
 */
@DisplayName("What the ledger charged is what the records say")
class StreamsAddUpTest {

    @Test
    @Tag("R1.2")
    @Tag("R1.7")
    @Tag("R1.16")
    void after_a_thousand_streams_on_the_ledger_in_memory() throws Exception {
        LeavingStreams.addUp("memory", 1_000, Map.of());
    }

    @Test
    @Tag("R1.2")
    @Tag("R1.11")
    @Tag("R1.16")
    void after_eighty_on_postgresql_with_the_records_there() throws Exception {
        LeavingStreams.addUp(
                "PostgreSQL",
                80,
                Map.of("model-router.store", "jdbc", "model-router.jdbc.url", TestServers.postgres()));
    }

    @Test
    @Tag("R1.2")
    @Tag("R1.12")
    @Tag("R1.16")
    void after_eighty_on_redis() throws Exception {
        LeavingStreams.addUp(
                "Redis",
                80,
                Map.of(
                        "model-router.store",
                        "redis",
                        "model-router.redis.url",
                        TestServers.redis(),
                        "model-router.redis.key-prefix",
                        TestServers.prefix()));
    }
}
