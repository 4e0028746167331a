package io.modelrouter.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelrouter.CallContext;
import io.modelrouter.ModelRouter;
import io.modelrouter.WireAnswer;
import io.modelrouter.channel.Channel;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.stream.SseSplitter;
import io.modelrouter.error.RouterException;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.event.EventGrammar;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.observe.RouterListener;
import io.modelrouter.quota.UsageSource;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each vendor answers on a channel of its own type, because some types ask for less. */
@DisplayName("A recorded exchange with an imitator")
class CompatibleCorpusTest {

    /** Thinking under any of the names that vendors have for it, not empty. */
    private static final Pattern REASONING = Pattern.compile("\"(?:reasoning_content|reasoning)\"\\s*:\\s*\"[^\"]"
            + "|\"thinking\"\\s*:\\s*\\[\\s*\\{|\"reasoning\\.(?:text|summary)\"");

    private static RecordedExchanges all() {
        return RecordedExchanges.assumePresent().protocol("openai-compatible");
    }

    private static RecordedExchanges chats() {
        return all().api("chat", "responses");
    }

    private static boolean isBroken(RecordedExchange exchange) {
        return exchange.hasTag("error-mid-stream");
    }

    static List<RecordedExchange> answered() {
        return chats().successful().withoutTag("error-mid-stream").list();
    }

    static List<RecordedExchange> refused() {
        return chats().where("refused", exchange -> exchange.status() >= 400).list();
    }

    static List<RecordedExchange> broken() {
        return chats().where("broken off", CompatibleCorpusTest::isBroken).list();
    }

    @Test
    void isLookedAtHereUnlessItEmbeds() {
        int embeddings = all().api("embeddings").list().size();
        assertThat(answered().size() + refused().size() + broken().size() + embeddings)
                .isEqualTo(all().list().size());
    }

    /** What one exchange became. */
    private record Result(byte[] asked, byte[] sent, byte[] received, CallRecord record) {}

    private static String type(RecordedExchange exchange) {
        return exchange.vendor().equals("alibaba") ? "qwen" : exchange.vendor();
    }

    private static byte[] body(RecordedExchange exchange) {
        byte[] body = exchange.requestBody().orElseGet(() -> {
            String prompt = exchange.api().equals("chat") ? "\"messages\":[]" : "\"input\":\"hi\"";
            return ("{\"model\":\"m\"," + prompt + ",\"stream\":" + exchange.stream() + "}")
                    .getBytes(StandardCharsets.UTF_8);
        });
        RawJson json = RawJson.parse(body);
        return json.get("model").isPresent()
                ? body
                : json.with("model", RawJson.of("m")).toBytes();
    }

    private static RouterRequest request(RecordedExchange exchange) {
        byte[] body = body(exchange);
        return exchange.api().equals("chat") ? OpenAiChatRequest.parse(body) : OpenAiResponsesRequest.parse(body);
    }

    /** A router with one channel of one type, whose upstream answers with whatever is put into it. */
    private static final class Street implements AutoCloseable {
        final AtomicReference<RecordedExchange> answer = new AtomicReference<>();
        final AtomicReference<CallRecord> record = new AtomicReference<>();
        final ReplayProvider upstream;
        final ModelRouter router;

        Street(String type) {
            upstream = new ReplayProvider(
                    type,
                    request -> ReplayProvider.Answer.of(
                            answer.get().status(),
                            answer.get().responseHeaders(),
                            answer.get().responseBody()));
            router = ModelRouterBuilder.create(Channel.builder("only", type)
                            .models("*")
                            .cooldown(Duration.ZERO)
                            .build())
                    .provider(upstream)
                    .listener(new RouterListener() {
                        @Override
                        public void callEnded(CallRecord ended) {
                            record.set(ended);
                        }
                    })
                    .build();
        }

        Result pass(RecordedExchange exchange, ByteArrayOutputStream received) throws IOException {
            answer.set(exchange);
            upstream.requests.clear();
            try (WireAnswer wire =
                    router.newCall(request(exchange), CallContext.anonymous()).wire()) {
                wire.writeTo(received);
            }
            byte[] sent = upstream.requests.get(0).body().toBytes();
            return new Result(body(exchange), sent, received.toByteArray(), record.get());
        }

        @Override
        public void close() {
            router.close();
        }
    }

    private static final Map<String, Street> STREETS = new HashMap<>();

    @AfterAll
    static void close() {
        STREETS.values().forEach(Street::close);
        STREETS.clear();
    }

