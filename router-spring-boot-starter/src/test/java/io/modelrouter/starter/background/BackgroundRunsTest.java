package io.modelrouter.starter.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponseFor;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseRetrieveParams;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.quota.ReservationState;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.starter.background.PlayedRuns.Streaming;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import io.modelrouter.starter.sdk.RunningGateway;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A background run")
@Tag("R1.7")
class BackgroundRunsTest {
    private static final String KEY = "sk-saver-0123456789abcdef";
    /** One credit for a million tokens in, two for a million out. */
    private static final long IN = 1_000;

    private static final long OUT = 2_000;
    /** Tokens of the prompt by our own count, with those around its one message. */
    private static final long PROMPT = 15;

    private static final long SEED = Long.getLong("modelrouter.seed", 20_261_121);

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
        settings.put("model-router.background-runs.poll-first", "10ms");
        settings.put("model-router.background-runs.poll-longest", "20ms");
        settings.put("model-router.channels[3].name", "azure");
        settings.put("model-router.channels[3].type", "azure");
        settings.put("model-router.channels[3].base-url", upstream.url());
        settings.put("model-router.channels[3].api-keys", RunningGateway.UPSTREAM_KEY);
        settings.put("model-router.channels[3].models", "azure-*");
        settings.put("model-router.channels[3].dialects", "openai-responses");
        settings.put("model-router.channels[3].priority", "10");
        settings.put("model-router.channels[4].name", "claude-only");
        settings.put("model-router.channels[4].type", "demo");
        settings.put("model-router.channels[4].models", "foreign");
        settings.put("model-router.channels[4].dialects", "claude-messages");
        settings.put("model-router.channels[0].models", "gpt-*");
        settings.put("model-router.channels[1].models", "none-1");
        settings.put("model-router.channels[2].models", "none-2");
        settings.put("model-router.prices[0].model", "*");
        settings.put("model-router.prices[0].input", "1");
        settings.put("model-router.prices[0].output", "2");
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
        runs.answersPolls = true;
        runs.streaming = Streaming.TO_THE_END;
        upstream.forget();
        gateway.calls().forget();
        spent = gateway.balance("saver").used();
    }

    /** The books agree after every row: what the records cost is what was charged, and nothing is held. */
    @AfterEach
    void addsUp() {
        long costs = gateway.calls().records().stream()
                .mapToLong(record -> record.costNanos().orElse(0))
                .sum();
        assertThat(gateway.balance("saver").used() - spent).isEqualTo(costs);
        assertThat(gateway.balance("saver").held()).isZero();
    }

    private static ResponseCreateParams.Builder ask(String model) {
        return ResponseCreateParams.builder()
                .model(model)
                .input("What is 2 + 2?")
                .background(true)
                .maxOutputTokens(100);
    }

    private static String create() {
        Response made = client.responses().create(ask("gpt-x").build());
        assertThat(made.status()).contains(ResponseStatus.IN_PROGRESS);
        return made.id();
    }

    /** Of the call that made it; those about it cost nothing. */
    private static CallRecord record() {
        List<CallRecord> made = gateway.calls().records().stream()
                .filter(record -> record.rates() != null)
                .toList();
        assertThat(made).hasSize(1);
        return made.get(0);
    }

    @Test
    @DisplayName("holds its quota when its answer has come, and is paid by its usage when its caller retrieves its end,"
            + " once")
    void isPaidWhenItIsRetrieved() {
        runs.answersPolls = false;
        String id = create();
        client.responses().retrieve(id);
        assertThat(gateway.balance("saver").held()).isPositive();
        assertThat(gateway.balance("saver").used()).isEqualTo(spent);

        runs.ends(id, "completed", 15, 9);
        assertThat(client.responses().retrieve(id).status()).contains(ResponseStatus.COMPLETED);
        client.responses().retrieve(id);

        assertThat(record().usage().output()).isEqualTo(9);
        assertThat(record().source()).isEqualTo(UsageSource.REPORTED);
        assertThat(record().settlement()).isEqualTo(ReservationState.CONFIRMED);
        assertThat(record().error()).isNull();
        assertThat(record().cost()).isEqualTo(15 * IN + 9 * OUT);
        assertThat(gateway.calls().records()).hasSize(4);
    }

    @Test
    @DisplayName("is asked for by the router where nobody retrieves it, and no attempt is made of that")
    void isAskedFor() {
        String id = create();
        runs.ends(id, "completed", 15, 9);

        assertThat(record().cost()).isEqualTo(15 * IN + 9 * OUT);
        assertThat(record().attempts()).isEqualTo(1);
        assertThat(gateway.calls().records()).hasSize(1);
    }

    @Test
    @DisplayName("is paid by its usage where its stream is retrieved")
    void isPaidWhenItIsStreamedAgain() {
        runs.answersPolls = false;
        String id = create();
        runs.ends(id, "completed", 15, 9);

        try (StreamResponse<ResponseStreamEvent> stream = client.responses()
                .retrieveStreaming(
                        ResponseRetrieveParams.builder().responseId(id).build())) {
            assertThat(stream.stream()).hasSize(2);
        }

        assertThat(record().cost()).isEqualTo(15 * IN + 9 * OUT);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"failed, UPSTREAM_FAILED", "incomplete,", "cancelled, CANCELLED"})
    @DisplayName("that ends otherwise is paid by the usage that is told")
    void paysOtherEnds(String status, RouterErrorCode error) {
        String id = create();
        runs.ends(id, status, 15, 7);

        assertThat(record().cost()).isEqualTo(15 * IN + 7 * OUT);
        assertThat(record().error()).isEqualTo(error);
    }

    @Test
    @DisplayName("that its caller cancels is paid by our own count where no usage is told")
    void isCancelled() {
        runs.answersPolls = false;
        String id = create();
        runs.says(id, "twelve chars");

        assertThat(client.responses().cancel(id).status()).contains(ResponseStatus.CANCELLED);

        assertThat(record().usage().output()).isEqualTo(3);
        assertThat(record().usage().input()).isPositive();
        assertThat(record().source()).isEqualTo(UsageSource.ESTIMATED);
        assertThat(record().error()).isEqualTo(RouterErrorCode.CANCELLED);
    }

    @Test
    @DisplayName("that the upstream has forgotten is paid by its prompt")
    void isForgotten() {
        String id = create();
        runs.forgets(id);

        assertThat(record().usage().output()).isZero();
        assertThat(record().cost()).isEqualTo(record().usage().input() * IN).isPositive();
    }

    @Test
    @DisplayName("whose stream is read to its end is paid then, like any other stream")
    void isStreamedToTheEnd() {
        try (StreamResponse<ResponseStreamEvent> stream =
                client.responses().createStreaming(ask("gpt-x").build())) {
            assertThat(stream.stream()).hasSize(4);
        }

        assertThat(record().cost()).isEqualTo(30 * IN + 12 * OUT);
        assertThat(upstream.requests()).hasSize(1);
    }

    @Test
    @DisplayName("goes on when its reader leaves the stream, which has told its id at once")
    void goesOnWhenItsReaderLeaves() {
        runs.answersPolls = false;
        runs.streaming = Streaming.SILENT;
        try (StreamResponse<ResponseStreamEvent> stream =
                client.responses().createStreaming(ask("gpt-x").build())) {
            ResponseStreamEvent first = stream.stream().findFirst().orElseThrow();
            assertThat(first.asCreated().response().id()).isEqualTo(runs.latest());
        }
        String id = runs.latest();
        runs.goesOn(id);
        runs.ends(id, "completed", 15, 900);
        runs.answersPolls = true;

        assertThat(record().cost()).isEqualTo(15 * IN + 900 * OUT);
        assertThat(record().error()).isNull();
    }

    @Test
    @DisplayName("goes on when its stream breaks off")
    void goesOnWhenItsStreamBreaksOff() {
        runs.answersPolls = false;
        runs.streaming = Streaming.CUT;
        try (StreamResponse<ResponseStreamEvent> stream =
                client.responses().createStreaming(ask("gpt-x").build())) {
            assertThat(stream.stream().toList().get(3).isFailed()).isTrue();
        }
        runs.ends(runs.latest(), "completed", 15, 900);
        runs.answersPolls = true;

        assertThat(record().cost()).isEqualTo(15 * IN + 900 * OUT);
        assertThat(record().error()).isEqualTo(RouterErrorCode.TRUNCATED);
    }

    @Test
    @DisplayName("that nobody is asked to store is paid like any other")
    void isNotStored() {
        runs.answersPolls = false;
        String id = client.responses().create(ask("gpt-x").store(false).build()).id();
        runs.ends(id, "completed", 15, 9);

        client.responses().retrieve(id);

        assertThat(record().cost()).isEqualTo(15 * IN + 9 * OUT);
    }

    @ParameterizedTest(name = "asked for by the router: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("of Azure's is paid like OpenAI's")
    void isAzures(boolean polls) {
        runs.answersPolls = polls;
        String id = client.responses().create(ask("azure-x").build()).id();
        runs.ends(id, "completed", 15, 9);
        if (!polls) {
            client.responses().retrieve(id);
        }

        assertThat(record().cost()).isEqualTo(15 * IN + 9 * OUT);
        assertThat(record().channel()).isEqualTo("azure");
    }

    @Test
    @DisplayName("is refused where the answer would have to be translated, and nothing stays held")
    void isRefusedOnOtherDialects() {
        assertThatThrownBy(() -> client.responses().create(ask("foreign").build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("background");

        assertThat(gateway.calls().onlyRecord().settlement()).isEqualTo(ReservationState.RELEASED);
    }

    @Test
    @DisplayName("among many that end in all ways is paid once, by the usage that was told or by our own count,"
            + " whoever asks how often")
    void addsUpAmongMany() {
        System.out.println("background runs: seed " + SEED);
        Random random = new Random(SEED);
        String[] ends = {"completed", "failed", "incomplete", "cancelled"};
        Map<String, String> calls = new LinkedHashMap<>();
        for (int i = 0; i < 40; i++) {
            HttpResponseFor<Response> made =
                    client.withRawResponse().responses().create(ask("gpt-x").build());
            calls.put(made.parse().id(), made.headers().values("x-request-id").get(0));
        }
        Map<String, Long> costs = new HashMap<>();
        Set<String> ofOwnCount = new HashSet<>();
        calls.forEach((id, call) -> {
            switch (random.nextInt(4)) {
                case 0:
                    runs.forgets(id);
                    ofOwnCount.add(call);
                    break;
                case 1:
                    runs.ends(id, ends[random.nextInt(ends.length)]);
                    ofOwnCount.add(call);
                    break;
                default:
                    int input = 1 + random.nextInt(99);
                    int output = random.nextInt(100);
                    runs.ends(id, ends[random.nextInt(ends.length)], input, output);
                    costs.put(call, input * IN + output * OUT);
                    break;
            }
            try {
                client.responses().retrieve(id);
                client.responses().delete(id);
            } catch (NotFoundException e) {
                assertThat(e).hasMessageContaining(id);
            }
        });

        List<CallRecord> made = gateway.calls().records().stream()
                .filter(record -> record.rates() != null)
                .toList();
        assertThat(made)
                .as("seed %s", SEED)
                .extracting(CallRecord::id)
                .containsExactlyInAnyOrderElementsOf(calls.values());
        assertThat(made).as("seed %s", SEED).allSatisfy(record -> {
            Long told = costs.get(record.id());
            // Nothing was written, so our own count has the prompt alone.
            assertThat(record.cost()).isEqualTo(told == null ? PROMPT * IN : told);
            assertThat(record.source()).isEqualTo(told == null ? UsageSource.ESTIMATED : UsageSource.REPORTED);
        });
        assertThat(ofOwnCount).as("seed %s", SEED).isNotEmpty();
    }
}
