package io.modelrouter.core.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** One short input for each rule of a stream that is one JSON array. */
@Tag("R4.6")
class JsonArraySplitterTest {

    private static Cutting.Result split(String... reads) {
        return Cutting.reads(new JsonArraySplitter(), reads);
    }

    @Nested
    class Frames {
        @Test
        @DisplayName("are the elements, without the commas and the white space between them")
        void elements() {
            assertThat(split("[{\"a\":1}\r\n,\r\n{\"b\":[2]} , [3]]").data())
                    .containsExactly("{\"a\":1}", "{\"b\":[2]}", "[3]");
        }

        @Test
        @DisplayName("come with their last byte, before the comma")
        void atOnce() {
            JsonArraySplitter splitter = new JsonArraySplitter();
            SseSplitterTest.write(splitter, "[{\"a\":1}");
            assertThat(splitter.next()).isNotNull();
        }

        @Test
        @DisplayName("have no event name and lie in the stream's own buffer")
        void notCopied() {
            JsonArraySplitter splitter = new JsonArraySplitter();
            SseSplitterTest.write(splitter, "[{}");
            var frame = splitter.next();
            assertThat(frame.event()).isNull();
            assertThat(frame.buffer()).isSameAs(splitter.buffer());
        }

        @Test
        @DisplayName("are not ended by brackets, commas and quotes inside strings")
        void strings() {
            assertThat(split("[{\"a]},\":\"}],\\\"}]\"},\"]\\\\\",\"\\\\\\\"]\"]")
                            .data())
                    .containsExactly("{\"a]},\":\"}],\\\"}]\"}", "\"]\\\\\"", "\"\\\\\\\"]\"");
        }

        @Test
        @DisplayName("may be numbers and literals, which end before what follows them")
        void scalars() {
            assertThat(split("[1,2.5e3 ,null\n,true]").data()).containsExactly("1", "2.5e3", "null", "true");
        }

        @Test
        @DisplayName("of an empty array are none")
        void empty() {
            assertThat(split("[]").frames()).isEmpty();
            assertThat(split(" [ \n ] ").frames()).isEmpty();
            assertThat(split("").frames()).isEmpty();
        }

        @Test
        @DisplayName("a single object is one")
        void object() {
            Cutting.Result result = split("\n{\"error\":{\"code\":400}}\n");
            assertThat(result.data()).containsExactly("{\"error\":{\"code\":400}}");
            assertThat(result.tail()).isEqualTo("");
            assertThat(result.skipped()).containsExactly("\n");
        }

        @Test
        @DisplayName("are also made of what is no JSON, so that a reader refuses it")
        void garbage() {
            assertThat(split("<html> <b").data()).containsExactly("<html>");
            assertThat(split("[},{]}").data()).containsExactly("}", "{]");
            assertThat(split(",[1]").data()).containsExactly(",[1");
        }

        @Test
        @DisplayName("a second array behind the first is not read")
        void second() {
            Cutting.Result result = split("[{}][{}]");
            assertThat(result.data()).containsExactly("{}");
            assertThat(result.tail()).isEqualTo("][{}]");
        }
    }

    @Nested
    class RawRanges {
        @Test
        @DisplayName("hold what stands before their element; the closing bracket is the tail")
        void ranges() {
            Cutting.Result result =
                    Cutting.at(new JsonArraySplitter(), Cutting.bytes(" [{\"a\":1}\r\n,\r\n{\"b\":2}\r\n]\n"), false);
            assertThat(result.raws()).containsExactly(" [{\"a\":1}", "\r\n,\r\n{\"b\":2}");
            assertThat(result.tail()).isEqualTo("\r\n]\n");
        }

        @Test
        @DisplayName("white space can go on before it is known what follows, commas and brackets cannot")
        void skippable() {
            Cutting.Result result = split(" ", "[ ", "{}\n", " ", ", ", "{}", "\n", "] ");
            assertThat(result.skipped()).containsExactly(" ", "\n", " ", "\n");
            assertThat(result.raws()).containsExactly("[ {}", ", {}");
            assertThat(result.tail()).isEqualTo("] ");
        }
    }

    @Nested
    class EndOfBody {
        @Test
        @DisplayName("drops a cut element")
        void cut() {
            assertThat(split("[{\"a\":1},{\"b\":").data()).containsExactly("{\"a\":1}");
            assertThat(split("[{\"a\":1},{\"b\":").tail()).isEqualTo(",{\"b\":");
            assertThat(split("[\"abc").frames()).isEmpty();
            assertThat(split("[tru").frames()).isEmpty();
            assertThat(split("[12").frames()).isEmpty();
        }

        @Test
        @DisplayName("delivers a literal that is whole")
        void literal() {
            Cutting.Result result = split("  null");
            assertThat(result.data()).containsExactly("null");
            assertThat(result.tail()).isEmpty();
            assertThat(split("{} true").data()).containsExactly("{}", "true");
            assertThat(Cutting.at(new JsonArraySplitter(), Cutting.bytes("{} true"), false)
                            .raws())
                    .containsExactly("{}", " true");
        }
    }
}