    private static Street street(RecordedExchange exchange) {
        return STREETS.computeIfAbsent(type(exchange), Street::new);
    }

    /** Whether usage has to be asked for, which adds a member to the request and a chunk to the answer. */
    private static boolean isAsked(RecordedExchange exchange) {
        return exchange.api().equals("chat")
                && exchange.stream()
                && !exchange.hasTag("include-usage")
                && !exchange.vendor().equals("mistral");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @MethodSource("answered")
    void passesByteByByteInBothDirectionsWithTheUsageOfItsEvents(RecordedExchange exchange) throws IOException {
        Result result = street(exchange).pass(exchange, new ByteArrayOutputStream());

        StringBuilder expected = new StringBuilder();
        for (String frame : text(exchange.responseBody()).split("(?<=\n\r?\n)")) {
            boolean usageAlone = frame.contains("\"choices\":[]") && frame.contains("\"usage\":{");
            expected.append(isAsked(exchange) && usageAlone ? "" : frame);
        }
        assertThat(text(result.received)).isEqualTo(expected.toString());
        if (!isAsked(exchange)) {
            assertThat(result.sent).isEqualTo(result.asked);
        }
        assertThat(result.record.succeeded()).isTrue();
        if (result.record.source() == UsageSource.REPORTED) {
            List<ChatEvent> events = events(exchange);
            assertThat(((ChatEvent.Finished) events.get(events.size() - 1)).usage())
                    .isEqualTo(result.record.usage());
        }
    }

    @ParameterizedTest
    @MethodSource("answered")
    void isALegalSequenceOfEventsWithItsReasoning(RecordedExchange exchange) {
        EventGrammar grammar = new EventGrammar();
        StringBuilder thought = new StringBuilder();
        for (ChatEvent event : events(exchange)) {
            grammar.accept(event);
            if (event instanceof ChatEvent.ReasoningDelta delta) {
                thought.append(delta.text());
            }
        }
        assertThat(grammar.isFinished()).isTrue();
        boolean told = REASONING.matcher(text(exchange.responseBody())).find();
        if (exchange.api().equals("chat")) {
            assertThat(!thought.isEmpty()).as("reasoning in %s", exchange).isEqualTo(told);
        }
    }

    private static List<ChatEvent> events(RecordedExchange exchange) {
        Dialect dialect = request(exchange).dialect();
        var codec = ModelRouterBuilder.dialects(ErrorSettings.DEFAULT).chat(dialect);
        if (!exchange.stream()) {
            return codec.readBody(exchange.responseBody());
        }
        byte[] body = exchange.responseBody();
        SseSplitter splitter = new SseSplitter();
        splitter.ensureWritable(body.length);
        System.arraycopy(body, 0, splitter.buffer(), splitter.writePosition(), body.length);
        splitter.advance(body.length);
        List<ChatEvent> events = new ArrayList<>();
        var reader = codec.newStreamReader();
        for (WireFrame frame = splitter.next(); frame != null; frame = splitter.next()) {
            reader.read(frame, events::add);
        }
        WireFrame last = splitter.last();
        if (last != null) {
            reader.read(last, events::add);
        }
        reader.end(events::add);
        return events;
    }

    @ParameterizedTest
    @MethodSource("refused")
    void isRefusedForTheCauseThatTheVendorTells(RecordedExchange exchange) {
        Street street = street(exchange);
        RouterException failure =
                catchThrowableOfType(RouterException.class, () -> street.pass(exchange, new ByteArrayOutputStream()));

        assertThat(street.record.get().failures().get(0).status()).hasValue(exchange.status());
        // The caller's own mistake is told in the vendor's words, ours are not.
        failure.upstream().ifPresent(error -> assertThat(error.body()).isEqualTo(exchange.responseBody()));
        assertThat(failure.upstream().isPresent()).isEqualTo(exchange.status() == 400 && !isXai(exchange));
    }

    /** Which says 400 for a wrong key. */
    private static boolean isXai(RecordedExchange exchange) {
        return exchange.vendor().equals("xai");
    }

    @ParameterizedTest
    @MethodSource("broken")
    void breaksOffWhereTheVendorDid(RecordedExchange exchange) throws IOException {
        ByteArrayOutputStream received = new ByteArrayOutputStream();
        street(exchange).pass(exchange, received);

        String seen = text(received.toByteArray());
        String before = text(exchange.responseBody()).split("event: error")[0];
        assertThat(seen).startsWith(before).doesNotContain("[DONE]").contains("Tool call validation failed");
        assertThat(street(exchange).record.get().succeeded()).isFalse();
    }
}
