package io.modelrouter.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.core.stream.Cutting.Frame;
import io.modelrouter.wire.WireFrame;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One short input for each rule of the HTML standard; the one deviation is in {@link SseEndOfBodyTest}. */
@Tag("R4.6")
class SseSplitterTest {

    private static Cutting.Result split(String... reads) {
        return Cutting.reads(new SseSplitter(), reads);
    }

    private static Frame frame(String event, String data) {
        return new Frame(event, data);
    }

    @Nested
    class Lines {
        @ParameterizedTest
        @ValueSource(strings = {"\n", "\r", "\r\n"})
        @DisplayName("end with LF, CR or CRLF")
        void endings(String end) {
            assertThat(split("event: e" + end + "data: 1" + end + end + "data: 2" + end + end)
                            .frames())
                    .containsExactly(frame("e", "1"), frame(null, "2"));
        }

        @Test
        @DisplayName("may end each in its own way")
        void mixedEndings() {
            assertThat(split("event: e\rdata: 1\r\ndata: 2\n\rdata: 3\n\n").frames())
                    .containsExactly(frame("e", "1\n2"), frame(null, "3"));
        }

        @Test
        @DisplayName("LF CR is two line ends")
        void lfCr() {
            assertThat(split("data: 1\n\rdata: 2\n\r").data()).containsExactly("1", "2");
        }

        @Test
        @DisplayName("a CRLF cut in two by a read is one line end")
        void cutCrLf() {
            assertThat(split("data: 1\r", "\ndata: 2\r", "\n\r", "\n").data()).containsExactly("1\n2");
        }

        @Test
        @DisplayName("a CR at the end of a read ends the event at once, without waiting for what may be a LF")
        void crEndsAtOnce() {
            SseSplitter splitter = new SseSplitter();
            write(splitter, "data: 1\r\r");
            assertThat(splitter.next()).isNotNull();
        }

        @Test
        @DisplayName("the LF of a cut CRLF behind an event is no blank line of the next and may go on at once")
        void lateLf() {
            Cutting.Result result = split("data: 1\r\n\r", "\n", "data: 2\r\n\r\n");
            assertThat(result.data()).containsExactly("1", "2");
            assertThat(result.skipped()).containsExactly("\n");
        }

        @Test
        @DisplayName("a read without bytes between CR and LF changes nothing")
        void emptyRead() {
            assertThat(split("data: 1\r", "", "\ndata: 2\r", "", "\n", "\r\n").data())
                    .containsExactly("1\n2");
        }
    }

    @Nested
    class ByteOrderMark {
        @Test
        @DisplayName("is passed over once, at the start")
        void once() {
            Cutting.Result result = split("\uFEFFdata: 1\n\n\uFEFFdata: 2\n\n");
            assertThat(result.data()).containsExactly("1");
        }

        @Test
        @DisplayName("belongs to the raw bytes of the first frame")
        void raw() {
            assertThat(split("\uFEFFdata: 1\n\n").raws()).containsExactly("\u00EF\u00BB\u00BFdata: 1\n\n");
        }

        @Test
        @DisplayName("may be cut by reads")
        void cut() {
            byte[] input = Cutting.bytes("\uFEFFdata: 1\n\n");
            assertThat(Cutting.byteByByte(new SseSplitter(), input).data()).containsExactly("1");
        }

        @Test
        @DisplayName("half of it is an unknown field")
        void half() {
            byte[] input = {(byte) 0xEF, (byte) 0xBB, '\n', 'd', 'a', 't', 'a', ':', '1', '\n', '\n'};
            assertThat(Cutting.byteByByte(new SseSplitter(), input).data()).containsExactly("1");
        }

        @Test
        @DisplayName("two of them are one mark and an unknown field")
        void two() {
            assertThat(split("\uFEFF\uFEFFdata: 1\ndata: 2\n\n").data()).containsExactly("2");
        }

        @Test
        @DisplayName("alone is no frame and no skippable line")
        void alone() {
            Cutting.Result result = split("\uFEFF");
            assertThat(result.frames()).isEmpty();
            assertThat(result.skipped()).isEmpty();
        }
    }

