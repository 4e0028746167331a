package io.modelrouter.starter.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.NotFoundException;
import com.openai.models.responses.ResponseCreateParams;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.RunningGateway;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** By a router whose own questions are an hour away, so that no other look can settle what is deleted. */
@DisplayName("A background run that its caller deletes")
@Tag("R1.7")
class DeletedRunsTest {
    private static final String KEY = "sk-saver-0123456789abcdef";
    /** One credit for a million tokens in, two for a million out. */
    private static final long IN = 1_000;

    private static final long OUT = 2_000;

    private static final PlayedRuns runs = new PlayedRuns();
    private static LoopbackUpstream upstream;
    private static RunningGateway gateway;
    private static OpenAIClient client;
    private static long spent;

    @BeforeAll
    static void start() {
        upstream = LoopbackUpstream.start(runs);
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("model-router.background-runs.max-open", 100);
        settings.put("model-router.background-runs.poll-first", "1h");
        settings.put("model-router.background-runs.poll-longest", "1h");
        settings.put("model-router.prices[0].model", "*");
        settings.put("model-router.prices[0].input", "1");
        settings.put("model-router.prices[0].output", "2");
        settings.put("model-router.channels[1].models", "none-1");
        settings.put("model-router.channels[2].models", "none-2");
        settings.putAll(RunningGateway.token(1, "saver", KEY, "quota", "1"));
        gateway = RunningGateway.before(upstream, settings);
        client = OpenAIOkHttpClient.builder()
                .baseUrl(gateway.url() + "/v1")
                .apiKey(KEY)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        gateway.close();
        upstream.close();
    }

    @BeforeEach
    void forget() {
        upstream.forget();
        gateway.calls().forget();
        spent = gateway.balance("saver").used();
    }

    private static String create() {
        return client.responses()
                .create(ResponseCreateParams.builder()
                        .model("gpt-x")
                        .input("What is 2 + 2?")
                        .background(true)
                        .build())
                .id();
    }

    /** Of the call that made it, which is charged what its record says. */
    private static CallRecord record() {
        List<CallRecord> made = gateway.calls().records().stream()
                .filter(record -> record.rates() != null)
                .toList();
        assertThat(made).hasSize(1);
        assertThat(gateway.balance("saver").used() - spent)
                .isEqualTo(made.get(0).cost());
        assertThat(gateway.balance("saver").held()).isZero();
        return made.get(0);
    }

    private static void assertAskedOnceBeforeItWasDeleted() {
        assertThat(upstream.requests())
                .extracting(LoopbackUpstream.Request::method)
                .containsExactly("POST", "GET", "DELETE");
    }

    @Test
    @DisplayName("is asked for its usage before")
    void isAskedBefore() {
        String id = create();
        runs.ends(id, "completed", 15, 9);

        client.responses().delete(id);

        assertAskedOnceBeforeItWasDeleted();
        assertThat(record().cost()).isEqualTo(15 * IN + 9 * OUT);
        assertThat(record().source()).isEqualTo(UsageSource.REPORTED);
        assertThatThrownBy(() -> client.responses().retrieve(id)).isInstanceOf(NotFoundException.class);
    }

    @Test
    @DisplayName("before its end is paid by what it had written")
    void isDeletedBeforeItsEnd() {
        String id = create();
        runs.says(id, "twelve chars");

        client.responses().delete(id);

        assertAskedOnceBeforeItWasDeleted();
        assertThat(record().usage().output()).isEqualTo(3);
        assertThat(record().source()).isEqualTo(UsageSource.ESTIMATED);
    }
}
