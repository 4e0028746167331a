package io.modelrouter.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.core.stream.Cutting.Frame;
import io.modelrouter.wire.WireFrame;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The deviation from the HTML standard: what becomes of a pending event when the body ends. */
@Tag("R4.6")
class SseEndOfBodyTest {

    private static Cutting.Result split(String... reads) {
        return Cutting.reads(new SseSplitter(), reads);
    }

    private static Frame frame(String event, String data) {
        return new Frame(event, data);
    }

    @Test
    @DisplayName("delivers a pending event whose data is whole JSON or [DONE]")
    void delivers() {
        assertThat(split("event: e\ndata: {\"a\":1}\n").frames()).containsExactly(frame("e", "{\"a\":1}"));
        assertThat(split("data: {\"a\":1}").data()).containsExactly("{\"a\":1}");
        assertThat(split("data: {\"a\":\ndata: 1}").data()).containsExactly("{\"a\":\n1}");
        assertThat(split("data: [1] \r\n").data()).containsExactly("[1] ");
        assertThat(split("data: true").data()).containsExactly("true");
        assertThat(split("data: \"text\"").data()).containsExactly("\"text\"");
        assertThat(split("data: [DONE]").data()).containsExactly("[DONE]");
        assertThat(split("data: [DONE]\n").data()).containsExactly("[DONE]");
        assertThat(split("\uFEFFdata: {}").data()).containsExactly("{}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "data: {\"a\":1",
                "data: {\"a\":1}}",
                "data: {} {}",
                "data: [DON",
                "data: \"tex",
                "data: tru",
                "data: 12",
                "data: ",
                "data: \ndata: ",
                "data: {}\ndata: {",
                "event: e",
                "dat",
                ": {}",
                "{}",
                ""
            })
    @DisplayName("drops a pending event that may be cut")
    void drops(String input) {
        Cutting.Result result = split(input);
        assertThat(result.frames()).isEmpty();
        assertThat(result.tail()).isEqualTo(input);
    }

    @Test
    @DisplayName("has nothing to deliver behind a whole event")
    void nothing() {
        Cutting.Result result = split("data: {}\n\n");
        assertThat(result.data()).containsExactly("{}");
        assertThat(result.tail()).isEmpty();
    }

    @Test
    @DisplayName("can be asked twice")
    void twice() {
        SseSplitter splitter = new SseSplitter();
        SseSplitterTest.write(splitter, "data: {\"a\"");
        assertThat(splitter.next()).isNull();
        assertThat(splitter.last()).isNull();
        assertThat(splitter.last()).isNull();
        assertThat(splitter.pending()).isEqualTo(10);
    }

    @Test
    @DisplayName("gives the pending event once")
    void givenOnce() {
        SseSplitter splitter = new SseSplitter();
        SseSplitterTest.write(splitter, "data: {}");
        assertThat(splitter.next()).isNull();
        assertThat(splitter.last()).isNotNull();
        assertThat(splitter.last()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dat", "data", "data:", "e", "even"})
    @DisplayName("what lies in the buffer behind a cut line means nothing")
    void oldBytes(String cut) {
        for (int shift = 0; shift < 6; shift++) {
            for (String old : new String[] {"data: ", "event ", "      "}) {
                SseSplitter splitter = new SseSplitter();
                SseSplitterTest.write(splitter, ":" + "x".repeat(shift) + old.repeat(500) + "\n");
                assertThat(splitter.next()).isNull();
                splitter.takeSkippable();
                SseSplitterTest.write(splitter, "data: {}\n" + cut);
                assertThat(splitter.writePosition()).as("at the start again").isLessThan(20);
                assertThat(splitter.next()).isNull();
                WireFrame last = splitter.last();
                assertThat(last.dataText()).isEqualTo(cut.startsWith("data") ? "{}\n" : "{}");
                assertThat(last.event()).isNull();
            }
        }
    }

    @Test
    @DisplayName("covers the whole rest with the raw range of the last frame")
    void rawOfLast() {
        assertThat(split("data: 1\n\nid: 1\ndata: {}\nid").raws())
                .containsExactly("data: 1\n\n", "id: 1\ndata: {}\nid");
    }
}
