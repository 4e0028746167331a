package io.modelrouter.starter.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.InvalidRequestException;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import tools.jackson.databind.JsonNode;

/** Every recorded request of the four clients' dialects, as it is sent to Converse; judged by the AWS SDK. */
@DisplayName("A recorded request, translated for Bedrock Converse")
class ConverseRequestsTest {

    @ParameterizedTest(name = "with {0}")
    @ValueSource(
            strings = {
                "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
                "us.amazon.nova-2-lite-v1:0",
                "us.meta.llama4-maverick-17b-instruct-v1:0"
            })
    @Tag("field-24")
    @Tag("field-25")
    @Tag("field-26")
    void loses_nothing_in_silence_and_is_what_the_sdk_of_aws_would_send(String model) {
        Defects defects = new Defects("requests-for-converse");
        Tally tally = new Tally();
        int number = 0;
        for (RecordedExchange exchange : Corpus.requests().list()) {
            if (number++ % (model.contains("anthropic") ? 1 : 4) != 0) {
                continue; // the models differ in few settings, which have tests of their own
            }
            Dialect caller = Corpus.dialect(exchange);
            String pair = caller + " -> " + model;
            try {
                RouterRequest raw = Corpus.request(exchange);
                ChatRequest request = Corpus.codec(caller).readRequest(raw, StoredItems.NONE);
                WrittenRequest written = Corpus.channel(Dialect.BEDROCK_CONVERSE)
                        .writeRequest(request, new WriteTarget(model, request.stream(), "bedrock"));
                tally.count(pair, TranslatedRequestsTest.outcome(written));
                check(raw, request, written)
                        .forEach(defect -> defects.add(exchange.id() + " [" + pair + "] " + defect));
            } catch (InvalidRequestException e) {
                tally.count(pair, "no request");
            } catch (RouterException e) {
                tally.count(pair, "not read");
            } catch (RuntimeException | AssertionError | ReflectiveOperationException e) {
                tally.count(pair, "failed");
                defects.add(exchange.id() + " [" + pair + "] " + TranslatedAnswersTest.brief(e));
            }
        }
        tally.print("requests for converse");
        defects.assertNone();
    }

    private static List<String> check(RouterRequest raw, ChatRequest request, WrittenRequest written)
            throws ReflectiveOperationException {
        List<String> defects = new ArrayList<>();
        byte[] bytes = written.body().toBytes();
        if (Provenance.occursIn(RawJson.parse(bytes))) {
            defects.add("sealed text goes to a vendor");
        }
        for (Loss loss : written.losses()) {
            if (!Paths.exists(raw.json(), loss.field())) {
                defects.add("the loss " + loss + " names no member of the caller's");
            }
        }
        if (written.isUsable()) {
            JsonNode body = Corpus.json(bytes);
            defects.addAll(ConverseRules.broken(body));
            defects.addAll(missing(request, body, new LossCover(written.losses())));
            JsonNode sent = SdkConverse.sent(SdkConverse.request(bytes));
            if (!Canonical.of(floats(sent)).equals(Canonical.of(floats(body)))) {
                defects.add("the SDK would send " + sent + " and not " + body);
            }
        }
        return defects;
    }

    /** The SDK has numbers of its own members in single precision. */
    private static JsonNode floats(JsonNode body) {
        tools.jackson.databind.node.ObjectNode copy = (tools.jackson.databind.node.ObjectNode) body.deepCopy();
        if (copy.get("inferenceConfig") instanceof tools.jackson.databind.node.ObjectNode config) {
            for (String name : List.of("temperature", "topP")) {
                if (config.has(name)) {
                    config.put(name, config.path(name).floatValue());
                }
            }
        }
        return copy;
    }

