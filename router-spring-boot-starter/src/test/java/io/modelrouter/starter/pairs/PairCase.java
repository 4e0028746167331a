package io.modelrouter.starter.pairs;

import static io.modelrouter.wire.Dialect.BEDROCK_CONVERSE;
import static io.modelrouter.wire.Dialect.CLAUDE_MESSAGES;
import static io.modelrouter.wire.Dialect.GEMINI_GENERATE;
import static io.modelrouter.wire.Dialect.OPENAI_CHAT;
import static io.modelrouter.wire.Dialect.OPENAI_RESPONSES;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.Usage;
import io.modelrouter.starter.pairs.Asked.Kind;
import io.modelrouter.starter.pairs.Asked.Piece;
import io.modelrouter.starter.pairs.PlayedAnswer.Failing;
import io.modelrouter.starter.pairs.PlayedAnswer.Stop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What every pair of a client's and a channel's dialect can do. */
enum PairCase {
    TEXT {
        @Override
        void check(Pair pair, boolean stream) {
            Heard heard = pair.ask(
                    pair.asking().user("Say hello."),
                    stream,
                    PlayedAnswer.text("Hello, ", "wörld ", "\u2713 \"so\"\n."));

            assertThat(pair.asked().said()).containsExactly("user: Say hello.");
            assertThat(pair.asked().system()).isEmpty();
            assertThat(heard.text()).isEqualTo("Hello, wörld \u2713 \"so\"\n.");
            assertThat(heard.stop()).isEqualTo(pair.client().stop(Stop.DONE));
            assertThat(heard.calls()).isEmpty();
            assertThat(heard.thinking()).isEmpty();
            assertThat(heard.refusal()).isEmpty();
            assertThat(heard.dropped()).isEmpty();
        }
    },
    MULTI_TURN {
        @Override
        void check(Pair pair, boolean stream) {
            Ask ask = pair.asking()
                    .system("Be brief.")
                    .user("One?")
                    .assistant("Uno.")
                    .user("Two?");

            Heard heard = pair.ask(ask, stream, PlayedAnswer.text("D", "os."));

            assertThat(pair.asked().system()).isEqualTo("Be brief.");
            assertThat(pair.asked().said()).containsExactly("user: One?", "assistant: Uno.", "user: Two?");
            assertThat(heard.text()).isEqualTo("Dos.");
            Heard next = pair.ask(ask.answer(heard).user("Three?"), stream, PlayedAnswer.text("Tr", "es."));
            assertThat(said(pair.asked()))
                    .containsExactly("user: One?", "assistant: Uno.", "user: Two?", "assistant: Dos.", "user: Three?");
            assertThat(next.dropped()).isEmpty();
        }
    },
    TOOL_CALL {
        @Override
        void check(Pair pair, boolean stream) {
            Ask ask = pair.asking().tools().user("How is Paris?");
            PlayedAnswer.Call call = pair.call("Ab", "get_weather", "{\"location\":\"Paris \\\"é\\\"\",\"days\":2}");

            Heard heard = pair.ask(ask, stream, PlayedAnswer.calls(call));

            assertThat(pair.asked().tools()).isEqualTo(Ask.TOOLS);
            assertThat(Pair.named(heard.calls())).isEqualTo(Pair.named(List.of(call)));
            assertThat(heard.stop()).isEqualTo(pair.client().stop(Stop.TOOLS));
            assertIds(pair, heard);

            ask.answer(heard).results(new Ask.Result(heard.calls().get(0), "18 degrees"));
            Heard last = pair.ask(ask, stream, PlayedAnswer.text("It is ", "18."));

            assertThat(answered(pair.asked())).hasSize(1).containsValue("18 degrees");
            assertThat(called(pair.asked())).isEqualTo(Pair.named(List.of(call)));
            assertThat(pair.asked().said()).containsExactly("user: How is Paris?");
            assertThat(last.text()).isEqualTo("It is 18.");
            assertThat(last.stop()).isEqualTo(pair.client().stop(Stop.DONE));
            assertThat(last.dropped()).isEmpty();
        }
    },
    PARALLEL_TOOLS {
        @Override
        void check(Pair pair, boolean stream) {
            Ask ask = pair.asking().tools().user("How are Paris and Oslo, and what time is it?");
            PlayedAnswer.Call[] calls = {
                pair.call("Ab", "get_weather", "{\"location\":\"Paris\"}"),
                pair.call("Cd", "get_time", "{\"zone\":\"CET\"}"),
                pair.call("Ef", "get_weather", "{\"location\":\"Oslo\"}")
            };

            Heard heard = pair.ask(ask, stream, PlayedAnswer.calls(calls));

            assertThat(Pair.named(heard.calls())).isEqualTo(Pair.named(List.of(calls)));
            assertThat(heard.stop()).isEqualTo(pair.client().stop(Stop.TOOLS));
            assertIds(pair, heard);

            Ask.Result paris = new Ask.Result(heard.calls().get(0), "18 in Paris");
            Ask.Result time = new Ask.Result(heard.calls().get(1), "12:00");
            Ask.Result oslo = new Ask.Result(heard.calls().get(2), "3 in Oslo");
            // Without ids the order is all there is.
            boolean ids = paris.call().id() != null;
            ask.answer(heard)
                    .results(ids ? new Ask.Result[] {oslo, time, paris} : new Ask.Result[] {paris, time, oslo});
            pair.ask(ask, stream, PlayedAnswer.text("Paris, ", "by far."));

            assertThat(called(pair.asked())).isEqualTo(Pair.named(List.of(calls)));
            Map<String, String> answered = answered(pair.asked());
            assertThat(answered).hasSize(3);
            answered.forEach((arguments, result) -> assertThat(result)
                    .isEqualTo(
                            arguments.contains("Paris")
                                    ? "18 in Paris"
                                    : arguments.contains("Oslo") ? "3 in Oslo" : "12:00"));
        }
    },
    TEXT_BEFORE_TOOLS {
        @Override
        void check(Pair pair, boolean stream) {
            Ask ask = pair.asking().tools().user("How is Paris?");
            PlayedAnswer answer = new PlayedAnswer(
                    null,
                    null,
                    List.of("Let me ", "look."),
                    null,
                    List.of(pair.call("Ab", "get_weather", "{\"location\":\"Paris\"}")),
                    Stop.TOOLS,
                    PlayedAnswer.USAGE,
                    Failing.NOT);

            Heard heard = pair.ask(ask, stream, answer);

            assertThat(heard.text()).isEqualTo("Let me look.");
            assertThat(heard.stop()).isEqualTo(pair.client().stop(Stop.TOOLS));

            ask.answer(heard).results(new Ask.Result(heard.calls().get(0), "18 degrees"));
            pair.ask(ask.user("And Oslo?"), stream, PlayedAnswer.text("Bri", "ght."));

            assertThat(said(pair.asked()))
                    .containsExactly("user: How is Paris?", "assistant: Let me look.", "user: And Oslo?");
            assertThat(answered(pair.asked())).containsValue("18 degrees");
        }
    },
    IMAGE {
        @Override
        void check(Pair pair, boolean stream) {
            Heard heard =
                    pair.ask(pair.asking().image("What is it?", PIXEL), stream, PlayedAnswer.text("A ", "pixel."));

            assertThat(pair.asked().of(Kind.IMAGE)).extracting(Piece::text).containsExactly(PIXEL);
            assertThat(pair.asked().said()).containsExactly("user: What is it?");
            assertThat(heard.text()).isEqualTo("A pixel.");
            assertThat(heard.dropped()).isEmpty();
        }
    },
    PDF {
        @Override
        void check(Pair pair, boolean stream) {
            Heard heard = pair.ask(pair.asking().pdf("What is it?", PAGES), stream, PlayedAnswer.text("A ", "page."));

            assertThat(pair.asked().of(Kind.PDF)).extracting(Piece::text).containsExactly(PAGES);
            assertThat(pair.asked().said()).containsExactly("user: What is it?");
            assertThat(heard.text()).isEqualTo("A page.");
        }
    },
    STRUCTURED {
        @Override
        void check(Pair pair, boolean stream) {
            Heard heard = pair.ask(
                    pair.asking().schema().user("pancakes, please"),
                    stream,
                    PlayedAnswer.text("{\"title\":\"Pan", "cakes\",\"minutes\":20}"));

            assertThat(pair.asked().schema()).isEqualTo(Ask.RECIPE);
            assertThat(Json.read(heard.text())).isEqualTo(Json.read("{\"title\":\"Pancakes\",\"minutes\":20}"));
            assertThat(heard.stop()).isEqualTo(pair.client().stop(Stop.DONE));
        }
    },
    THINKING_IN_A_TOOL_LOOP {
        @Override
        void check(Pair pair, boolean stream) {
            Ask ask = pair.asking().tools().thinking().user("How is Paris?");
            String signature = pair.vendor().signature("of " + pair.client().dialect() + stream);
            PlayedAnswer.Call call = pair.call("Ab", "get_weather", "{\"location\":\"Paris\"}");

            Heard heard =
                    pair.ask(ask, stream, PlayedAnswer.calls(call).thinking("I should look. It is far.", signature));

            assertThinks(pair);
            assertThat(heard.thinking()).isEqualTo(shown(pair, "I should look. It is far."));
            assertThat(Pair.named(heard.calls())).isEqualTo(Pair.named(List.of(call)));

            ask.answer(heard).results(new Ask.Result(heard.calls().get(0), "18 degrees"));
            Heard next = pair.ask(ask, stream, PlayedAnswer.text("It is ", "18."));

            assertThinks(pair);
            assertThat(pair.asked().signatures()).isEqualTo(signature == null ? List.of() : List.of(signature));
            assertThat(next.dropped()).doesNotContain("signature").doesNotContain("encrypted");

            pair.ask(ask.answer(next).user("And tomorrow?"), stream, PlayedAnswer.text("It is ", "19."));
            assertThat(said(pair.asked()))
                    .containsExactly("user: How is Paris?", "assistant: It is 18.", "user: And tomorrow?");
        }
    },
    THINKING_BEFORE_TEXT {
        @Override
        void check(Pair pair, boolean stream) {
            Ask ask = pair.asking().thinking().user("What is 2+2?");
            String signature =
                    pair.vendor().signature("text of " + pair.client().dialect() + stream);

            Heard heard =
                    pair.ask(ask, stream, PlayedAnswer.text("It ", "is 4.").thinking("2+2 is 4.", signature));

            assertThinks(pair);
            assertThat(heard.thinking()).isEqualTo(shown(pair, "2+2 is 4."));
            assertThat(heard.text()).isEqualTo("It is 4.");

            pair.ask(ask.answer(heard).user("And 3+3?"), stream, PlayedAnswer.text("It ", "is 6."));

            // Gemini wants it back for calls only, and Claude's clients take the last block for the answer.
            boolean leftOut = pair.isClient(CLAUDE_MESSAGES) && pair.isVendor(GEMINI_GENERATE);
            assertThat(pair.asked().signatures())
                    .isEqualTo(signature == null || leftOut ? List.of() : List.of(signature));
            assertThat(said(pair.asked()))
                    .containsExactly("user: What is 2+2?", "assistant: It is 4.", "user: And 3+3?");
        }
    },
    STOPS_AT_THE_LENGTH {
        @Override
        void check(Pair pair, boolean stream) {
            Heard heard = pair.ask(
                    pair.asking().maxTokens(64).user("Tell a long story."),
                    stream,
                    PlayedAnswer.text("Once ", "upon").stop(Stop.LENGTH));

            assertThat(pair.asked().maxTokens()).isEqualTo(64);
            assertThat(heard.text()).isEqualTo("Once upon");
            assertThat(heard.stop()).isEqualTo(pair.client().stop(Stop.LENGTH));
        }
    },
    STOPS_BY_A_FILTER {
        @Override
        String impossible(Pair pair, boolean stream) {
            return pair.isVendor(CLAUDE_MESSAGES) ? "Claude has one word for both, 'refusal'" : null;
        }

        @Override
        void check(Pair pair, boolean stream) {
            Heard heard = pair.ask(
                    pair.asking().user("Tell a bad story."),
                    stream,
                    PlayedAnswer.text("Once ", "upon").stop(Stop.FILTER));

            assertThat(heard.text()).isEqualTo("Once upon");
            assertThat(heard.stop()).isEqualTo(pair.client().stop(Stop.FILTER));
        }
    },
    REFUSES {
        @Override
        String impossible(Pair pair, boolean stream) {
            return pair.isVendor(GEMINI_GENERATE, BEDROCK_CONVERSE)
                    ? "Gemini and Bedrock do not tell a refusal from a filter"
                    : null;
        }

        @Override
        void check(Pair pair, boolean stream) {
            boolean word = pair.isVendor(CLAUDE_MESSAGES);
            PlayedAnswer refusal = word
                    ? PlayedAnswer.text("I cannot ", "do that.").stop(Stop.REFUSAL)
                    : PlayedAnswer.refusal("I cannot do that.");

            Heard heard = pair.ask(pair.asking().user("Tell a bad story."), stream, refusal);

            assertThat(heard.text() + heard.refusal()).isEqualTo("I cannot do that.");
            if (!word && pair.isClient(OPENAI_CHAT, OPENAI_RESPONSES)) {
                assertThat(heard.refusal()).isEqualTo("I cannot do that.");
            } else {
                assertThat(heard.refusal().isEmpty()
                                && heard.stop().equals(pair.client().stop(Stop.DONE)))
                        .as("taken for an answer: %s", heard)
                        .isFalse();
            }
        }
    },
    USAGE {
        @Override
        void check(Pair pair, boolean stream) {
            Heard heard = pair.ask(pair.asking().user("Count."), stream, PlayedAnswer.text("1", "2"));

            assertThat(heard.usage()).isEqualTo(pair.client().usage(pair.told(PlayedAnswer.USAGE)));
        }
    },
    USAGE_WITH_A_CACHE_WRITE {
        @Override
        String impossible(Pair pair, boolean stream) {
            return pair.isVendor(CLAUDE_MESSAGES, BEDROCK_CONVERSE)
                    ? null
                    : "only Claude and Bedrock tell what was written to a cache";
        }

        @Override
        void check(Pair pair, boolean stream) {
            Usage usage = Usage.builder()
                    .input(20)
                    .cacheRead(30)
                    .cacheWrite(7)
                    .output(50)
                    .reasoning(12)
                    .build();

            Heard heard = pair.ask(
                    pair.asking().user("Count."),
                    stream,
                    PlayedAnswer.text("1", "2").usage(usage));

            assertThat(heard.usage()).isEqualTo(pair.client().usage(pair.told(usage)));
        }
    },
    BAD_REQUEST {
        @Override
        void check(Pair pair, boolean stream) {
            Throwable failure = fails(pair, stream, Failing.BAD_REQUEST);

            assertThat(failure).hasMessageContaining("the prompt is too long");
            assertThat(pair.vendor().asked()).hasSize(1);
        }
    },
    WRONG_KEY_OF_THE_CHANNEL {
        @Override
        void check(Pair pair, boolean stream) {
            assertThat(fails(pair, stream, Failing.WRONG_KEY)).message().doesNotContain("canary");
        }
    },
    RATE_LIMIT {
        @Override
        void check(Pair pair, boolean stream) {
            Throwable failure = fails(pair, stream, Failing.RATE_LIMIT);

            assertThat(failure).message().doesNotContain("canary");
            assertThat(pair.client().statusAndWait(failure).get(1)).isEqualTo(pair.isClient(GEMINI_GENERATE) ? -1 : 7);
        }
    },
    SERVER_ERROR {
        @Override
        void check(Pair pair, boolean stream) {
            assertThat(fails(pair, stream, Failing.SERVER)).message().doesNotContain("canary");
        }
    },
    ERROR_IN_THE_STREAM {
        @Override
        String impossible(Pair pair, boolean stream) {
            return stream ? null : "a whole answer has no events";
        }

        @Override
        void check(Pair pair, boolean stream) {
            Throwable failure = inside(pair, stream, Failing.ERROR_EVENT);

            if (!pair.isPassThrough()) {
                assertThat(failure).message().doesNotContain("canary");
            }
        }
    },
    BREAKS_OFF {
        @Override
        void check(Pair pair, boolean stream) {
            inside(pair, stream, Failing.CUT);
        }
    },
    ENDS_TOO_EARLY {
        @Override
        void check(Pair pair, boolean stream) {
            inside(pair, stream, Failing.SHORT);
        }
    };

