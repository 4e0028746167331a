package io.modelrouter.core.dialect.responses;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.core.dialect.StoredItems;
import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@DisplayName("What is remembered of a response")
class ResponsesConversationTest {
    private static final RawJson OLD = json("{'type':'message','id':'msg_0','role':'assistant','content':'old'}");
    private static final RawJson ANSWER =
            json("{'id':'resp_2','output':[{'type':'message','id':'msg_2','role':'assistant','content':[]}]}");
    private static final RawJson OUTPUT = json("{'type':'message','id':'msg_2','role':'assistant','content':[]}");

    private static final StoredItems STORED = new StoredItems() {
        @Override
        public Optional<List<RawJson>> conversation(String responseId) {
            return responseId.equals("resp_1") ? Optional.of(List.of(OLD)) : Optional.empty();
        }

        @Override
        public Optional<RawJson> item(String itemId) {
            return itemId.equals("msg_0") ? Optional.of(OLD) : Optional.empty();
        }
    };

    private static RawJson json(String text) {
        return RawJson.parse(text.replace('\'', '"'));
    }

    private static List<RawJson> items(String request) {
        ResponsesConversation conversation =
                ResponsesConversation.of(json(request), STORED, ANSWER).orElseThrow();
        assertThat(conversation.responseId()).isEqualTo("resp_2");
        return conversation.items();
    }

    @Test
    void aTextIsRememberedAsTheUsersMessage() {
        assertThat(items("{'model':'m','input':'Hi','instructions':'not these'}"))
                .containsExactly(json("{'type':'message','role':'user','content':'Hi'}"), OUTPUT);
    }

    @Test
    void whatWasSaidBeforeComesFirst() {
        assertThat(items("{'model':'m','previous_response_id':'resp_1','input':[{'role':'user','content':'a'}]}"))
                .containsExactly(OLD, json("{'role':'user','content':'a'}"), OUTPUT);
    }

    @Test
    @Tag("clients-3")
    void referencesAreRememberedAsWhatTheyStandFor() {
        assertThat(items("{'model':'m','input':[{'type':'item_reference','id':'msg_0'},{'id':'msg_0'},"
                        + "{'type':'reasoning','id':'msg_0'}]}"))
                .containsExactly(OLD, OLD, json("{'type':'reasoning','id':'msg_0'}"), OUTPUT);
    }

    @Test
    void nothingIsRememberedOfWhatRefersToNothing() {
        assertThat(ResponsesConversation.of(
                        json("{'model':'m','previous_response_id':'resp_9','input':'x'}"), STORED, ANSWER))
                .isEmpty();
        assertThat(ResponsesConversation.of(
                        json("{'model':'m','input':[{'type':'item_reference','id':'msg_9'}]}"), STORED, ANSWER))
                .isEmpty();
        assertThat(ResponsesConversation.of(json("{'model':'m','input':'x'}"), STORED, json("{'output':[]}")))
                .isEmpty();
    }

    @Test
    void anAnswerIsKeptUnlessTheCallerSaysNo() {
        assertThat(ResponsesConversation.isKept(json("{'model':'m'}"))).isTrue();
        assertThat(ResponsesConversation.isKept(json("{'model':'m','store':null}")))
                .isTrue();
        assertThat(ResponsesConversation.isKept(json("{'model':'m','store':false}")))
                .isFalse();
    }
}
