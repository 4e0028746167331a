package io.modelrouter.starter.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.client.AnthropicClient;
import com.anthropic.core.ObjectMappers;
import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.AsyncStreamResponse;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StructuredMessage;
import com.anthropic.models.messages.Usage;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayName("The Anthropic SDK, through the router,")
class ClaudeSdkTest {
    /** Older recordings lack members that the strict reading asks for. */
    private static final RequestOptions LENIENT =
            RequestOptions.builder().responseValidation(false).build();

    private static SdkFixture fixture;
    private static AnthropicClient client;
    private static AnthropicClient direct;

    @BeforeAll
    static void start() {
        fixture = new SdkFixture();
        client = ClaudeClients.client(fixture.gateway.url(), RunningGateway.KEY);
        direct = ClaudeClients.client(fixture.upstream.url(), RunningGateway.UPSTREAM_KEY);
    }

    @AfterAll
    static void stop() {
        client.close();
        direct.close();
        fixture.close();
    }

    /** Recordings of one message each. */
    private static RecordedExchanges answers() {
        return Recordings.of(Recordings.CLAUDE)
                .successful()
                .where("one message", exchange -> Recordings.occurrences(exchange, "event: message_start") < 2);
    }

    private static MessageCreateParams params(RecordedExchange exchange) {
        try {
            String body = new String(RecordedRequests.body(exchange), StandardCharsets.UTF_8);
            // The SDK asks for it; a few recordings have none, or it is not the vendor's own endpoint that was
            // recorded.
            String complete = body.contains("\"max_tokens\"") ? body : body.replaceFirst("\\{", "{\"max_tokens\":64,");
            return MessageCreateParams.builder()
                    .body(ObjectMappers.jsonMapper().readValue(complete, MessageCreateParams.Body.class))
                    .build();
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(exchange.id(), e);
        }
    }

    private static Message ask(AnthropicClient by, RecordedExchange exchange, RequestOptions options) {
        fixture.answers(exchange);
        return by.messages().create(params(exchange), options);
    }

    private static List<RawMessageStreamEvent> stream(
            AnthropicClient by, RecordedExchange exchange, RequestOptions options) {
        fixture.answers(exchange);
        try (StreamResponse<RawMessageStreamEvent> stream = by.messages().createStreaming(params(exchange), options)) {
            return stream.stream().toList();
        }
    }

    /** What the SDK reads of an exchange, streamed or not. */
    private static Message read(RecordedExchange exchange) {
        if (!exchange.stream()) {
            return ask(client, exchange, LENIENT);
        }
        MessageAccumulator accumulator = MessageAccumulator.create();
        stream(client, exchange, LENIENT).forEach(accumulator::accumulate);
        return accumulator.message();
    }

    @Test
    void readsTextStopReasonAndUsageAsTheyWereRecordedWholeAndStreamed() {
        for (RecordedExchange exchange : answers().list()) {
            RecordedMessage told = RecordedMessage.of(exchange);

            Message message = read(exchange);

            assertThat(message.content().stream()
                            .flatMap(block -> block.text().stream())
                            .map(text -> text.text())
                            .toList())
                    .as("%s", exchange)
                    .isEqualTo(told.texts("text", "text"));
            assertThat(message.stopReason().map(Object::toString).orElse("none"))
                    .as("%s", exchange)
                    .isEqualTo(told.stopReason());
            checkUsage(exchange, message.usage());
        }
    }

    private static void checkUsage(RecordedExchange exchange, Usage usage) {
        io.modelrouter.chat.Usage told = RecordedUsage.of(exchange);
        assertThat(List.of(
                        usage.cacheReadInputTokens().orElse(0L),
                        usage.cacheCreationInputTokens().orElse(0L),
                        usage.outputTokens()))
                .as("cache read, cache write, output of %s", exchange)
                .isEqualTo(List.of(told.cacheRead(), told.cacheWrite(), told.output()));
        // Of the two that a stream tells, the SDK takes the later one, which after a compaction is the smaller one.
        if (!exchange.stream()) {
            assertThat(usage.inputTokens()).as("%s", exchange).isEqualTo(told.input());
        }
    }

    @Test
    void readsToolCallsWithTheirArguments() {
        for (RecordedExchange exchange : answers().tag("tool-call").list()) {
            List<List<Object>> calls = new ArrayList<>();
            for (ContentBlock block : read(exchange).content()) {
                block.toolUse()
                        .ifPresent(call ->
                                calls.add(List.of(call.id(), call.name(), Recordings.json(json(call._input())))));
            }

            assertThat(calls)
                    .as("%s", exchange)
                    .isNotEmpty()
                    .isEqualTo(RecordedMessage.of(exchange).calls());
        }
    }

