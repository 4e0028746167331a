package io.modelrouter.starter.translate;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.core.dialect.AnswerContext;
import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.core.dialect.StreamWriter;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every recorded answer, as the official SDKs of the other dialects read it after the translation. */
@DisplayName("A recorded answer, translated for a client of")
class TranslatedAnswersTest {

    static AnswerContext context(Dialect client, Dialect origin, boolean array) {
        ChatRequest request = Corpus.codec(client)
                .readRequest(Corpus.parse(client, RawJson.parse(Corpus.stand(client))), StoredItems.NONE);
        return new AnswerContext(
                "call-0123456789abcdef",
                null,
                Instant.ofEpochSecond(1_790_000_000L),
                origin,
                "upstream-1",
                request,
                true,
                array,
                () -> null);
    }

    static byte[] streamed(List<ChatEvent> events, Dialect client, AnswerContext context) {
        StreamWriter writer = Corpus.codec(client).newStreamWriter(context);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        events.forEach(event -> writer.write(event, out));
        return out.toByteArray();
    }

    @ParameterizedTest
    @EnumSource(value = Dialect.class, to = "GEMINI_GENERATE")
    @Tag("field-3")
    @Tag("field-16")
    void saysTheSameWholeAndStreamed(Dialect client) {
        Defects defects = new Defects("answers-for-" + client);
        Tally tally = new Tally();
        for (RecordedExchange exchange : Corpus.answersOfChannels().list()) {
            Dialect origin = Corpus.dialect(exchange);
            if (origin == client) {
                continue;
            }
            List<ChatEvent> events = Corpus.events(exchange);
            AnswerMeaning original = AnswerMeaning.of(events);
            List<String> found = new ArrayList<>();
            for (String form : forms(client)) {
                try {
                    AnswerMeaning written = written(form, client, origin, events);
                    AnswerComparer.differences(original, written, client)
                            .forEach(difference -> found.add(form + ": " + difference));
                } catch (RuntimeException | AssertionError e) {
                    if (failed(original)) {
                        continue; // an SDK that throws has understood
                    }
                    found.add(form + ": " + brief(e));
                }
            }
            tally.count(origin + " -> " + client, found.isEmpty() ? "exact" : "different");
            found.forEach(difference -> defects.add(exchange.id() + " [" + origin + "] " + difference));
        }
        tally.print("answers for " + client);
        defects.assertNone();
    }

    /** Whether the upstream failed in a way it called finished, which no dialect has a word for. */
    static boolean failed(AnswerMeaning original) {
        return original.choices().get(0).finish().contains(FinishReason.Kind.ERROR);
    }

    static List<String> forms(Dialect client) {
        return client == Dialect.GEMINI_GENERATE ? List.of("whole", "SSE", "array") : List.of("whole", "SSE");
    }

    private static AnswerMeaning written(String form, Dialect client, Dialect origin, List<ChatEvent> events) {
        AnswerContext context = context(client, origin, form.equals("array"));
        return AnswerMeaning.of(
                client,
                form.equals("whole")
                        ? Sdks.whole(client, Corpus.codec(client).writeBody(events, context))
                        : Sdks.streamed(client, streamed(events, client, context), form.equals("array")));
    }

    static String brief(Throwable error) {
        StringBuilder all = new StringBuilder();
        for (Throwable at = error; at != null; at = at.getCause()) {
            String line = at.toString().replaceAll("\\s+", " ");
            all.append(all.isEmpty() ? "" : " / ").append(line, 0, Math.min(line.length(), 300));
        }
        StackTraceElement[] trace = error.getStackTrace();
        return trace.length == 0 ? all.toString() : all + " at " + trace[0];
    }
}
