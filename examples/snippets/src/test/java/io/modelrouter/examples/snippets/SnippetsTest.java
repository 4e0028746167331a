package io.modelrouter.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.CallContext;
import io.modelrouter.ModelRouter;
import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.quota.InMemoryPriceBook;
import io.modelrouter.error.QuotaExhaustedException;
import io.modelrouter.providers.http.HttpTransport;
import io.modelrouter.quota.Price;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import io.modelrouter.testkit.RecordingListener;
import io.modelrouter.wire.Dialect;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The snippets do what the pages say of them. */
@DisplayName("The documentation's snippets")
class SnippetsTest {
    private static final String ANSWER =
            "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,"
                    + "\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":1,\"total_tokens\":4}}";

    private static final OpenAiChatRequest REQUEST =
            OpenAiChatRequest.builder().model("gpt-4o").user("hello").build();

    @Test
    @DisplayName("show every view of a call")
    void views() throws IOException {
        Channel demo = Channel.builder("demo", "demo").models("*").build();
        CallContext caller = CallContext.withKey("sk-team");
        try (ModelRouter router = Embedding.router(List.of(demo), "sk-team")) {
            Embedding.execute(router, Embedding.built(), "sk-team");
            Embedding.stream(router, REQUEST, caller);
            Embedding.failures(router, REQUEST, caller);
            Embedding.explain(router, REQUEST, caller);
            Embedding.compare(router, REQUEST, caller);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            Embedding.wire(router, REQUEST.json().toBytes(), caller, out);

            assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"credits_remaining\":");
        }
    }

    @Test
    @DisplayName("show what is no chat")
    void endpoints() throws IOException {
        Channel demo = Channel.builder("demo", "demo").models("*").build();
        CallContext caller = CallContext.withKey("sk-team");
        try (ModelRouter router = Embedding.router(List.of(demo), "sk-team")) {
            assertThat(Endpoints.moderate(router, caller, "{\"model\":\"gpt-4o\",\"input\":\"hello\"}"))
                    .contains("flagged");
            assertThat(Endpoints.speak(router, caller, "{\"model\":\"gpt-4o\",\"input\":\"hello\",\"voice\":\"alloy\"}")
                            .join()
                            .body())
                    .isNotEmpty();
            assertThat(Endpoints.transcribe(
                            router,
                            caller,
                            "gpt-4o",
                            new ByteArrayInputStream("sound".getBytes(StandardCharsets.US_ASCII))))
                    .contains("text");
        }
    }

    @Test
    @DisplayName("price calls with a surcharge and add up what they cost")
    void money() {
        Price one = Price.of(new BigDecimal("100"), new BigDecimal("100"));
        SpendListener spend = new SpendListener();
        try (ModelRouter router = ModelRouterBuilder.create(
                        Channel.builder("c", "canned").models("*").build())
                .provider(new CannedClient(ANSWER.getBytes(StandardCharsets.UTF_8)))
                .prices(new MarkedUpPrices(new InMemoryPriceBook(Map.of(ModelPattern.ANY, one)), new BigDecimal("1.5")))
                .listener(spend)
                .build()) {
            router.newCall(REQUEST, CallContext.anonymous()).execute();
        }
        assertThat(spend.spentNanos("anonymous")).isEqualTo(4 * 150_000L);
        assertThat(spend.spentNanos("nobody")).isZero();
    }

    // <failover>
    @Test
    void theSecondChannelAnswersWhereTheFirstIsRateLimited() {
        FakeProvider upstream = new FakeProvider("openai", Dialect.OPENAI_CHAT)
                .on("first", FakeAnswer.json(429, "{\"error\":{\"message\":\"slow down\"}}"))
                .on("second", FakeAnswer.json(200, ANSWER));
        RecordingListener seen = new RecordingListener();

        try (ModelRouter router = ModelRouterBuilder.create(
                        Channel.builder("first", "openai")
                                .models("*")
                                .priority(1)
                                .build(),
                        Channel.builder("second", "openai").models("*").build())
                .provider(upstream)
                .listener(seen)
                .build()) {
            router.newCall(REQUEST, CallContext.anonymous()).execute();
        }

        assertThat(upstream.channelsAsked()).containsExactly("first", "second");
        assertThat(seen.record().attempts()).isEqualTo(2);
    }
    // </failover>

    @Test
    @DisplayName("refuse a call that costs more than the key has left")
    void quota() {
        Channel demo = Channel.builder("demo", "demo").models("*").build();
        OpenAiChatRequest dear = OpenAiChatRequest.builder()
                .model("gpt-4o")
                .user("hello")
                .maxCompletionTokens(10_000_000)
                .build();
        try (ModelRouter router = Embedding.router(List.of(demo), "sk-team")) {
            assertThatThrownBy(() ->
                            router.newCall(dear, CallContext.withKey("sk-team")).execute())
                    .isInstanceOf(QuotaExhaustedException.class);
        }
    }

    @Test
    @DisplayName("have a vendor client that takes a channel of its own type")
    void vendor() {
        Channel channel =
                Channel.builder("acme", "acme").apiKey("k").models("acme-*").build();
        try (AcmeClient client = new AcmeClient(new HttpTransport())) {
            client.validate(channel);
            assertThat(client.type()).isEqualTo("acme");
        }
    }
}
