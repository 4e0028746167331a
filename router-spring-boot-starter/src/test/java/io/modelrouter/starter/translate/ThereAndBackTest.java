package io.modelrouter.starter.translate;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Loss;
import io.modelrouter.chat.Param;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.InvalidRequestException;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What another dialect can say comes back as it was: neither writer nor reader of it bends anything. */
@DisplayName("A recorded request, there and back through")
class ThereAndBackTest {

    @ParameterizedTest
    @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
    void isTheSameButForWhatWasReported(Dialect through) {
        Defects defects = new Defects("back-from-" + through);
        Tally tally = new Tally();
        for (RecordedExchange exchange : Corpus.requests().list()) {
            Dialect home = Corpus.dialect(exchange);
            ChatRequest request;
            try {
                request = Corpus.codec(home).readRequest(Corpus.request(exchange), StoredItems.NONE);
            } catch (RouterException | InvalidRequestException e) {
                continue;
            }
            String pair = home + " -> " + through + " -> " + home;
            try {
                WrittenRequest there = TranslatedRequestsTest.write(request, through);
                if (!there.isUsable()) {
                    tally.count(pair, "refused");
                    continue;
                }
                ChatRequest read = TranslatedRequestsTest.read(through, there, request.stream());
                WrittenRequest back = TranslatedRequestsTest.write(read, home);
                if (!back.isUsable()) {
                    tally.count(pair, "not back"); // a word of an imitator that the vendor's own channel has not
                    continue;
                }
                ChatRequest again = TranslatedRequestsTest.read(home, back, request.stream());
                List<String> found =
                        RequestComparer.differencesBack(request, again, through, losses(request, there, read, back));
                tally.count(pair, found.isEmpty() ? "same" : "different");
                found.forEach(difference -> defects.add(exchange.id() + " [" + pair + "] " + difference));
            } catch (RuntimeException e) {
                tally.count(pair, "failed");
                defects.add(exchange.id() + " [" + pair + "] " + TranslatedAnswersTest.brief(e));
            }
        }
        tally.print("there and back through " + through);
        defects.assertNone();
    }

    /**
     * What was lost on the way there, and the settings that were lost on the way back: an imitator's words that the vendor
     * itself has not, or thinking that must be off because the turn before it came without its signature.
     */
    private static List<Loss> losses(ChatRequest request, WrittenRequest there, ChatRequest read, WrittenRequest back) {
        List<Loss> losses = new ArrayList<>(there.losses());
        for (Loss loss : back.losses()) {
            if (loss.field().endsWith("cache_control")) {
                losses.add(loss);
            }
            for (Param<?> param : Param.all()) {
                if (read.has(param) && loss.field().equals(read.path(param))) {
                    losses.add(new Loss(request.path(param), loss.severity(), loss.reason()));
                }
            }
        }
        return losses;
    }
}