    static final String PIXEL =
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
    static final String PAGES =
            "JVBERi0xLjQKMSAwIG9iago8PC9UeXBlL0NhdGFsb2c+PgplbmRvYmoKdHJhaWxlcgo8PC9Sb290IDEgMCBSPj4K";

    abstract void check(Pair pair, boolean stream);

    /** Why the pair cannot have the case, or null where it can. */
    String impossible(Pair pair, boolean stream) {
        return null;
    }

    private static Throwable fails(Pair pair, boolean stream, Failing failing) {
        Throwable failure = pair.fails(
                pair.asking().user("Hello?"),
                stream,
                PlayedAnswer.text("Hel", "lo.").failing(failing));
        assertThat(pair.client().statusAndWait(failure).get(0))
                .isEqualTo(pair.client().status(failing));
        return failure;
    }

    private static Throwable inside(Pair pair, boolean stream, Failing failing) {
        return pair.fails(
                pair.asking().user("Hello?"),
                stream,
                PlayedAnswer.text("Hel", "lo.").failing(failing));
    }

    private static void assertThinks(Pair pair) {
        assertThat(pair.asked().thinking())
                .as("told to think: %s", pair.asked().json())
                .isTrue();
        if (!pair.isClient(OPENAI_CHAT)) {
            assertThat(pair.asked().showsThinking())
                    .as("told to show it: %s", pair.asked().json())
                    .isTrue();
        }
    }

