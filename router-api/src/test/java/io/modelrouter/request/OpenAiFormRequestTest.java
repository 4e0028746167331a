package io.modelrouter.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A form that is built")
class OpenAiFormRequestTest {

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void hasItsFieldsBeforeItsFiles() throws IOException {
        try (OpenAiFormRequest request = OpenAiFormRequest.builder(Dialect.OPENAI_AUDIO, "transcriptions")
                .file("file", "talk.mp3", "audio/mpeg", bytes("sound"))
                .model("whisper-1")
                .field("language", "de")
                .build()) {
            assertThat(request.model()).isEqualTo("whisper-1");
            assertThat(request.operation()).isEqualTo("transcriptions");
            assertThat(request.get("language")).contains(RawJson.of("de"));
            String body = new String(request.body("whisper-1", Map.of()).toBytes(), StandardCharsets.UTF_8);
            String boundary = body.substring(2, body.indexOf('\r'));
            assertThat(body.replace(boundary, "B"))
                    .isEqualTo("--B\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n"
                            + "--B\r\nContent-Disposition: form-data; name=\"language\"\r\n\r\nde\r\n"
                            + "--B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"talk.mp3\"\r\n"
                            + "Content-Type: audio/mpeg\r\n\r\nsound\r\n--B--\r\n");
            assertThat(request.upload().contentType()).endsWith("boundary=" + boundary);
        }
    }

    @Test
    void mustHaveWhatItsDialectNeeds() {
        OpenAiFormRequestBuilder nameless = OpenAiFormRequest.builder(Dialect.OPENAI_AUDIO, "transcriptions")
                .file("file", "talk.mp3", "audio/mpeg", bytes("sound"));
        assertThatThrownBy(nameless::build)
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("model");
    }

    @Test
    void namesWhatItCannotTakeOfAFile() {
        OpenAiFormRequestBuilder builder = OpenAiFormRequest.builder(Dialect.OPENAI_AUDIO, "transcriptions");
        assertThatThrownBy(() -> builder.file("file", "a\"b", "audio/mpeg", bytes("")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("file name");
        assertThatThrownBy(() -> builder.file("file", "a", "audio/mpeg\r\nx: y", bytes("")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("content type");
    }

    @Test
    void takesAContentTypeWithQuotes() throws IOException {
        try (OpenAiFormRequest request = OpenAiFormRequest.builder(Dialect.OPENAI_AUDIO, "transcriptions")
                .model("whisper-1")
                .file("file", "talk.webm", "audio/webm; codecs=\"opus\"", bytes("sound"))
                .build()) {
            assertThat(new String(request.body("whisper-1", Map.of()).toBytes(), StandardCharsets.UTF_8))
                    .contains("\r\nContent-Type: audio/webm; codecs=\"opus\"\r\n\r\nsound\r\n");
        }
    }

    /** Knows whether it was closed. */
    private static final class Watched extends ByteArrayInputStream {
        private boolean closed;

        Watched(int size) {
            super(new byte[size]);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void closesItsFiles_sentOrNot() throws IOException {
        Watched first = new Watched(100_000);
        Watched second = new Watched(10);
        OpenAiFormRequest request = OpenAiFormRequest.builder(Dialect.OPENAI_IMAGES, "edits")
                .model("gpt-image-1")
                .file("image[]", "a.png", "image/png", first)
                .file("image[]", "b.png", "image/png", second)
                .build();
        assertThat(first.closed || second.closed).isFalse();

        request.withModel("gpt-image-2").close();

        assertThat(first.closed && second.closed).isTrue();
    }

    @Test
    void closesItsFiles_whereThereIsNoRequest() {
        Watched file = new Watched(100_000);
        OpenAiFormRequestBuilder builder = OpenAiFormRequest.builder(Dialect.OPENAI_IMAGES, "edits")
                .model("gpt-image-1")
                .field("n", "many")
                .file("image", "a.png", "image/png", file);

        assertThatThrownBy(builder::build).isInstanceOf(InvalidRequestException.class);

        assertThat(file.closed).isTrue();
    }
}