    @Nested
    class Fields {
        @Test
        @DisplayName("one space behind the colon is no part of the value")
        void oneSpace() {
            assertThat(split("data:1\n\ndata: 1\n\ndata:  1\n\ndata:\t1\n\n").data())
                    .containsExactly("1", "1", " 1", "\t1");
        }

        @Test
        @DisplayName("only the first colon separates")
        void colons() {
            assertThat(split("event: a:b\ndata: {\"a\":1}\n\n").frames()).containsExactly(frame("a:b", "{\"a\":1}"));
        }

        @Test
        @DisplayName("several data lines are joined with LF, whatever the lines end with")
        void joined() {
            assertThat(split("data: {\r\ndata: \"a\":\r\ndata:\r\ndata:  1}\r\n\r\n")
                            .data())
                    .containsExactly("{\n\"a\":\n\n 1}");
        }

        @Test
        @DisplayName("joined data does not leak into the next event")
        void joinedTwice() {
            assertThat(split("data: 11\ndata: 22\n\ndata: 3\ndata: 4\n\ndata: 5\n\n")
                            .data())
                    .containsExactly("11\n22", "3\n4", "5");
        }

        @Test
        @DisplayName("a data line without a colon or a value is an empty line of data")
        void emptyData() {
            // The example of the standard, section 9.2.6.
            assertThat(split("data\n\ndata\ndata\n\ndata:").data()).containsExactly("", "\n");
        }

        @Test
        @DisplayName("the last event field counts, and only for its own event")
        void event() {
            assertThat(split("event: a\nevent: b\ndata: 1\n\ndata: 2\n\n").frames())
                    .containsExactly(frame("b", "1"), frame(null, "2"));
        }

        @Test
        @DisplayName("the event field may follow the data")
        void eventBehindData() {
            assertThat(split("data: 1\nevent: a\n\n").frames()).containsExactly(frame("a", "1"));
        }

        @Test
        @DisplayName("an empty event field is none")
        void emptyEvent() {
            assertThat(split("event: a\nevent:\ndata: 1\n\nevent\ndata: 2\n\n").frames())
                    .containsExactly(frame(null, "1"), frame(null, "2"));
        }

        @Test
        @DisplayName("an event without data is none, and its name is forgotten")
        void noData() {
            assertThat(split("event: a\n\ndata: 1\n\n").frames()).containsExactly(frame(null, "1"));
        }

        @Test
        @DisplayName("id, retry and unknown fields mean nothing")
        void others() {
            assertThat(split(
                                    "id: 7\nretry: 3000\nfoo: bar\nfoo\ndata: 1\ndatax: 2\ndat: 3\ndada: 5\nevert: e\nevents: e\nDATA: 4\n\n")
                            .frames())
                    .containsExactly(frame(null, "1"));
        }

        @Test
        @DisplayName("a space before the name makes another name")
        void spaceBefore() {
            assertThat(split(" data: 1\n\ndata : 2\n\n").frames()).isEmpty();
        }

        @Test
        @DisplayName("event names that repeat are the same string")
        void names() {
            SseSplitter splitter = new SseSplitter();
            write(splitter, "event: ping\ndata: 1\n\nevent: pong\ndata: 2\n\nevent: ping\ndata: 3\n\n");
            String first = splitter.next().event();
            assertThat(splitter.next().event()).isEqualTo("pong");
            assertThat(splitter.next().event()).isSameAs(first);
        }

