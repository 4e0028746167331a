package io.modelrouter.starter.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.ObjectMappers;
import com.openai.core.RequestOptions;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseReasoningItem;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseUsage;
import com.openai.models.responses.StructuredResponse;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

@DisplayName("The OpenAI SDK, on responses through the router,")
class OpenAiResponsesSdkTest {
    /** Older recordings lack members that the strict reading asks for. */
    private static final RequestOptions LENIENT =
            RequestOptions.builder().responseValidation(false).build();

    private static SdkFixture fixture;
    private static OpenAIClient client;
    private static OpenAIClient direct;

    @BeforeAll
    static void start() {
        fixture = new SdkFixture();
        client = OpenAiClients.client(fixture.gateway.url(), RunningGateway.KEY);
        direct = OpenAiClients.client(fixture.upstream.url(), RunningGateway.UPSTREAM_KEY);
    }

    @AfterAll
    static void stop() {
        client.close();
        direct.close();
        fixture.close();
    }

    /** Recordings of one answer each, not of failures inside a stream. */
    private static RecordedExchanges answers() {
        return Recordings.of(Recordings.RESPONSES)
                .successful()
                .withoutTag("response-failed")
                .where("one answer", exchange -> Recordings.occurrences(exchange, "event: response.created") < 2);
    }

    private static ResponseCreateParams params(RecordedExchange exchange) {
        try {
            String body = new String(RecordedRequests.body(exchange), StandardCharsets.UTF_8);
            return ResponseCreateParams.builder()
                    .body(ObjectMappers.jsonMapper().readValue(body, ResponseCreateParams.Body.class))
                    .build();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(exchange.id(), e);
        }
    }

    private static Response ask(OpenAIClient by, RecordedExchange exchange, RequestOptions options) {
        fixture.answers(exchange);
        return by.responses().create(params(exchange), options);
    }

    private static List<ResponseStreamEvent> stream(
            OpenAIClient by, RecordedExchange exchange, RequestOptions options) {
        fixture.answers(exchange);
        try (StreamResponse<ResponseStreamEvent> stream = by.responses().createStreaming(params(exchange), options)) {
            return stream.stream().toList();
        }
    }

    /** What the SDK reads of an exchange, streamed or not. */
    private static Response read(RecordedExchange exchange) {
        if (!exchange.stream()) {
            return ask(client, exchange, LENIENT);
        }
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        stream(client, exchange, LENIENT).forEach(accumulator::accumulate);
        return accumulator.response();
    }

    /** The whole response of an exchange as it was recorded: the answer itself, or what its last event holds. */
    private static JsonNode told(RecordedExchange exchange) {
        if (!exchange.stream()) {
            return Recordings.answer(exchange);
        }
        JsonNode last = JsonNodeFactory.instance.objectNode();
        for (JsonNode event : Recordings.events(exchange)) {
            last = event.has("response") ? event.path("response") : last;
        }
        return last;
    }

    private static List<JsonNode> items(RecordedExchange exchange, String type) {
        List<JsonNode> items = new ArrayList<>();
        for (JsonNode item : told(exchange).path("output")) {
            if (item.path("type").asString().equals(type)) {
                items.add(item);
            }
        }
        return items;
    }

    @Test
    void readsTextStatusAndUsageAsTheyWereRecordedWholeAndStreamed() {
        for (RecordedExchange exchange : answers().list()) {
            Response answer = read(exchange);

            StringBuilder text = new StringBuilder();
            for (ResponseOutputItem item : answer.output()) {
                item.message()
                        .ifPresent(message -> message.content()
                                .forEach(part -> part.outputText().ifPresent(said -> text.append(said.text()))));
            }
            StringBuilder told = new StringBuilder();
            items(exchange, "message")
                    .forEach(item -> item.path("content")
                            .forEach(part -> told.append(part.path("text").asString(""))));
            assertThat(text.toString()).as("%s", exchange).isEqualTo(told.toString());
            assertThat(answer.status().map(Object::toString).orElse("none"))
                    .as("%s", exchange)
                    .isEqualTo(told(exchange).path("status").asString("none"));
            answer.usage().ifPresent(usage -> checkUsage(usage, told(exchange).path("usage")));
        }
    }

    private static void checkUsage(ResponseUsage usage, JsonNode told) {
        assertThat(usage.inputTokens()).isEqualTo(told.path("input_tokens").asLong());
        assertThat(usage.outputTokens()).isEqualTo(told.path("output_tokens").asLong());
        assertThat(usage.inputTokensDetails().cachedTokens())
                .isEqualTo(
                        told.path("input_tokens_details").path("cached_tokens").asLong(0));
        assertThat(usage.outputTokensDetails().reasoningTokens())
                .isEqualTo(told.path("output_tokens_details")
                        .path("reasoning_tokens")
                        .asLong(0));
    }

