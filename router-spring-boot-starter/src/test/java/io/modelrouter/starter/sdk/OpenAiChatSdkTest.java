package io.modelrouter.starter.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.core.JsonValue;
import com.openai.core.ObjectMappers;
import com.openai.core.RequestOptions;
import com.openai.core.http.AsyncStreamResponse;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.StructuredChatCompletion;
import com.openai.models.completions.CompletionUsage;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

@DisplayName("The OpenAI SDK, on chat completions through the router,")
class OpenAiChatSdkTest {
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

    /** The recorded question, as the SDK's own type. */
    private static ChatCompletionCreateParams params(RecordedExchange exchange) {
        try {
            String body = new String(RecordedRequests.body(exchange), java.nio.charset.StandardCharsets.UTF_8);
            return ChatCompletionCreateParams.builder()
                    .body(ObjectMappers.jsonMapper().readValue(body, ChatCompletionCreateParams.Body.class))
                    .build();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(exchange.id(), e);
        }
    }

    private static ChatCompletion ask(OpenAIClient by, RecordedExchange exchange) {
        fixture.answers(exchange);
        return by.chat().completions().create(params(exchange));
    }

    private static List<ChatCompletionChunk> stream(OpenAIClient by, RecordedExchange exchange) {
        fixture.answers(exchange);
        try (StreamResponse<ChatCompletionChunk> stream =
                by.chat().completions().createStreaming(params(exchange))) {
            return stream.stream().toList();
        }
    }