        @Test
        @DisplayName("any number of event names, of any length, is told rightly")
        void manyNames() {
            StringBuilder input = new StringBuilder();
            StringBuilder longName = new StringBuilder();
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 100; i++) {
                    longName.append('x');
                    input.append("event: n")
                            .append(i)
                            .append("\ndata: ")
                            .append(i)
                            .append("\n\n");
                    input.append("event: ")
                            .append(longName)
                            .append("\ndata: ")
                            .append(longName)
                            .append("\n\n");
                }
            }
            for (Frame frame : split(input.toString()).frames()) {
                assertThat(frame.event()).isEqualTo(frame.data().startsWith("x") ? frame.data() : "n" + frame.data());
            }
        }
    }

    @Nested
    class Comments {
        @Test
        @DisplayName("are no frames and no data")
        void ignored() {
            assertThat(split(": hello\n\n:\n\ndata: 1\n: data: 2\n\n").data()).containsExactly("1");
        }

        @Test
        @DisplayName("that were not taken belong to the raw bytes of the next frame")
        void raw() {
            Cutting.Result result = Cutting.at(new SseSplitter(), Cutting.bytes(": hello\n\ndata: 1\n\n"), false, 9);
            assertThat(result.raws()).containsExactly(": hello\n\ndata: 1\n\n");
        }

        @Test
        @DisplayName("can go on as soon as their line is whole")
        void skippable() {
            assertThat(split(": OPENROUTER PROCESSING\n", "\n", ": OPEN", "ROUTER\n\n", "data: 1\n\n")
                            .skipped())
                    .containsExactly(": OPENROUTER PROCESSING\n", "\n", ": OPENROUTER\n\n");
        }

        @Test
        @DisplayName("inside an event go on with it")
        void inside() {
            Cutting.Result result = split("event: a\n: hello\n", "data: 1\n: bye\n", "\n");
            assertThat(result.skipped()).isEmpty();
            assertThat(result.raws()).containsExactly("event: a\n: hello\ndata: 1\n: bye\n\n");
        }

        @Test
        @DisplayName("before a cut event can go on without it")
        void beforeCutEvent() {
            Cutting.Result result = split(": hello\n\ndata: {\"a\"", ":1}\n", "data: 2\n\n");
            assertThat(result.skipped()).containsExactly(": hello\n\n");
            assertThat(result.frames()).containsExactly(frame(null, "{\"a\":1}\n2"));
        }

        @Test
        @DisplayName("before an event of which some lines are whole can go on without it")
        void beforeBegunEvent() {
            Cutting.Result result = split(": hello\n\nevent: e\ndata: {\n", "data: }\n\n");
            assertThat(result.skipped()).containsExactly(": hello\n\n");
            assertThat(result.frames()).containsExactly(frame("e", "{\n}"));
            assertThat(split(": hello\n\ndata: {}\n", "\n").data()).containsExactly("{}");
        }

        @Test
        @DisplayName("events without data can go on when their blank line is there")
        void emptyEvents() {
            assertThat(split("retry: 3000\n", "id: 1\n", "\n", "data: 1\n\n").skipped())
                    .containsExactly("retry: 3000\nid: 1\n\n");
        }
    }

    @Nested
    class Payload {
        @Test
        @DisplayName("of one data line lies in the stream's own buffer")
        void notCopied() {
            SseSplitter splitter = new SseSplitter();
            write(splitter, "data: 1\n\n");
            WireFrame frame = splitter.next();
            assertThat(frame.buffer()).isSameAs(splitter.buffer());
            assertThat(List.of(frame.dataStart(), frame.dataEnd())).containsExactly(6, 7);
        }

        @Test
        @DisplayName("of several data lines has its own array, and the upstream's bytes stay as they came")
        void joinedCopied() {
            SseSplitter splitter = new SseSplitter();
            write(splitter, "data: 1\ndata: 2\n\n");
            assertThat(splitter.next().buffer()).isNotSameAs(splitter.buffer());
        }

        @Test
        @DisplayName("keeps every byte: split UTF-8, broken UTF-8, NUL")
        void bytes() {
            byte[] input = {'d', 'a', 't', 'a', ':', (byte) 0xF0, (byte) 0x9F, 0, (byte) 0x98, (byte) 0xFF, '\n', '\n'};
            assertThat(Cutting.byteByByte(new SseSplitter(), input).data())
                    .containsExactly("\u00F0\u009F\0\u0098\u00FF");
        }
    }

    static void write(FrameSplitter splitter, String text) {
        byte[] bytes = Cutting.bytes(text);
        splitter.ensureWritable(bytes.length);
        System.arraycopy(bytes, 0, splitter.buffer(), splitter.writePosition(), bytes.length);
        splitter.advance(bytes.length);
    }
}