    /** What a client can read of a thought: Responses does not tell it unless asked. */
    private static String shown(Pair pair, String thought) {
        return pair.isVendor(OPENAI_RESPONSES) && !pair.asked().showsThinking() ? "" : thought;
    }

    private static void assertIds(Pair pair, Heard heard) {
        List<String> ids = new ArrayList<>();
        heard.calls().forEach(call -> ids.add(call.id()));
        if (pair.isClient(GEMINI_GENERATE) && ids.contains(null)) {
            assertThat(ids).containsOnlyNulls();
            return;
        }
        assertThat(new HashSet<>(ids)).hasSameSizeAs(ids);
        assertThat(ids).allMatch(id -> id.matches("[a-zA-Z0-9_-]{1,64}"));
    }

    /** What is said, without what is empty and only carries a signature. */
    private static List<String> said(Asked asked) {
        return joined(asked.of(Kind.TEXT).stream()
                .filter(piece -> !piece.text().isEmpty())
                .toList());
    }

    /** A text may come back in the pieces that it came in. */
    private static List<String> joined(List<Piece> pieces) {
        List<String> said = new ArrayList<>();
        String role = "";
        for (Piece piece : pieces) {
            if (piece.role().equals(role)) {
                said.set(said.size() - 1, said.get(said.size() - 1) + piece.text());
            } else {
                said.add(piece.role() + ": " + piece.text());
            }
            role = piece.role();
        }
        return said;
    }

    private static List<List<Object>> called(Asked asked) {
        return asked.of(Kind.CALL).stream()
                .map(call -> List.<Object>of(call.name(), Json.read(call.text())))
                .toList();
    }

    /** The result of each call, by the call's arguments. */
    static Map<String, String> answered(Asked asked) {
        Map<String, String> answered = new LinkedHashMap<>();
        List<Piece> results = new ArrayList<>(asked.of(Kind.RESULT));
        for (Piece call : asked.of(Kind.CALL)) {
            Piece result = results.stream()
                    .filter(one -> call.id() != null && one.id() != null
                            ? call.id().equals(one.id())
                            : call.name().equals(one.name()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no result of " + call + " in " + results));
            results.remove(result);
            answered.put(call.text(), plain(result.text()));
        }
        assertThat(results).isEmpty();
        return answered;
    }

    /** Gemini's results are objects. */
    private static String plain(String result) {
        if (!result.startsWith("{")) {
            return result;
        }
        JsonNode object = Json.read(result);
        assertThat(object.size()).isEqualTo(1);
        return object.properties().iterator().next().getValue().asString();
    }
}