    private static String json(Object value) {
        try {
            return ObjectMappers.jsonMapper().writeValueAsString(value);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void readsThinkingWithItsSignatureAndRedactedThinking() {
        for (RecordedExchange exchange : answers().tag("reasoning-signature").list()) {
            RecordedMessage told = RecordedMessage.of(exchange);

            Message message = read(exchange);

            assertThat(message.content().stream()
                            .flatMap(block -> block.thinking().stream())
                            .map(thinking -> thinking.thinking())
                            .toList())
                    .as("%s", exchange)
                    .isEqualTo(told.texts("thinking", "thinking"));
            assertThat(message.content().stream()
                            .flatMap(block -> block.thinking().stream())
                            .map(thinking -> thinking.signature())
                            .toList())
                    .as("%s", exchange)
                    .isNotEmpty()
                    .isEqualTo(told.texts("thinking", "signature"));
        }
        for (RecordedExchange exchange : answers().tag("redacted-thinking").list()) {
            assertThat(read(exchange).content().stream()
                            .flatMap(block -> block.redactedThinking().stream())
                            .map(thinking -> thinking.data())
                            .toList())
                    .as("%s", exchange)
                    .isEqualTo(RecordedMessage.of(exchange).texts("redacted_thinking", "data"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"image-in", "pdf-in"})
    void sendsMediaOnByteForByte(String tag) {
        for (RecordedExchange exchange : answers().tag(tag).withRequest().list()) {
            List<JsonNode> sources = Recordings.request(exchange).findValues("source");

            read(exchange);

            assertThat(Recordings.json(fixture.upstream.onlyRequest().body()).findValues("source"))
                    .as("%s", exchange)
                    .isNotEmpty()
                    .isEqualTo(sources);
        }
        assertThat(answers().tag(tag).tag("media-base64").list()).isNotEmpty();
    }

    @Test
    void readsAStructuredAnswerIntoTheClassThatItsSchemaCameFrom() {
        StructuredMessage<OpenAiChatSdkTest.Recipe> answer = client.messages()
                .create(MessageCreateParams.builder()
                        .model(SdkFixture.DEMO)
                        .maxTokens(500)
                        .addUserMessage("pancakes, please")
                        .outputConfig(OpenAiChatSdkTest.Recipe.class)
                        .build());

        OpenAiChatSdkTest.Recipe recipe = answer.content().stream()
                .flatMap(block -> block.text().stream())
                .map(text -> text.text())
                .findFirst()
                .orElseThrow();
        assertThat(recipe.title).isNotNull();
        assertThat(recipe.steps).isNotNull();
        assertThat(recipe.difficulty).isNotNull();
    }

    @Test
    void mayAskUnderThePrefixOfItsVendorToo() {
        RecordedExchange exchange =
                answers().notStreamed().tag("plain-text").list().get(0);
        Message expected = read(exchange);

        AnthropicClient prefixed = ClaudeClients.client(fixture.gateway.url() + "/claude", RunningGateway.KEY);
        try {
            assertThat(ask(prefixed, exchange, LENIENT)).isEqualTo(expected);
        } finally {
            prefixed.close();
        }
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
                "anthropic-messages: %d of %d not valid for the SDK's strict reading, with and without the router%n",
                invalid.size(), all);
    }

    private static Object outcome(AnthropicClient by, RecordedExchange exchange) {
        return exchange.stream()
                ? stream(by, exchange, RequestOptions.none())
                : ask(by, exchange, RequestOptions.none());
    }

    @Test
    void worksWithItsAsynchronousClientToo() throws Exception {
        RecordedExchange one = answers().notStreamed().tag("plain-text").list().get(0);
        Message expected = ask(direct, one, LENIENT);
        fixture.answers(one);
        assertThat(client.async().messages().create(params(one), LENIENT).get(20, TimeUnit.SECONDS))
                .isEqualTo(expected);

        RecordedExchange other = answers().streamed().tag("tool-call").list().get(0);
        List<RawMessageStreamEvent> all = stream(direct, other, LENIENT);
        fixture.answers(other);
        List<RawMessageStreamEvent> events = Collections.synchronizedList(new ArrayList<>());
        AsyncStreamResponse<RawMessageStreamEvent> stream =
                client.async().messages().createStreaming(params(other), LENIENT);
        stream.subscribe(events::add);
        stream.onCompleteFuture().get(20, TimeUnit.SECONDS);
        assertThat(events).isEqualTo(all);
    }
}
