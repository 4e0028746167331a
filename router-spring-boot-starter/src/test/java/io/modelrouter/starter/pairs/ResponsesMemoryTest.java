package io.modelrouter.starter.pairs;

import static io.modelrouter.starter.pairs.Json.object;
import static io.modelrouter.wire.Dialect.CLAUDE_MESSAGES;
import static io.modelrouter.wire.Dialect.OPENAI_CHAT;
import static io.modelrouter.wire.Dialect.OPENAI_RESPONSES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.errors.BadRequestException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

@DisplayName("A Responses client may name an earlier answer before a channel that has no such thing:")
@Tag("clients-3")
class ResponsesMemoryTest {
    private static Street street;

    @BeforeAll
    static void open() {
        street = new Street();
    }

    @AfterAll
    static void close() {
        street.close();
    }

    private static Pair claude() {
        return street.pair(OPENAI_RESPONSES, CLAUDE_MESSAGES);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theConversationBeforeItGoesToTheChannelAgain(boolean stream) {
        Pair pair = claude();
        Heard one = pair.ask(pair.asking().stores().user("One?"), stream, PlayedAnswer.text("U", "no."));
        Heard two =
                pair.ask(pair.asking().stores().after(one.id()).user("Two?"), stream, PlayedAnswer.text("D", "os."));

        pair.ask(pair.asking().after(two.id()).user("Three?"), stream, PlayedAnswer.text("T", "res."));

        assertThat(pair.asked().said())
                .containsExactly("user: One?", "assistant: Uno.", "user: Two?", "assistant: Dos.", "user: Three?");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aToolLoopKeepsItsCallsAndItsSignature(boolean stream) {
        Pair pair = claude();
        String signature = pair.vendor().signature("remembered" + stream);
        PlayedAnswer.Call call = pair.call("Ab", "get_weather", "{\"location\":\"Paris\"}");
        Heard heard = pair.ask(
                pair.asking().stores().tools().thinking().user("How is Paris?"),
                stream,
                PlayedAnswer.calls(call).thinking("I should look.", signature));

        Ask next = pair.asking().stores().tools().thinking().after(heard.id());
        next.results(new Ask.Result(heard.calls().get(0), "18 degrees"));
        pair.ask(next, stream, PlayedAnswer.text("It is ", "18."));

        assertThat(pair.asked().signatures()).containsExactly(signature);
        assertThat(PairCase.answered(pair.asked())).containsValue("18 degrees");
        assertThat(pair.asked().thinking()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void itemsThatAreReferredToAreFound(boolean stream) {
        Pair pair = claude();
        Heard heard = pair.ask(pair.asking().stores().user("One?"), stream, PlayedAnswer.text("U", "no."));
        String item = Json.text(heard.replay().get(0), "id");

        pair.ask(pair.asking().user("One?").line(reference(item)).user("Two?"), stream, PlayedAnswer.text("D", "os."));

        assertThat(pair.asked().said()).containsExactly("user: One?", "assistant: Uno.", "user: Two?");
    }

    @Test
    void theNextTurnMayGoToAnotherVendor() {
        Pair pair = claude();
        Heard heard = pair.ask(pair.asking().stores().user("One?"), false, PlayedAnswer.text("U", "no."));
        Pair other = street.pair(OPENAI_RESPONSES, OPENAI_RESPONSES);
        Heard next =
                other.ask(other.asking().stores().after(heard.id()).user("Two?"), false, PlayedAnswer.text("D", "os."));
        assertThat(other.asked().said()).containsExactly("user: One?", "assistant: Uno.", "user: Two?");

        Pair third = street.pair(OPENAI_RESPONSES, OPENAI_CHAT);
        third.ask(third.asking().after(next.id()).user("Three?"), false, PlayedAnswer.text("T", "res."));
        assertThat(third.asked().said())
                .containsExactly("user: One?", "assistant: Uno.", "user: Two?", "assistant: Dos.", "user: Three?");
    }

    private static JsonNode reference(String id) {
        return object("type", "item_reference", "id", id);
    }

    private static void assertUnknown(SdkClient client, Ask ask, String id) {
        for (boolean stream : new boolean[] {false, true}) {
            claude().vendor().answers(PlayedAnswer.text("N", "o."));
            BadRequestException failure =
                    catchThrowableOfType(BadRequestException.class, () -> client.ask(ask, stream));
            assertThat(failure).as("streamed: %s", stream).isNotNull().hasMessageContaining(id);
            assertThat(claude().vendor().asked()).isEmpty();
        }
    }

    @Test
    void anUnknownAnswerIsABadRequestThatNamesIt() {
        Pair pair = claude();
        assertUnknown(pair.client(), pair.asking().after("resp_nobody").user("Two?"), "resp_nobody");
    }

    @Test
    void anUnknownItemIsABadRequestThatNamesIt() {
        Pair pair = claude();
        assertUnknown(pair.client(), pair.asking().line(reference("msg_nobody")).user("Two?"), "msg_nobody");
    }

    @Test
    void anAnswerThatWasNotToBeStoredIsUnknown() {
        Pair pair = claude();
        Heard heard = pair.ask(pair.asking().user("One?"), false, PlayedAnswer.text("U", "no."));

        assertUnknown(pair.client(), pair.asking().after(heard.id()).user("Two?"), heard.id());
    }

    @Test
    void anotherCallersAnswerIsUnknown() {
        Pair pair = claude();
        Heard heard = pair.ask(pair.asking().stores().user("A secret."), false, PlayedAnswer.text("P", "st."));
        String item = Json.text(heard.replay().get(0), "id");

        try (ResponsesSdk other = new ResponsesSdk(street.gateway.url(), Street.OTHER_KEY)) {
            assertUnknown(other, pair.asking().after(heard.id()).user("Tell me."), heard.id());
            assertUnknown(other, pair.asking().line(reference(item)).user("Tell me."), item);
        }
        Heard mine = pair.ask(pair.asking().after(heard.id()).user("Tell me."), false, PlayedAnswer.text("O", "k."));
        assertThat(List.of(mine.text())).containsExactly("Ok.");
    }
}
