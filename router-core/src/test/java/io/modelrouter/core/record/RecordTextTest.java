package io.modelrouter.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("log-injection")
@DisplayName("Text of others in a record")
class RecordTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"\n", "\r", "\t", "\u0000", "\u001b", "\u007f", "\u0085", "\u2028", "\u2029", "\ud83d", "\ude80"
            })
    @DisplayName("has no control characters, line ends or halves of characters")
    void bad(String bad) {
        assertThat(RecordText.line("a" + bad + "b", 10)).isEqualTo("a\uFFFDb");
    }

    @Test
    @DisplayName("keeps everything else")
    void good() {
        String text = "gpt-4o 日本 🚀 \"' é";

        assertThat(RecordText.line(text, 100)).isEqualTo(text);
        assertThat(RecordText.lines("a\r\n\tb\u0000", 100)).isEqualTo("a\r\n\tb\uFFFD");
    }

    @Test
    @DisplayName("is cut to its length, between characters")
    void cut() {
        assertThat(RecordText.line("abcdef", 3)).isEqualTo("abc");
        assertThat(RecordText.line("ab🚀", 3)).isEqualTo("ab");
        assertThat(RecordText.line("ab🚀", 4)).isEqualTo("ab🚀");
        assertThat(RecordText.line("abc\n", 3)).isEqualTo("abc");
        assertThat(RecordText.line("", 3)).isEmpty();
    }
}
