package io.modelrouter.starter.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseRetrieveParams;
import com.openai.models.responses.ResponseStreamEvent;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The OpenAI SDK, on responses that were made before,")
class StoredResponsesTest {
    /** What the router adds to the usage. */
    private static final String COST = ",\"cost\":[0-9.]+";

    private static RestGateway world;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        world = new RestGateway();
        client = world.client();
    }

    @AfterAll
    static void stop() {
        client.close();
        world.close();
    }

    private static String response(String id, String status) {
        return "{\"id\":\"" + id + "\",\"object\":\"response\",\"created_at\":1,\"status\":\"" + status
                + "\",\"model\":\"m\",\"output\":[],\"parallel_tool_calls\":true,\"tool_choice\":\"auto\",\"tools\":[],"
                + "\"error\":null,\"incomplete_details\":null,\"instructions\":null,\"metadata\":{},\"temperature\":1.0,"
                + "\"top_p\":1.0,\"background\":true}";
    }

    /** A background run of the second channel's, which nobody is asked to store. */
    private static void make(String id) throws Exception {
        world.firstAnswers(500, "application/json", "{\"error\":{\"message\":\"down\"}}");
        world.secondAnswers(200, "application/json", response(id, "queued"));
        var made = world.send(
                "POST",
                "/v1/responses",
                RestGateway.KEY,
                "{\"model\":\"real-x\",\"input\":\"hi\",\"background\":true,\"store\":false}");
        assertThat(made.statusCode()).isEqualTo(200);
        world.firstAnswers(500, "application/json", "{\"error\":{\"message\":\"not me\"}}");
    }

    @Test
    void retrievesThemFromTheChannelThatMadeThem_andPaysNothing() throws Exception {
        make("resp_1");
        world.secondAnswers(200, "application/json", response("resp_1", "completed"));

        Response answer = client.responses().retrieve("resp_1");

        assertThat(answer.status().orElseThrow().asString()).isEqualTo("completed");
        assertThat(world.first.requests()).isEmpty();
        assertThat(world.second.onlyRequest().method()).isEqualTo("GET");
        assertThat(world.second.onlyRequest().target()).isEqualTo("/v1/responses/resp_1");
        CallRecord record = world.record();
        assertThat(record.requestedModel()).isEqualTo("real-x");
        assertThat(record.channel()).isEqualTo("second");
        assertThat(record.cost()).isZero();
    }

    @Test
    void cancelsListsAndDeletesThem() throws Exception {
        make("resp_2");
        world.secondAnswers(200, "application/json", response("resp_2", "cancelled"));
        client.responses().cancel("resp_2");
        assertThat(world.second.onlyRequest().method()).isEqualTo("POST");
        assertThat(world.second.onlyRequest().target()).isEqualTo("/v1/responses/resp_2/cancel");

        world.firstAnswers(500, "application/json", "{}");
        world.secondAnswers(
                200,
                "application/json",
                "{\"object\":\"list\",\"data\":[],\"first_id\":\"a\",\"last_id\":\"a\",\"has_more\":false}");
        assertThat(client.responses().inputItems().list("resp_2").items()).isEmpty();
        assertThat(world.second.onlyRequest().target()).isEqualTo("/v1/responses/resp_2/input_items");

        world.firstAnswers(500, "application/json", "{}");
        world.secondAnswers(200, "application/json", "{\"id\":\"resp_2\",\"object\":\"response\",\"deleted\":true}");
        client.responses().delete("resp_2");
        assertThat(world.second.onlyRequest().method()).isEqualTo("DELETE");

        assertThatThrownBy(() -> client.responses().retrieve("resp_2")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void tellsThemToTheirOwnCallerAlone() throws Exception {
        make("resp_3");
        OpenAIClient other = world.client(RestGateway.OTHER_KEY);

        assertThatThrownBy(() -> other.responses().retrieve("resp_3"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("resp_3");

        assertThat(world.second.requests()).isEmpty();
        other.close();
    }

    @Test
    void saysInOpenAisWordsThatThereIsNone() throws Exception {
        for (String what : new String[] {
            "GET /v1/responses/resp_no",
            "GET /v1/responses/resp_no/input_items",
            "POST /v1/responses/resp_no/cancel",
            "DELETE /v1/responses/resp_no"
        }) {
            String[] words = what.split(" ");
            var answer = world.send(words[0], words[1], RestGateway.KEY, null);

            assertThat(answer.statusCode()).as(what).isEqualTo(404);
            assertThat(new String(answer.body(), StandardCharsets.UTF_8))
                    .isEqualTo("{\"error\":{\"message\":\"Response with id 'resp_no' not found.\","
                            + "\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "pydantic-test-background-mode-streaming-without-starting-after-vcr-1-63793cfa, queued",
        "pydantic-test-background-mode-vcr-2-c2a52815, completed",
        "pydantic-test-background-mode-with-tool-vcr-1-ef8ea9b8, completed"
    })
    void retrievesWhatWasRecorded(String recording, String status) throws Exception {
        RecordedExchange exchange = recorded(recording);
        String id = RawJson.parse(exchange.responseBody())
                .get("id")
                .flatMap(RawJson::asString)
                .orElseThrow();
        make(id);
        world.secondAnswers(200, "application/json", text(exchange));

        var answer = world.send("GET", "/v1/responses/" + id + "?stream=false", RestGateway.KEY, null);

        assertThat(answer.body()).isEqualTo(exchange.responseBody());
        assertThat(world.second.onlyRequest().target()).isEqualTo("/v1/responses/" + id + "?stream=false");
        OpenAIClient lenient = world.lenientClient();
        assertThat(lenient.responses().retrieve(id).status().orElseThrow().asString())
                .isEqualTo(status);
        lenient.close();
    }

    @Test
    void readsTheUpstreamsOwnRefusal() throws Exception {
        make("resp_4");
        world.secondAnswers(
                404,
                "application/json",
                "{\"error\":{\"message\":\"gone for"
                        + " good\",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}");

        assertThatThrownBy(() -> client.responses().retrieve("resp_4"))
                .isInstanceOf(NotFoundException.class)
                .hasMessageContaining("gone for good");
    }

    @Test
    void streamsAgainWhatWasRecorded() throws Exception {
        RecordedExchange exchange = recorded("pydantic-test-background-mode-streaming-starting-after-vcr-1-b3e2d06e");
        String id = "resp_0850765c843cca5300699cc47d93c0819089a181f5feeff8eb";
        make(id);
        world.secondAnswers(200, "text/event-stream; charset=utf-8", text(exchange));

        // Recorded before the counts were complete that the SDK of today asks for.
        OpenAIClient lenient = world.lenientClient();
        try (StreamResponse<ResponseStreamEvent> stream = lenient.responses()
                .retrieveStreaming(ResponseRetrieveParams.builder()
                        .responseId(id)
                        .startingAfter(0)
                        .build())) {
            var events = stream.stream().toList();

            assertThat(events.get(events.size() - 1).isCompleted()).isTrue();
        }
        lenient.close();
        assertThat(world.second.onlyRequest().target()).contains("starting_after=0", "stream=true");
    }

    private static String text(RecordedExchange exchange) {
        return new String(exchange.responseBody(), StandardCharsets.UTF_8);
    }

    private static RecordedExchange recorded(String id) {
        return RecordedExchanges.assumePresent().byId(id);
    }

    @Test
    void compactsAsRecorded_andPaysForIt() throws Exception {
        RecordedExchange exchange = recorded("pydantic-test-openai-responses-compact-messages-2-e287a8a6");
        world.firstAnswers(200, "application/json", text(exchange));
        String body = new String(exchange.requestBody().orElseThrow(), StandardCharsets.UTF_8)
                .replace("gpt-4o-mini", "real-compact");

        var answer = world.send("POST", "/v1/responses/compact", RestGateway.KEY, body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new String(answer.body(), StandardCharsets.UTF_8).replaceFirst(COST, ""))
                .isEqualTo(text(exchange));
        assertThat(world.first.onlyRequest().text()).isEqualTo(body);
        assertThat(world.first.onlyRequest().target()).isEqualTo("/v1/responses/compact");
        assertThat(world.record().usage().output()).isPositive();
        assertThat(world.record().cost()).isPositive();
    }

    @Test
    void hasItsTranslatedAnswersFromTheRouter() {
        world.firstAnswers(500, "application/json", "{}");
        Response made = client.responses()
                .create(ResponseCreateParams.builder()
                        .model("demo-claude-messages")
                        .input("hi there")
                        .build());

        Response again = client.responses().retrieve(made.id());

        assertThat(again.id()).isEqualTo(made.id());
        assertThat(again.output()).hasSameSizeAs(made.output());
        var items = client.responses().inputItems().list(made.id()).items();
        assertThat(items).hasSize(1);
        assertThatThrownBy(() -> client.responses().cancel(made.id())).isInstanceOf(BadRequestException.class);
        client.responses().delete(made.id());
        assertThatThrownBy(() -> client.responses().retrieve(made.id())).isInstanceOf(NotFoundException.class);
    }
}