    /** What the caller wrote and the body does not hold, but for what a loss accounts for. */
    private static List<String> missing(ChatRequest request, JsonNode body, LossCover cover) {
        List<String> missing = new ArrayList<>();
        String words = String.join("\n", texts(body, new ArrayList<>()));
        int media = 0;
        for (Turn turn : request.turns()) {
            for (PromptBlock block : pieces(turn.blocks())) {
                String path = block.source().path();
                if (block instanceof PromptBlock.Text text
                        && !text.text().isBlank()
                        && !words.contains(text.text().stripTrailing())) {
                    missing.add("the text at " + path);
                }
                if (block instanceof PromptBlock.Reasoning reasoning
                        && !reasoning.text().isEmpty()
                        && !words.contains(reasoning.text())
                        && cover.of(path).isEmpty()) {
                    missing.add("the reasoning at " + path);
                }
                if (block instanceof PromptBlock.Foreign && cover.of(path).isEmpty()) {
                    missing.add("the piece at " + path);
                }
                media += block instanceof PromptBlock.Media ? 1 : 0;
            }
        }
        if (count(body, List.of("image", "document", "video", "audio")) != media) {
            missing.add("media");
        }
        boolean none = body.path("toolConfig").isMissingNode();
        request.tools().forEach(tool -> {
            if (!none
                    && !words.contains(tool.name().replaceAll("[^a-zA-Z0-9_-]", "_"))
                    && cover.of(tool.source().path()).isEmpty()
                    && !cover.anyApproximated()) {
                missing.add("the tool " + tool.name());
            }
        });
        return missing;
    }

    private static List<PromptBlock> pieces(List<PromptBlock> blocks) {
        List<PromptBlock> all = new ArrayList<>();
        for (PromptBlock block : blocks) {
            all.add(block);
            if (block instanceof PromptBlock.ToolResult result) {
                all.addAll(result.content());
            }
        }
        return all;
    }

    private static List<String> texts(JsonNode node, List<String> all) {
        if (node.isString()) {
            all.add(node.stringValue());
        }
        node.values().forEach(inner -> texts(inner, all));
        return all;
    }

    private static int count(JsonNode body, List<String> names) {
        int count = 0;
        for (JsonNode message : body.path("messages")) {
            for (JsonNode block : message.path("content")) {
                count += names.stream().anyMatch(block::has) ? 1 : 0;
                for (JsonNode inner : block.path("toolResult").path("content")) {
                    count += names.stream().anyMatch(inner::has) ? 1 : 0;
                }
            }
        }
        return count;
    }

    /** What the vendor took although its own pages or its SDK say that it does not; the router keeps to the pages. */
    private static final Set<String> TAKEN_ALL_THE_SAME = Set.of(
            "openllmetry-test-guardrail-converse-0-855380d6 the roles do not take turns",
            "pydantic-test-bedrock-anthropic-message-history-starting-with-response-0-5cafa2f5 the roles do not take"
                    + " turns",
            "pydantic-test-bedrock-cache-write-and-read-0-81c873ae a blank text",
            "pydantic-test-video-url-input-1-7d3e523e .messages.0.content.1.video.format has a word that the model"
                    + " does not know");

    /** The judge is right about what the vendor itself was sent, and about what it answered. */
    @Test
    void is_judged_by_an_sdk_that_knows_the_recorded_exchanges() throws ReflectiveOperationException {
        List<String> found = new ArrayList<>();
        for (RecordedExchange exchange : RecordedExchanges.assumePresent()
                .protocol("bedrock-converse")
                .successful()
                .list()) {
            if (exchange.requestBody().isPresent()) {
                byte[] body = exchange.requestBody().orElseThrow();
                try {
                    SdkConverse.request(body);
                    ConverseRules.broken(Corpus.json(body)).forEach(one -> found.add(exchange.id() + " " + one));
                } catch (AssertionError e) {
                    found.add(exchange.id() + " " + e.getMessage());
                }
            }
            if (exchange.json().isPresent()) {
                ConverseResponse read = SdkConverse.answer(exchange.json().orElseThrow());
                AnswerMeaning meaning = AnswerMeaning.of(Corpus.events(exchange));
                assertThat(meaning.prompt() + meaning.output())
                        .isEqualTo(read.usage().totalTokens().longValue());
                assertThat(meaning.choices().get(0).calls()).hasSize((int) read.output().message().content().stream()
                        .filter(block -> block.toolUse() != null
                                && !"server_tool_use".equals(block.toolUse().typeAsString()))
                        .count());
            }
        }
        assertThat(Set.copyOf(found)).isEqualTo(TAKEN_ALL_THE_SAME);
    }
}
