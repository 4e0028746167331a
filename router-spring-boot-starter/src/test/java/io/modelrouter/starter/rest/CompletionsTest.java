package io.modelrouter.starter.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionChoice;
import com.openai.models.completions.CompletionCreateParams;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.wire.Dialect;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The OpenAI SDK, on completions through the router,")
class CompletionsTest {
    private static final String ANSWER =
            "{\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\","
                    + "\"choices\":[{\"text\":\" is a test.\",\"index\":0,\"logprobs\":null,\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":12}}";
    private static final String CHUNK =
            "data: {\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\","
                    + "\"choices\":[{\"text\":\"TEXT\",\"index\":0,\"logprobs\":null,\"finish_reason\":REASON}]}\n\n";
    private static final String USAGE =
            "data: {\"id\":\"cmpl-1\",\"object\":\"text_completion\",\"created\":1,\"model\":\"m\","
                    + "\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":7,\"total_tokens\":12}}\n\n";
    private static RestGateway world;
    private static OpenAIClient client;
    private static OpenAIClient lenient;

    @BeforeAll
    static void start() {
        world = new RestGateway();
        client = world.client();
        lenient = world.lenientClient();
    }

    @AfterAll
    static void stop() {
        client.close();
        lenient.close();
        world.close();
    }

    private static CompletionCreateParams.Builder asking(String model) {
        return CompletionCreateParams.builder().model(model).prompt("Say this");
    }

    @Test
    void readsTheUpstreamsOwnAnswer_andTheModelIsMapped() {
        world.firstAnswers(200, "application/json", ANSWER);

        Completion answer = client.completions().create(asking("real-mapped").build());

        assertThat(answer.choices().get(0).text()).isEqualTo(" is a test.");
        assertThat(world.first.onlyRequest().target()).isEqualTo("/v1/completions");
        assertThat(world.first.onlyRequest().text())
                .contains("\"model\":\"upstream-model-with-a-long-name\"", "\"prompt\":\"Say this\"");
        CallRecord record = world.record();
        assertThat(record.usage().input()).isEqualTo(5);
        assertThat(record.usage().output()).isEqualTo(7);
        assertThat(record.clientDialect()).isEqualTo(Dialect.OPENAI_COMPLETIONS);
        assertThat(record.cost()).isEqualTo(5_000L + 14_000L);
    }

    @Test
    void asksTheSecondChannelWhereTheFirstFails() {
        world.firstAnswers(500, "application/json", "{\"error\":{\"message\":\"down\"}}");
        world.secondAnswers(200, "application/json", ANSWER);

        Completion answer = client.completions().create(asking("real-mapped").build());

        assertThat(answer.choices().get(0).text()).isEqualTo(" is a test.");
        assertThat(world.second.onlyRequest().text()).contains("\"model\":\"other-model\"");
    }

    @Test
    void readsAStream_whoseUsageChunkIsTheRoutersWishAlone() {
        String body = CHUNK.replace("TEXT", " is").replace("REASON", "null")
                + CHUNK.replace("TEXT", " a test").replace("REASON", "\"stop\"") + USAGE + "data: [DONE]\n\n";
        world.firstAnswers(200, "text/event-stream", body);

        List<Completion> chunks;
        try (StreamResponse<Completion> stream =
                lenient.completions().createStreaming(asking("real-x").build())) {
            chunks = stream.stream().toList();
        }

        assertThat(text(chunks)).isEqualTo(" is a test");
        assertThat(chunks).hasSize(2);
        assertThat(world.first.onlyRequest().text()).contains("\"include_usage\":true");
        assertThat(world.record().usage().output()).isEqualTo(7);
    }

    @Test
    void hearsOfAStreamThatBreaksOff() {
        world.firstAnswers((request, wire) -> {
            wire.begin(200, Map.of("content-type", "text/event-stream"));
            wire.write(RestGateway.bytes(CHUNK.replace("TEXT", " is").replace("REASON", "null")));
            wire.cut();
        });

        try (StreamResponse<Completion> stream =
                lenient.completions().createStreaming(asking("real-x").build())) {
            assertThatThrownBy(() -> stream.stream().toList()).isInstanceOf(RuntimeException.class);
        }
        assertThat(world.record().error()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-chat", "openai-responses", "claude-messages", "gemini-generate"})
    void isBridgedToChats(String dialect) {
        world.firstAnswers(500, "application/json", "{}");

        Completion answer = client.completions()
                .create(asking("demo-" + dialect).maxTokens(200).build());

        CompletionChoice choice = answer.choices().get(0);
        assertThat(choice.text()).contains("Say this");
        assertThat(choice.finishReason()).isEqualTo(CompletionChoice.FinishReason.STOP);
        assertThat(answer.id()).startsWith("cmpl-");
        assertThat(answer.usage().orElseThrow().totalTokens()).isPositive();
        assertThat(world.record().channelDialect())
                .isEqualTo(Dialect.ofId(dialect).orElseThrow());
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai-chat", "openai-responses", "claude-messages", "gemini-generate"})
    void streamsWhatIsBridged_withItsUsageIfAsked(String dialect) {
        List<Completion> chunks;
        try (StreamResponse<Completion> stream = lenient.completions()
                .createStreaming(asking("demo-" + dialect)
                        .maxTokens(200)
                        .streamOptions(ChatCompletionStreamOptions.builder()
                                .includeUsage(true)
                                .build())
                        .build())) {
            chunks = stream.stream().toList();
        }

        assertThat(text(chunks)).contains("Say this");
        assertThat(chunks.get(chunks.size() - 1).usage()).isPresent();
        assertThat(chunks.get(chunks.size() - 2).choices().get(0).finishReason())
                .isEqualTo(CompletionChoice.FinishReason.STOP);
    }

    @Test
    void isToldWhatWasDropped() throws Exception {
        var answer = world.send(
                "POST",
                "/v1/completions",
                RestGateway.KEY,
                "{\"model\":\"demo-claude-messages\",\"prompt\":[\"one\"],\"echo\":3,\"logprobs\":3,\"best_of\":4}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-router-dropped").orElse("")).contains("echo", "logprobs", "best_of");
    }

    @Test
    void hasItsPromptBeforeTheCompletionWhereItWishesSo() {
        Completion whole = client.completions()
                .create(asking("demo-claude-messages").echo(true).build());
        assertThat(whole.choices().get(0).text()).startsWith("Say this").hasSizeGreaterThan(10);

        try (StreamResponse<Completion> stream = lenient.completions()
                .createStreaming(asking("demo-gemini-generate").echo(true).build())) {
            assertThat(text(stream.stream().toList())).startsWith("Say this").hasSizeGreaterThan(10);
        }
    }

    /** As OpenAI sends it; where a chunk is not the last, there is no reason yet. */
    @Test
    void isRefusedByTheSdksStrictCheckOfStreams_whichOpenAiFailsToo() {
        try (StreamResponse<Completion> stream =
                client.completions().createStreaming(asking("demo-openai-chat").build())) {
            assertThatThrownBy(() -> stream.stream().toList()).hasMessageContaining("finish");
        }
    }

    @Test
    void isRefusedWhatNoChatCanSay() {
        CompletionCreateParams several = CompletionCreateParams.builder()
                .model("demo-claude-messages")
                .promptOfArrayOfStrings(List.of("one", "two"))
                .build();
        assertThatThrownBy(() -> client.completions().create(several))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("'prompt' must be one text");
        assertThat(world.gateway.balance("saver").held()).isZero();
        assertThatThrownBy(() -> client.completions()
                        .create(asking("demo-claude-messages").suffix("end").build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("suffix");
    }

    private static String text(List<Completion> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .map(CompletionChoice::text)
                .collect(Collectors.joining());
    }
}
