package io.modelrouter.core.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.chat.Citation;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.Frames;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Sources that stand beside an answer")
class SourcesTest {
    private final OpenAiChatCodec codec = new OpenAiChatCodec(ErrorSettings.DEFAULT);

    private static List<Citation> citations(List<ChatEvent> events) {
        Frames.response(events);
        List<Citation> citations = new ArrayList<>();
        for (ChatEvent event : events) {
            if (event instanceof ChatEvent.CitationAdded added) {
                citations.add(added.citation());
            }
        }
        return citations;
    }

    private List<Citation> streamed(String... chunks) {
        List<WireFrame> frames = new ArrayList<>();
        for (String chunk : chunks) {
            frames.add(WireFrame.of(null, chunk.replace('\'', '"')));
        }
        return citations(Frames.events(codec.newStreamReader(), frames));
    }

    private List<Citation> whole(String answer) {
        return citations(codec.readBody(answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void areCitationsOfTheTextOnceHoweverOftenTheyAreRepeated() {
        String chunk = "{'choices':[{'index':0,'delta':{'content':'a [1]'}}],'citations':['https://a','https://b'],"
                + "'search_results':[{'title':'B','url':'https://b','snippet':'bees'}]}";

        List<Citation> citations = streamed(chunk, chunk, chunk);

        assertThat(citations).extracting(Citation::url).containsExactly("https://a", "https://b");
        assertThat(citations).extracting(Citation::title).containsExactly(null, "B");
        assertThat(citations).extracting(Citation::cited).containsExactly(null, "bees");
        assertThat(citations).extracting(Citation::start).containsOnly(-1);
    }

    @Test
    void areTheLastThatWereTold() {
        assertThat(streamed(
                        "{'choices':[{'delta':{'content':'a'}}],'citations':['https://a']}",
                        "{'choices':[{'delta':{'content':'b'}}],'citations':['https://a','https://b']}"))
                .extracting(Citation::url)
                .containsExactly("https://a", "https://b");
    }

    @Test
    void areTheResultsOfTheSearchWhereNothingElseIsTold() {
        assertThat(whole(
                        "{'choices':[{'message':{'content':'a'}}],'search_results':[{'title':'A','url':'https://a'}]}"))
                .extracting(Citation::url)
                .containsExactly("https://a");
    }

    @Test
    void areNotToldTwiceWhereTheTextHasThemAsAnnotations() {
        assertThat(whole("{'choices':[{'message':{'content':'a','annotations':[{'type':'url_citation','url_citation':"
                        + "{'url':'https://a','title':'A','start_index':0,'end_index':1}}]}}],"
                        + "'citations':['https://a','https://b']}"))
                .extracting(Citation::url)
                .containsExactly("https://a", "https://b");
    }

    @Test
    void areNoneOfAnAnswerWithoutText() {
        assertThat(whole(
                        "{'choices':[{'message':{'tool_calls':[{'id':'1','function':{'name':'f','arguments':'{}'}}]}}],"
                                + "'citations':['https://a']}"))
                .isEmpty();
    }

    @Test
    void areCitationsInTheRecordedAnswersOfPerplexity() {
        List<RecordedExchange> exchanges = RecordedExchanges.assumePresent().api("chat").list().stream()
                .filter(exchange -> exchange.vendor().equals("perplexity") && exchange.status() == 200)
                .toList();

        int cited = 0;
        for (RecordedExchange exchange : exchanges) {
            List<ChatEvent> events = exchange.sse().isPresent()
                    ? Frames.events(codec.newStreamReader(), Frames.of(exchange))
                    : codec.readBody(exchange.json().orElseThrow());
            List<Citation> citations = citations(events);
            cited += citations.isEmpty() ? 0 : 1;
            assertThat(citations).extracting(Citation::url).doesNotHaveDuplicates();
        }
        assertThat(cited).isGreaterThanOrEqualTo(3);
    }
}
