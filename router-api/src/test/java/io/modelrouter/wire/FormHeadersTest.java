package io.modelrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The headers of a form's parts")
class FormHeadersTest {
    private static FormUpload open(String form) throws IOException {
        byte[] bytes = form.getBytes(StandardCharsets.UTF_8);
        return FormUpload.open(
                new ByteArrayInputStream(bytes), "multipart/form-data; boundary=B", bytes.length, 64 << 20, "model");
    }

    private static String part(String headers, String value) {
        return "--B\r\n" + headers + "\r\n\r\n" + value + "\r\n";
    }

    private static String named(String parameters) {
        return "Content-Disposition: form-data; " + parameters;
    }

    /** Quadratic work would move a hundred thousand megabytes here. */
    @Test
    @Timeout(value = 20, unit = TimeUnit.SECONDS)
    void areReadOnceHoweverManyLineBreaksTheyHave() throws IOException {
        String breaks = part("\n".repeat(16_000) + "\r\n" + named("name=\"a\""), "b");
        try (FormUpload upload = open(breaks.repeat(990) + "--B--\r\n")) {
            assertThat(upload.fields().get("a").elements()).hasSize(990);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "\\\"", "\u00e9", "; "})
    void mayHaveALongName(String piece) throws IOException {
        String name = piece.repeat(16_000 / piece.getBytes(StandardCharsets.UTF_8).length);
        try (FormUpload upload = open(part(named("name=\"" + name + "\""), "b") + "--B--\r\n")) {
            assertThat(upload.fields()).containsEntry(name, RawJson.of("b"));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {16_400, 1_000_000})
    void areRefusedWhereTheyAreTooLong(int length) {
        assertThatThrownBy(() -> open(part(named("name=\"" + "x".repeat(length) + "\""), "b") + "--B--\r\n"))
                .isInstanceOfSatisfying(
                        FormUpload.Failure.class,
                        why -> assertThat(why.reason()).isEqualTo(FormUpload.Reason.MALFORMED))
                .hasMessageContaining("16384 bytes of headers");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "name=model                       | b",
                "NAME=\"model\"                   | b",
                "x=\"; filename=y\"; name=\"model\" | b",
                "x=\"; name=y\"; name=\"model\"     | b",
                "name=\"model\"; filename=\"\"      |",
                "filename*=utf-8''a; name=model   |",
            })
    void tellANameAndAFileOutsideOfQuotesOnly(String parameters, String model) throws IOException {
        try (FormUpload upload = open(part(named(parameters), "b") + "--B--\r\n")) {
            assertThat(upload.fields().get("model")).isEqualTo(model == null ? null : RawJson.of(model));
        }
    }

    @Test
    void haveOneName() {
        for (String two : new String[] {
            named("name=\"a\"; name=\"model\""), named("name=\"a\"") + "\r\n" + named("name=\"model\"")
        }) {
            assertThatThrownBy(() -> open(part(two, "b") + "--B--\r\n"))
                    .isInstanceOf(FormUpload.Failure.class)
                    .hasMessageContaining("two names");
        }
        for (String none : new String[] {"", "x: y", "\r\n" + named("name=a")}) {
            assertThatThrownBy(() -> open("--B\r\n" + none + "\r\n\r\nb\r\n--B--\r\n"))
                    .isInstanceOf(FormUpload.Failure.class)
                    .hasMessageContaining("no name");
        }
    }
}