    private static ChatCompletion accumulated(List<ChatCompletionChunk> chunks) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        chunks.forEach(accumulator::accumulate);
        return accumulator.chatCompletion();
    }

    private static List<RecordedExchange> whole(String... tags) {
        var found = Recordings.of(Recordings.CHAT).successful().notStreamed();
        for (String tag : tags) {
            found = found.tag(tag);
        }
        return found.list();
    }

    private static List<RecordedExchange> streamed(String... tags) {
        var found = Recordings.of(Recordings.CHAT).successful().streamed();
        for (String tag : tags) {
            found = found.tag(tag);
        }
        return found.list();
    }

    @Test
    void readsTextFinishReasonAndUsageAsTheyWereRecorded() {
        for (RecordedExchange exchange : whole("plain-text")) {
            JsonNode told = Recordings.answer(exchange);

            ChatCompletion answer = ask(client, exchange);

            for (int i = 0; i < told.path("choices").size(); i++) {
                JsonNode choice = told.path("choices").path(i);
                assertThat(answer.choices().get(i).message().content().orElse(null))
                        .isEqualTo(choice.path("message").path("content").asString(null));
                assertThat(answer.choices().get(i).finishReason().asString())
                        .isEqualTo(choice.path("finish_reason").asString());
            }
            checkUsage(answer.usage().orElseThrow(), told.path("usage"));
        }
    }

    private static void checkUsage(CompletionUsage usage, JsonNode told) {
        assertThat(usage.promptTokens()).isEqualTo(told.path("prompt_tokens").asLong());
        assertThat(usage.completionTokens())
                .isEqualTo(told.path("completion_tokens").asLong());
        assertThat(usage.promptTokensDetails()
                        .flatMap(CompletionUsage.PromptTokensDetails::cachedTokens)
                        .orElse(0L))
                .isEqualTo(
                        told.path("prompt_tokens_details").path("cached_tokens").asLong(0));
        assertThat(usage.completionTokensDetails()
                        .flatMap(CompletionUsage.CompletionTokensDetails::reasoningTokens)
                        .orElse(0L))
                .isEqualTo(told.path("completion_tokens_details")
                        .path("reasoning_tokens")
                        .asLong(0));
    }

    @Test
    void readsStreamsIntoWhatTheyWouldHaveBeenWhole() {
        for (RecordedExchange exchange : streamed()) {
            List<ChatCompletionChunk> chunks = stream(client, exchange);

            StringBuilder text = new StringBuilder();
            for (JsonNode chunk : Recordings.events(exchange)) {
                for (JsonNode choice : chunk.path("choices")) {
                    if (choice.path("index").asInt() == 0) {
                        text.append(choice.path("delta").path("content").asString(""));
                    }
                }
            }
            if (isOneAnswer(chunks)) {
                assertThat(accumulated(chunks)
                                .choices()
                                .get(0)
                                .message()
                                .content()
                                .orElse(""))
                        .as("%s", exchange)
                        .isEqualTo(text.toString());
            }
            boolean asked = exchange.hasTag("include-usage");
            assertThat(chunks.stream().anyMatch(chunk -> chunk.usage().isPresent()))
                    .as("usage of %s", exchange)
                    .isEqualTo(asked);
            if (asked) {
                checkUsage(
                        chunks.stream()
                                .flatMap(chunk -> chunk.usage().stream())
                                .findFirst()
                                .orElseThrow(),
                        RecordedUsage.objects(exchange).get(0));
            }
        }
    }

    /** The SDK's accumulator takes one finish reason and at most one chunk after it. */
    private static boolean isOneAnswer(List<ChatCompletionChunk> chunks) {
        List<ChatCompletionChunk> end = chunks.stream()
                .dropWhile(chunk -> chunk.choices().stream()
                        .noneMatch(choice -> choice.finishReason().isPresent()))
                .toList();
        return end.size() <= 2
                && end.stream().skip(1).allMatch(chunk -> chunk.choices().isEmpty());
    }

    @Test
    void readsToolCallsWithTheirArgumentsWholeAndStreamed() {
        for (RecordedExchange exchange : whole("tool-call")) {
            JsonNode told = Recordings.answer(exchange)
                    .path("choices")
                    .path(0)
                    .path("message")
                    .path("tool_calls");

            assertThat(calls(ask(client, exchange))).as("%s", exchange).isEqualTo(calls(told));
        }
        for (RecordedExchange exchange : streamed("tool-call")) {
            List<List<String>> told = new ArrayList<>();
            for (JsonNode chunk : Recordings.events(exchange)) {
                for (JsonNode call : chunk.path("choices").path(0).path("delta").path("tool_calls")) {
                    int index = call.path("index").asInt();
                    if (index == told.size()) {
                        told.add(new ArrayList<>(List.of(
                                call.path("id").asString(),
                                call.path("function").path("name").asString(),
                                "")));
                    }
                    List<String> known = told.get(index);
                    known.set(
                            2,
                            known.get(2)
                                    + call.path("function").path("arguments").asString(""));
                }
            }

            assertThat(calls(accumulated(stream(client, exchange))))
                    .as("%s", exchange)
                    .isEqualTo(told);
        }
    }

    /** Id, name and arguments of each. */
    private static List<List<String>> calls(ChatCompletion answer) {
        List<List<String>> calls = new ArrayList<>();
        for (ChatCompletionMessageToolCall call :
                answer.choices().get(0).message().toolCalls().orElse(List.of())) {
            if (call.isFunction()) {
                ChatCompletionMessageFunctionToolCall.Function function =
                        call.asFunction().function();
                calls.add(List.of(call.asFunction().id(), function.name(), function.arguments()));
            } else {
                calls.add(List.of(
                        call.asCustom().id(),
                        call.asCustom().custom().name(),
                        call.asCustom().custom().input()));
            }
        }
        return calls;
    }

    private static List<List<String>> calls(JsonNode told) {
        List<List<String>> calls = new ArrayList<>();
        for (JsonNode call : told) {
            JsonNode inner = call.path(call.path("type").asString());
            String arguments =
                    inner.path(inner.has("input") ? "input" : "arguments").asString();
            calls.add(List.of(call.path("id").asString(), inner.path("name").asString(), arguments));
        }
        return calls;
    }

    @Test
    void sendsImagesOnByteForByte() {
        for (RecordedExchange exchange : whole("image-in")) {
            List<JsonNode> images = Recordings.request(exchange).findValues("image_url");

            // An early answer about an image has no finish reason, which is an error to the SDK; what was sent matters
            // here.
            Outcome outcome = Outcome.of(fixture, () -> ask(client, exchange));

            assertThat(Recordings.json(outcome.sent()).findValues("image_url"))
                    .as("%s", exchange)
                    .isNotEmpty()
                    .isEqualTo(images);
        }
        assertThat(whole("image-in", "media-base64")).isNotEmpty();
    }

    @Test
    void readsStructuredOutputAndRefusals() {
        for (RecordedExchange exchange : whole("json-schema")) {
            JsonNode told = Recordings.answer(exchange).path("choices").path(0).path("message");

            ChatCompletionMessage message =
                    ask(client, exchange).choices().get(0).message();

            assertThat(message.content().orElse(null))
                    .isEqualTo(told.path("content").asString(null));
            assertThat(message.refusal().orElse(null))
                    .isEqualTo(told.path("refusal").asString(null));
        }
        assertThat(whole("refusal")).isNotEmpty();
    }

    /** What the SDK makes a schema of, and reads the answer into. */
    public static final class Recipe {
        public String title;
        public int minutes;
        public List<String> steps;
        public Difficulty difficulty;

        public enum Difficulty {
            EASY,
            HARD
        }
    }

    @Test
    void readsAStructuredAnswerIntoTheClassThatItsSchemaCameFrom() {
        StructuredChatCompletion<Recipe> answer = client.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model(SdkFixture.DEMO)
                        .addUserMessage("pancakes, please")
                        .responseFormat(Recipe.class)
                        .build());

        Recipe recipe = answer.choices().get(0).message().content().orElseThrow();
        assertThat(recipe.title).isNotNull();
        assertThat(recipe.steps).isNotNull();
        assertThat(recipe.difficulty).isNotNull();
    }

    @Test
    void letsReasoningThatTheSdkHasNoTypeForThrough() {
        List<RecordedExchange> reasoning = RecordedExchanges.assumePresent()
                .protocol("openai-compatible")
                .api("chat")
                .tag("reasoning")
                .successful()
                .withExactRequest()
                .where(
                        "reasoning_content",
                        exchange -> Recordings.text(exchange).contains("\"reasoning_content\":\""))
                .list();
        for (RecordedExchange exchange : reasoning) {
            StringBuilder read = new StringBuilder();
            StringBuilder told = new StringBuilder();
            if (exchange.stream()) {
                for (ChatCompletionChunk chunk : lenient(exchange)) {
                    for (ChatCompletionChunk.Choice choice : chunk.choices()) {
                        read.append(reasoning(choice.delta()._additionalProperties()));
                    }
                }
                Recordings.events(exchange)
                        .forEach(chunk -> chunk.path("choices")
                                .forEach(choice -> told.append(choice.path("delta")
                                        .path("reasoning_content")
                                        .asString(""))));
            } else {
                fixture.answers(exchange);
                ChatCompletion answer = client.chat()
                        .completions()
                        .create(
                                params(exchange),
                                RequestOptions.builder()
                                        .responseValidation(false)
                                        .build());
                read.append(reasoning(answer.choices().get(0).message()._additionalProperties()));
                told.append(Recordings.answer(exchange)
                        .path("choices")
                        .path(0)
                        .path("message")
                        .path("reasoning_content")
                        .asString(""));
            }
            assertThat(read.toString()).as("%s", exchange).isNotEmpty().isEqualTo(told.toString());
        }
    }

    /** Other vendors leave members out that the SDK's strict reading asks for. */
    private static List<ChatCompletionChunk> lenient(RecordedExchange exchange) {
        fixture.answers(exchange);
        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(
                        params(exchange),
                        RequestOptions.builder().responseValidation(false).build())) {
            return stream.stream().toList();
        }
    }

    private static String reasoning(Map<String, JsonValue> more) {
        JsonValue value = more.get("reasoning_content");
        return value == null || value.isNull() ? "" : value.convert(String.class);
    }

    @Test
    void seesNoDifferenceToTheProviderItself() {
        Set<String> invalid = new TreeSet<>();
        for (RecordedExchange exchange :
                Recordings.of(Recordings.CHAT).successful().list()) {
            Outcome there = Outcome.of(fixture, () -> outcome(direct, exchange));
            Outcome here = Outcome.of(fixture, () -> outcome(client, exchange));

            here.assertSame(exchange, there);
            if (there.failed()) {
                invalid.add(exchange.id());
            }
        }
        System.out.println(
                "openai-chat: not valid for the SDK's strict reading, with and without the router: " + invalid);
    }

    private static Object outcome(OpenAIClient by, RecordedExchange exchange) {
        return exchange.stream() ? stream(by, exchange) : ask(by, exchange);
    }

    @Test
    void worksWithItsAsynchronousClientToo() throws Exception {
        RecordedExchange one = whole("plain-text").get(0);
        fixture.answers(one);
        ChatCompletion answer =
                client.async().chat().completions().create(params(one)).get(20, TimeUnit.SECONDS);
        assertThat(answer.choices().get(0).message().content().orElseThrow())
                .isEqualTo(Recordings.answer(one)
                        .path("choices")
                        .path(0)
                        .path("message")
                        .path("content")
                        .asString());

        RecordedExchange other = streamed("plain-text", "include-usage").get(0);
        List<ChatCompletionChunk> expected = stream(client, other);
        List<ChatCompletionChunk> chunks = Collections.synchronizedList(new ArrayList<>());
        AsyncStreamResponse<ChatCompletionChunk> stream =
                client.async().chat().completions().createStreaming(params(other));
        stream.subscribe(chunks::add);
        stream.onCompleteFuture().get(20, TimeUnit.SECONDS);
        assertThat(chunks).isEqualTo(expected);
    }
}
