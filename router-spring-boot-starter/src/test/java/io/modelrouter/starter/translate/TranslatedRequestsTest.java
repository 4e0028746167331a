package io.modelrouter.starter.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.chat.Param;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.InvalidRequestException;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every recorded request, as it is sent on in each other dialect. */
@DisplayName("A recorded request, translated for a channel of")
class TranslatedRequestsTest {

    static WriteTarget target(Dialect dialect, boolean stream) {
        switch (dialect) {
            case CLAUDE_MESSAGES:
                return new WriteTarget("claude-sonnet-4-5", stream, "claude");
            case GEMINI_GENERATE:
                return new WriteTarget("gemini-2.5-flash", stream, "gemini");
            case BEDROCK_CONVERSE:
                return new WriteTarget("us.anthropic.claude-sonnet-4-5-20250929-v1:0", stream, "bedrock");
            default:
                return new WriteTarget("gpt-5", stream, "openai");
        }
    }

    static WrittenRequest write(ChatRequest request, Dialect dialect) {
        return Corpus.channel(dialect).writeRequest(request, target(dialect, request.stream()));
    }

    static ChatRequest read(Dialect dialect, WrittenRequest written, boolean stream) {
        RawJson body = RawJson.parse(written.body().toBytes());
        RouterRequest request =
                Corpus.parse(dialect, body, target(dialect, stream).model(), stream);
        return Corpus.codec(dialect).readRequest(request, StoredItems.NONE);
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
    @Tag("field-24")
    @Tag("field-25")
    @Tag("field-26")
    void losesNothingInSilence(Dialect channel) {
        Defects defects = new Defects("requests-for-" + channel);
        Tally tally = new Tally();
        Map<String, Integer> reasons = new TreeMap<>();
        for (RecordedExchange exchange : Corpus.requests().list()) {
            Dialect caller = Corpus.dialect(exchange);
            if (caller == channel) {
                continue;
            }
            String pair = caller + " -> " + channel;
            try {
                RouterRequest raw = Corpus.request(exchange);
                ChatRequest request = Corpus.codec(caller).readRequest(raw, StoredItems.NONE);
                WrittenRequest written = write(request, channel);
                tally.count(pair, outcome(written));
                written.losses()
                        .forEach(loss -> reasons.merge(
                                pair + " | " + loss.severity() + " | " + general(loss.field()) + " | " + loss.reason(),
                                1,
                                Integer::sum));
                check(exchange, raw, request, written, channel)
                        .forEach(defect -> defects.add(exchange.id() + " [" + pair + "] " + defect));
            } catch (InvalidRequestException e) {
                tally.count(pair, "no request");
            } catch (RouterException e) {
                tally.count(pair, "not read");
                if (e.param().isEmpty() && exchange.status() == 200) {
                    defects.add(exchange.id() + " [" + pair + "] refused without a member: " + e.getMessage());
                }
            } catch (RuntimeException | AssertionError e) {
                tally.count(pair, "failed");
                defects.add(exchange.id() + " [" + pair + "] " + TranslatedAnswersTest.brief(e));
            }
        }
        tally.print("requests for " + channel);
        Tally.note("losses of requests for " + channel, reasons);
        defects.assertNone();
    }

    static String outcome(WrittenRequest written) {
        if (!written.isUsable()) {
            return "refused";
        }
        boolean hints = written.losses().stream().anyMatch(loss -> loss.severity() == Loss.Severity.HINT);
        return written.losses().isEmpty() ? "exact" : hints ? "with hints" : "approximated";
    }

    /** Positions say nothing in a count. */
    private static String general(String field) {
        return field.replaceAll("\\.\\d+(?=\\.|$)", ".*");
    }

    private static List<String> check(
            RecordedExchange exchange,
            RouterRequest raw,
            ChatRequest request,
            WrittenRequest written,
            Dialect channel) {
        List<String> defects = new ArrayList<>();
        byte[] body = written.body().toBytes();
        if (Provenance.occursIn(RawJson.parse(body))) {
            defects.add("sealed text goes to a vendor");
        }
        for (Loss loss : written.losses()) {
            if (!Paths.exists(raw.json(), loss.field()) && !isAdded(loss)) {
                defects.add("the loss " + loss + " names no member of the caller's");
            }
        }
        if (written.isUsable()) {
            try {
                Sdks.checkRequest(channel, body);
            } catch (Exception e) {
                defects.add("the SDK could not say that: " + TranslatedAnswersTest.brief(e));
            }
            ChatRequest again = read(channel, written, request.stream());
            defects.addAll(RequestComparer.differences(request, again, channel, written.losses()));
        }
        return defects;
    }

    /** A setting that the vendor demands and the caller did not make is named by our own word. */
    private static boolean isAdded(Loss loss) {
        return loss.severity() == Loss.Severity.APPROXIMATED && loss.field().equals(Param.MAX_OUTPUT_TOKENS.label());
    }

    @Test
    void isWrittenTheSameEachTime() {
        for (RecordedExchange exchange : Corpus.requests().successful().list()) {
            for (Dialect channel : Dialect.ofChatClients()) {
                ChatRequest request;
                try {
                    request = Corpus.codec(Corpus.dialect(exchange))
                            .readRequest(Corpus.request(exchange), StoredItems.NONE);
                } catch (InvalidRequestException | RouterException e) {
                    continue; // it refers to an answer that nobody remembers
                }
                assertThat(text(write(request, channel))).as("%s", exchange).isEqualTo(text(write(request, channel)));
            }
        }
    }

    static String text(WrittenRequest written) {
        return new String(written.body().toBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }

    static String all(List<Loss> losses) {
        return losses.stream().map(Loss::toString).collect(Collectors.joining("\n"));
    }
}