    @Test
    void readsToolCallsWithTheirArguments() {
        for (RecordedExchange exchange : answers().tag("tool-call").list()) {
            List<List<String>> calls = new ArrayList<>();
            for (ResponseOutputItem item : read(exchange).output()) {
                if (item.isFunctionCall()) {
                    ResponseFunctionToolCall call = item.asFunctionCall();
                    calls.add(List.of(call.callId(), call.name(), call.arguments()));
                }
            }

            List<List<String>> told = items(exchange, "function_call").stream()
                    .map(call -> List.of(
                            call.path("call_id").asString(),
                            call.path("name").asString(),
                            call.path("arguments").asString()))
                    .toList();
            assertThat(calls).as("%s", exchange).isEqualTo(told);
        }
    }

    @Test
    void readsReasoningWithItsSummaryAndItsEncryptedContent() {
        int encrypted = 0;
        for (RecordedExchange exchange : answers().tag("reasoning").list()) {
            List<JsonNode> told = items(exchange, "reasoning");
            List<ResponseReasoningItem> reasoning = read(exchange).output().stream()
                    .flatMap(item -> item.reasoning().stream())
                    .toList();

            assertThat(reasoning).as("%s", exchange).hasSameSizeAs(told);
            for (int i = 0; i < told.size(); i++) {
                assertThat(reasoning.get(i).id())
                        .isEqualTo(told.get(i).path("id").asString());
                assertThat(reasoning.get(i).encryptedContent().orElse(null))
                        .as("%s", exchange)
                        .isEqualTo(told.get(i).path("encrypted_content").asString(null));
                assertThat(reasoning.get(i).summary().stream()
                                .map(ResponseReasoningItem.Summary::text)
                                .toList())
                        .as("%s", exchange)
                        .isEqualTo(told.get(i).path("summary").findValuesAsString("text"));
                encrypted += reasoning.get(i).encryptedContent().isPresent() ? 1 : 0;
            }
        }
        assertThat(encrypted).isPositive();
    }

    @Test
    void sendsImagesOnByteForByte() {
        for (RecordedExchange exchange : answers().tag("image-in").withRequest().list()) {
            List<JsonNode> images = Recordings.request(exchange).findValues("image_url");

            read(exchange);

            assertThat(Recordings.json(fixture.upstream.onlyRequest().body()).findValues("image_url"))
                    .as("%s", exchange)
                    .isEqualTo(images);
        }
        assertThat(answers().tag("image-in").tag("media-base64").list()).isNotEmpty();
    }

    @Test
    void readsAStructuredAnswerIntoTheClassThatItsSchemaCameFrom() {
        StructuredResponse<OpenAiChatSdkTest.Recipe> answer = client.responses()
                .create(ResponseCreateParams.builder()
                        .model(SdkFixture.DEMO)
                        .input("pancakes, please")
                        .text(OpenAiChatSdkTest.Recipe.class)
                        .build());

        OpenAiChatSdkTest.Recipe recipe = answer.output().stream()
                .flatMap(item -> item.message().stream())
                .flatMap(message -> message.content().stream())
                .flatMap(part -> part.outputText().stream())
                .findFirst()
                .orElseThrow();
        assertThat(recipe.title).isNotNull();
        assertThat(recipe.steps).isNotNull();
        assertThat(recipe.difficulty).isNotNull();
    }

    @Test
    void seesNoDifferenceToTheProviderItself() {
        Set<String> invalid = new TreeSet<>();
        int all = 0;
        for (RecordedExchange exchange : answers().list()) {
            Outcome there = Outcome.of(fixture, () -> outcome(direct, exchange));
            Outcome here = Outcome.of(fixture, () -> outcome(client, exchange));

            here.assertSame(exchange, there);
            all++;
            if (there.failed()) {
                invalid.add(exchange.id());
            }
        }
        System.out.printf(
                "openai-responses: %d of %d not valid for the SDK's strict reading, with and without the router%n",
                invalid.size(), all);
    }

    private static Object outcome(OpenAIClient by, RecordedExchange exchange) {
        return exchange.stream()
                ? stream(by, exchange, RequestOptions.none())
                : ask(by, exchange, RequestOptions.none());
    }

    @Test
    void worksWithItsAsynchronousClientToo() throws Exception {
        RecordedExchange one = answers().notStreamed().tag("plain-text").list().get(0);
        Response expected = ask(direct, one, LENIENT);
        fixture.answers(one);
        Response answer =
                client.async().responses().create(params(one), LENIENT).get(20, TimeUnit.SECONDS);
        assertThat(answer).isEqualTo(expected);

        RecordedExchange other = answers().streamed().tag("tool-call").list().get(0);
        List<ResponseStreamEvent> all = stream(direct, other, LENIENT);
        fixture.answers(other);
        List<ResponseStreamEvent> events = Collections.synchronizedList(new ArrayList<>());
        AsyncStreamResponse<ResponseStreamEvent> stream =
                client.async().responses().createStreaming(params(other), LENIENT);
        stream.subscribe(events::add);
        stream.onCompleteFuture().get(20, TimeUnit.SECONDS);
        assertThat(events).isEqualTo(all);
    }
}
