package io.modelrouter.providers.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.channel.Channel;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@DisplayName("The demo's background run")
class DemoRunsTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(AskedOf.NOW);
    private final DemoClient demo = new DemoClient(Pace.REALISTIC, now::get, (condition, nanos) -> 0, () -> 42L);

    private AskedOf.Answer ask(String method, String operation, @Nullable String body) {
        return AskedOf.answer(
                demo,
                new ProviderRequest(
                        Channel.builder("demo", "demo").models("*").build(),
                        null,
                        Dialect.OPENAI_RESPONSES,
                        "demo",
                        false,
                        false,
                        WireBody.of((body == null ? "{}" : body).getBytes(StandardCharsets.UTF_8)),
                        Map.of(),
                        Duration.ofSeconds(60),
                        operation,
                        method,
                        null));
    }

    private JsonNode begin() {
        return ask("POST", "", "{\"model\":\"demo\",\"input\":\"hi\",\"background\":true}")
                .json();
    }

    @Test
    void is_queued_then_in_progress_then_completed_with_its_usage() {
        JsonNode queued = begin();
        assertThat(queued.path("status").asString()).isEqualTo("queued");
        assertThat(queued.path("background").asBoolean()).isTrue();
        assertThat(queued.path("usage").isNull()).isTrue();
        String id = queued.path("id").asString();
        assertThat(ask("GET", id, null).json().path("status").asString()).isEqualTo("in_progress");

        now.set(AskedOf.NOW.plusSeconds(3));

        JsonNode done = ask("GET", id, null).json();
        assertThat(done.path("status").asString()).isEqualTo("completed");
        assertThat(done.path("usage").path("output_tokens").asInt()).isPositive();
        assertThat(done.path("output")).isNotEmpty();
    }

    @Test
    void stays_cancelled() {
        String id = begin().path("id").asString();
        ask("POST", id + "/cancel", null);
        now.set(AskedOf.NOW.plusSeconds(3));

        assertThat(ask("GET", id, null).json().path("status").asString()).isEqualTo("cancelled");
    }

    @Test
    void is_gone_when_it_is_deleted() {
        String id = begin().path("id").asString();
        assertThat(ask("DELETE", id, null).json().path("deleted").asBoolean()).isTrue();

        AskedOf.Answer answer = ask("GET", id, null);

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.json().path("error").path("message").asString()).contains(id);
    }
}
