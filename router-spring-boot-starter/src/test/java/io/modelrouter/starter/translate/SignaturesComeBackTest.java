package io.modelrouter.starter.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.chat.PromptBlock;
import io.modelrouter.chat.Signature;
import io.modelrouter.chat.Turn;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * A tool loop of a client of one dialect with a channel of another: what the vendor needs to know its own reasoning again
 * rides in the client's carrier, comes back, and goes to its maker alone.
 */
@DisplayName("The signatures of a recorded answer, through a client of")
class SignaturesComeBackTest {
    private static final List<Dialect> CHANNELS = Stream.concat(
                    Dialect.ofChatClients().stream(), Stream.of(Dialect.BEDROCK_CONVERSE))
            .toList();

    /** So many recorded answers are signed, by whose they are; fewer would mean that this test looks away. */
    private static int atLeast(Dialect maker, Dialect client) {
        switch (maker) {
            case OPENAI_CHAT:
                return 11;
            case OPENAI_RESPONSES:
                return 43;
            case CLAUDE_MESSAGES:
                return 15;
            case GEMINI_GENERATE:
                // Many of Gemini's signatures are of a last text, which a Claude client is not shown.
                return client == Dialect.CLAUDE_MESSAGES ? 25 : 68;
            default:
                return 10;
        }
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
    @Tag("field-22")
    void reachTheirMakerOnTheSameBlocksAndNobodyElse(Dialect client) {
        Defects defects = new Defects("signatures-by-" + client);
        Tally tally = new Tally();
        for (RecordedExchange exchange : Corpus.answersOfChannels().list()) {
            Dialect maker = Corpus.dialect(exchange);
            List<ChatEvent> events = Corpus.events(exchange);
            List<String> signed = client == Dialect.CLAUDE_MESSAGES ? signedBeforeTheEnd(events) : signed(events);
            if (maker == client || signed.isEmpty() || TranslatedAnswersTest.failed(AnswerMeaning.of(events))) {
                continue;
            }
            List<String> found = new ArrayList<>();
            for (boolean stream : streamKinds(client)) {
                try {
                    check(client, maker, events, signed, stream).forEach(found::add);
                } catch (RuntimeException | AssertionError e) {
                    found.add(TranslatedAnswersTest.brief(e));
                }
            }
            tally.count(maker + " by way of " + client, found.isEmpty() ? "all came back" : "lost");
            found.forEach(what -> defects.add(exchange.id() + " [" + maker + " by way of " + client + "] " + what));
        }
        tally.print("signatures through a client of " + client);
        defects.assertNone();
        for (Dialect maker : CHANNELS) {
            assertThat(tally.of(maker + " by way of " + client))
                    .as("signed answers of %s", maker)
                    .isGreaterThanOrEqualTo(maker == client ? 0 : atLeast(maker, client));
        }
    }

    /** The OpenAI SDK keeps of a chat stream only the members it has names for. */
    private static List<Boolean> streamKinds(Dialect client) {
        return client == Dialect.OPENAI_CHAT ? List.of(false) : List.of(false, true);
    }

    private static List<String> check(
            Dialect client, Dialect maker, List<ChatEvent> events, List<String> signed, boolean stream) {
        var context = TranslatedAnswersTest.context(client, maker, false);
        JsonNode answer = stream
                ? Sdks.streamed(client, TranslatedAnswersTest.streamed(events, client, context), false)
                : Corpus.json(Corpus.codec(client).writeBody(events, context));
        ChatRequest next =
                Corpus.codec(client).readRequest(Corpus.parse(client, NextTurn.of(client, answer)), StoredItems.NONE);
        List<String> defects = new ArrayList<>();
        String form = stream ? "streamed: " : "whole: ";
        for (Dialect channel : CHANNELS) {
            WrittenRequest written = TranslatedRequestsTest.write(next, channel);
            byte[] body = written.body().toBytes();
            if (Provenance.occursIn(RawJson.parse(body))) {
                defects.add(form + "sealed text goes to " + channel);
            }
            if (isKin(maker, channel)) {
                List<String> back = channel == Dialect.BEDROCK_CONVERSE
                        ? signedInConverse(body, maker)
                        : signed(TranslatedRequestsTest.read(maker, written, false));
                if (maker == Dialect.OPENAI_CHAT ? !hasAll(body, signed) : !back.equals(signed)) {
                    defects.add(form + "signed was " + brief(signed) + " and is " + brief(back));
                }
            } else {
                String text = TranslatedRequestsTest.text(written);
                boolean leaked = signed.stream().anyMatch(one -> text.contains(value(one)));
                if (leaked) {
                    defects.add(form + "a signature of " + maker + " goes to " + channel);
                }
                if (channel != client && written.losses().stream().noneMatch(SignaturesComeBackTest::isHint)) {
                    defects.add(form + "left out for " + channel + " without a word");
                }
            }
        }
        return defects;
    }

    /** Anthropic's signatures hold on every cloud that has its models, and the model of Bedrock is one of these here. */
    private static boolean isKin(Dialect maker, Dialect channel) {
        return maker == channel || maker == Dialect.CLAUDE_MESSAGES && channel == Dialect.BEDROCK_CONVERSE;
    }

    /** No client asks in Converse, so that nothing but the vendor reads its requests; here they are read as it would. */
    private static List<String> signedInConverse(byte[] body, Dialect maker) {
        List<String> all = new ArrayList<>();
        for (JsonNode message : Corpus.json(body).path("messages")) {
            for (JsonNode block : message.path("content")) {
                JsonNode reasoning = block.path("reasoningContent");
                String redacted = reasoning.path("redactedContent").asString("");
                // Bytes in Converse, which Claude has as a text.
                String signature = !redacted.isEmpty()
                        ? maker == Dialect.CLAUDE_MESSAGES
                                ? new String(Base64.getDecoder().decode(redacted), StandardCharsets.US_ASCII)
                                : redacted
                        : reasoning.path("reasoningText").path("signature").asString("");
                if (!signature.isEmpty()) {
                    all.add("REASONING " + signature);
                }
            }
        }
        return all;
    }

    /** Imitators have lists of details, which may be cut in another way; what is opaque in them counts. */
    private static boolean hasAll(byte[] body, List<String> signed) {
        JsonNode sent = Corpus.json(body);
        TreeSet<String> there = new TreeSet<>();
        for (String member : List.of("data", "signature")) {
            there.addAll(sent.findValuesAsString(member));
        }
        for (String one : signed) {
            JsonNode details = AnswerMeaning.arguments(value(one));
            for (String member : List.of("data", "signature")) {
                if (!there.containsAll(details.findValuesAsString(member))) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean isHint(Loss loss) {
        return loss.severity() == Loss.Severity.HINT;
    }

    private static String value(String signed) {
        return signed.substring(signed.indexOf(' ') + 1);
    }

    private static List<String> brief(List<String> all) {
        return all.stream()
                .map(one -> one.length() <= 40 ? one : one.substring(0, 40) + "(" + one.length() + ")")
                .toList();
    }

    /** A Claude client is not shown the signature of a last text, since it would stand where the answer is looked for. */
    private static List<String> signedBeforeTheEnd(List<ChatEvent> events) {
        int last = -1;
        Set<Integer> texts = new HashSet<>();
        for (ChatEvent event : events) {
            if (event instanceof ChatEvent.BlockStarted started && started.kind() == ChatEvent.BlockKind.TEXT) {
                texts.add(started.index());
            } else if (event instanceof ChatEvent.BlockStarted started) {
                last = Math.max(last, started.index());
            } else if (event instanceof ChatEvent.ToolCallStarted started) {
                last = Math.max(last, started.index());
            } else if (event instanceof ChatEvent.TextDelta delta
                    && !delta.text().isEmpty()) {
                last = Math.max(last, delta.index());
            }
        }
        int begunLast = last;
        return signed(events.stream()
                .filter(event -> !(event instanceof ChatEvent.ReasoningSigned one
                        && texts.contains(one.index())
                        && one.index() >= begunLast))
                .toList());
    }

    /** Kind of block and signature, in the order of the blocks. */
    private static List<String> signed(List<ChatEvent> events) {
        Map<Integer, String> kinds = new TreeMap<>();
        Map<Integer, String> values = new TreeMap<>();
        for (ChatEvent event : events) {
            if (event instanceof ChatEvent.BlockStarted started && started.choice() == 0) {
                kinds.put(started.index(), started.kind().name());
            } else if (event instanceof ChatEvent.ToolCallStarted started && started.choice() == 0) {
                kinds.put(started.index(), "CALL");
            } else if (event instanceof ChatEvent.ReasoningSigned one) {
                values.put(one.index(), one.signature());
            }
        }
        List<String> all = new ArrayList<>();
        values.forEach((index, value) -> {
            if (kinds.containsKey(index)) {
                all.add(kinds.get(index) + " " + value);
            }
        });
        return all;
    }

    private static List<String> signed(ChatRequest request) {
        List<String> all = new ArrayList<>();
        for (Turn turn : request.turns()) {
            for (PromptBlock block : turn.blocks()) {
                if (block instanceof PromptBlock.Reasoning one) {
                    add(all, "REASONING", one.signature());
                } else if (block instanceof PromptBlock.Text one) {
                    add(all, "TEXT", one.signature());
                } else if (block instanceof PromptBlock.ToolCall one) {
                    add(all, "CALL", one.signature());
                } else if (block instanceof PromptBlock.Media one) {
                    add(all, "MEDIA", one.signature());
                }
            }
        }
        return all;
    }

    private static void add(List<String> all, String kind, Signature signature) {
        if (signature != null) {
            all.add(kind + " " + signature.value());
        }
    }
}
