package io.modelrouter.starter.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.MultipartField;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.audio.AudioModel;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionStreamEvent;
import com.openai.models.audio.translations.TranslationCreateParams;
import com.openai.models.images.ImageEditParams;
import io.modelrouter.starter.sdk.LoopbackUpstream;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The OpenAI SDK, with files for the router,")
class UploadsTest {
    private static final String TOLD = "{\"text\":\"hello there\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":14,"
            + "\"input_token_details\":{\"text_tokens\":4,\"audio_tokens\":10},\"output_tokens\":45,\"total_tokens\":59}}";
    private static RestGateway world;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        world = new RestGateway(
                "model-router.limits.max-request-body",
                "1MB",
                "model-router.limits.max-upload",
                "4MB",
                "model-router.channels[0].overrides[language]",
                "de",
                "model-router.channels[0].overrides[timestamp_granularities]",
                "[\"word\"]",
                "model-router.channels[0].overrides[prompt]",
                "null");
        client = world.client();
    }

    @AfterAll
    static void stop() {
        client.close();
        world.close();
    }

    private static byte[] sound(int length) {
        byte[] sound = new byte[length];
        new Random(11).nextBytes(sound);
        return sound;
    }

    private static TranscriptionCreateParams.Builder transcribing(String model, byte[] sound) {
        return TranscriptionCreateParams.builder()
                .model(AudioModel.of(model))
                .file(MultipartField.<InputStream>builder()
                        .value(new ByteArrayInputStream(sound))
                        .filename("what is said.mp3")
                        .contentType("audio/mpeg")
                        .build());
    }

    private static void assertHolds(LoopbackUpstream.Request request, byte[] file) {
        byte[] body = request.body();
        boolean found = false;
        for (int at = 0; at + file.length <= body.length && !found; at++) {
            found = Arrays.equals(body, at, at + file.length, file, 0, file.length);
        }
        assertThat(found).as("the file's bytes").isTrue();
    }

    @Test
    void areTranscribed_underTheMappedModel_byTheSecondChannelWhereTheFirstFails() {
        world.firstAnswers(500, "application/json", "{\"error\":{\"message\":\"down\"}}");
        world.secondAnswers(200, "application/json", TOLD);
        byte[] sound = sound(2_000_000);

        var answer = client.audio()
                .transcriptions()
                .create(transcribing("real-mapped", sound).build());

        assertThat(answer.asTranscription().text()).isEqualTo("hello there");
        LoopbackUpstream.Request first = world.first.onlyRequest();
        LoopbackUpstream.Request second = world.second.onlyRequest();
        assertThat(first.target()).isEqualTo("/v1/audio/transcriptions");
        assertThat(first.header("content-type"))
                .startsWith("multipart/form-data")
                .contains("boundary");
        assertThat(first.header("content-type")).isEqualTo(second.header("content-type"));
        assertHolds(first, sound);
        assertHolds(second, sound);
        assertThat(first.text()).contains("upstream-model-with-a-long-name", "what is said.mp3");
        assertThat(second.text()).contains("other-model", "what is said.mp3");
        assertThat(world.record().usage().output()).isEqualTo(45);
        assertThat(world.record().usage().audioInput()).isEqualTo(10);
        assertThat(world.record().requestedModel()).isEqualTo("real-mapped");
    }

    @Test
    void arePaidByTheSecondWhereThatIsTold() {
        world.firstAnswers(
                200, "application/json", "{\"text\":\"hello\",\"usage\":{\"type\":\"duration\",\"seconds\":8.2}}");

        client.audio()
                .transcriptions()
                .create(transcribing("real-whisper", sound(10)).build());

        assertThat(world.record().usage().audioInput()).isEqualTo(9);
    }

    @Test
    void areToldAsAStream() {
        world.firstAnswers(
                200,
                "text/event-stream",
                "data: {\"type\":\"transcript.text.delta\",\"delta\":\"hel\"}\n\n"
                        + "data: {\"type\":\"transcript.text.done\",\"text\":\"hello\",\"usage\":{\"type\":\"tokens\","
                        + "\"input_tokens\":14,\"output_tokens\":45,\"total_tokens\":59}}\n\n");

        try (StreamResponse<TranscriptionStreamEvent> stream = client.audio()
                .transcriptions()
                .createStreaming(transcribing("real-whisper", sound(10)).build())) {
            var events = stream.stream().toList();

            assertThat(events).hasSize(2);
            assertThat(events.get(1).asTranscriptTextDone().text()).isEqualTo("hello");
        }
        assertThat(world.record().usage().output()).isEqualTo(45);
        assertThat(world.record().stream()).isTrue();
    }

    @Test
    void areTranslated() {
        world.firstAnswers(200, "application/json", "{\"text\":\"hello\"}");

        client.audio()
                .translations()
                .create(TranslationCreateParams.builder()
                        .model(AudioModel.of("real-whisper"))
                        .file(sound(10))
                        .build());

        assertThat(world.first.onlyRequest().target()).isEqualTo("/v1/audio/translations");
        assertThat(world.record().usage().output()).isPositive();
    }

    @Test
    void areTranscribedByTheDemo() {
        var answer = client.audio()
                .transcriptions()
                .create(transcribing("demo", sound(10)).build());

        assertThat(answer.asTranscription().text()).contains("demo");
    }

    @Test
    void areEdited() {
        world.firstAnswers(
                200,
                "application/json",
                "{\"created\":1,\"data\":[{\"b64_json\":\"AAAA\"}],\"usage\":{\"input_tokens\":50,\"output_tokens\":1000,"
                        + "\"total_tokens\":1050,\"input_tokens_details\":{\"text_tokens\":10,\"image_tokens\":40}}}");

        var answer = client.images()
                .edit(ImageEditParams.builder()
                        .model("gpt-image-1")
                        .prompt("a hat")
                        .image(new ByteArrayInputStream(sound(1000)))
                        .build());

        assertThat(answer.data().orElseThrow()).hasSize(1);
        assertThat(world.first.onlyRequest().target()).isEqualTo("/v1/images/edits");
        assertThat(world.record().cost()).isEqualTo(50 * 5_000L + 1000 * 40_000L);
    }

    @Test
    void hearWhatIsWrong() {
        world.firstAnswers(
                400, "application/json", "{\"error\":{\"message\":\"no sound\",\"type\":\"invalid_request_error\"}}");
        assertThatThrownBy(() -> client.audio()
                        .transcriptions()
                        .create(transcribing("real-whisper", sound(10)).build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("no sound");
        assertThatThrownBy(() -> client.audio()
                        .transcriptions()
                        .create(transcribing("nobody-has-it", sound(3_000_000)).build()))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void areRefusedWhereTheyAreNoForms_orTooLarge() throws Exception {
        var json = world.send("POST", "/v1/audio/transcriptions", RestGateway.KEY, "{\"model\":\"real-whisper\"}");
        assertThat(json.statusCode()).isEqualTo(415);

        assertThatThrownBy(() -> client.audio()
                        .transcriptions()
                        .create(transcribing("real-whisper", sound(5_000_000)).build()))
                .hasMessageContaining("413")
                .hasMessageContaining("4194304 bytes (max-upload)");
    }

    private static byte[] form(String fields, byte[] file, String behind) {
        String head = fields + "--B\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\n\r\n";
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        all.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
        all.writeBytes(file);
        all.writeBytes(("\r\n" + behind + "--B--\r\n").getBytes(StandardCharsets.US_ASCII));
        return all.toByteArray();
    }

    private static String field(String name, String value) {
        return "--B\r\ncontent-disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    /** In pieces whose sum nobody knows before. */
    private static java.net.http.HttpResponse<String> sendUntold(byte[] form) throws Exception {
        return world.http.send(
                java.net.http.HttpRequest.newBuilder(
                                java.net.URI.create(world.gateway.url() + "/v1/audio/transcriptions"))
                        .header("authorization", "Bearer " + RestGateway.KEY)
                        .header("content-type", "multipart/form-data; boundary=B")
                        .timeout(java.time.Duration.ofSeconds(20))
                        .POST(java.net.http.HttpRequest.BodyPublishers.ofInputStream(
                                () -> new ByteArrayInputStream(form)))
                        .build(),
                java.net.http.HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void areRefusedWhereTheyTurnOutTooLarge_andNoChannelIsBlamed() throws Exception {
        world.firstAnswers((request, wire) -> {
            throw new java.io.IOException("a request that was whole");
        });

        var answer = sendUntold(form(field("model", "real-whisper"), sound(5_000_000), ""));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("\"error\"", "request_too_large", "max-upload");
        assertThat(world.record().failures()).isEmpty();
    }

    @Test
    void areRefusedWhereTheyAreNoFormsBehindTheirFile() throws Exception {
        world.firstAnswers((request, wire) -> {
            throw new java.io.IOException("a request that was whole");
        });

        var answer = sendUntold(form(field("model", "real-whisper"), sound(500_000), "--B\r\nx: y\r\n\r\nno name\r\n"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("invalid_request_error", "no name");
    }

    @Test
    void haveTheChannelsOverridesAmongTheirFields_whereverTheCallersStand() throws Exception {
        world.firstAnswers(200, "application/json", TOLD);
        byte[] sound = sound(900_000);

        var answer = sendUntold(form(
                field("language", "fr") + field("prompt", "hello") + field("model", "real-mapped"),
                sound,
                field("timestamp_granularities[]", "segment") + field("temperature", "0")));

        assertThat(answer.statusCode()).isEqualTo(200);
        LoopbackUpstream.Request seen = world.first.onlyRequest();
        assertHolds(seen, sound);
        assertThat(seen.text())
                .contains(field("language", "de"), field("temperature", "0"))
                .contains("name=\"timestamp_granularities[]\"\r\n\r\nword\r\n")
                .contains(field("model", "upstream-model-with-a-long-name"))
                .doesNotContain("segment", "\"prompt\"", "\r\nfr\r\n");
    }

    /** The upstream has the first half before the client has sent the second. */
    @Test
    void goOnWhileTheyCome() throws Exception {
        String head = "--B\r\ncontent-disposition: form-data; name=\"model\"\r\n\r\nreal-mapped\r\n"
                + "--B\r\ncontent-disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\n\r\n";
        byte[] half = sound(100_000);
        String tail = "\r\n--B--\r\n";
        int length = head.length() + 2 * half.length + tail.length();
        java.util.concurrent.CountDownLatch arrived = new java.util.concurrent.CountDownLatch(1);
        try (java.net.ServerSocket server = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
                RestGateway other = new RestGateway(
                        "model-router.channels[0].base-url", "http://127.0.0.1:" + server.getLocalPort())) {
            Thread upstream = new Thread(() -> {
                try (Socket socket = server.accept()) {
                    InputStream in = socket.getInputStream();
                    long seen = 0;
                    byte[] piece = new byte[8192];
                    while (seen < half.length) {
                        seen += in.read(piece);
                    }
                    arrived.countDown();
                    while (seen < length) {
                        seen += in.read(piece);
                    }
                    String body = "{\"text\":\"hello\"}";
                    socket.getOutputStream()
                            .write(("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: "
                                            + body.length() + "\r\n\r\n" + body)
                                    .getBytes(StandardCharsets.US_ASCII));
                    in.read();
                } catch (java.io.IOException e) {
                    // the gateway closes
                }
            });
            upstream.setDaemon(true);
            upstream.start();
            try (Socket socket = new Socket("127.0.0.1", other.gateway.port())) {
                socket.setSoTimeout(20_000);
                OutputStream out = socket.getOutputStream();
                out.write(("POST /v1/audio/transcriptions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer "
                                + RestGateway.KEY
                                + "\r\ncontent-type: multipart/form-data; boundary=B\r\ncontent-length: " + length
                                + "\r\nconnection: close\r\n\r\n" + head)
                        .getBytes(StandardCharsets.US_ASCII));
                out.write(half);
                out.flush();
                assertThat(arrived.await(20, java.util.concurrent.TimeUnit.SECONDS))
                        .isTrue();
                out.write(half);
                out.write(tail.getBytes(StandardCharsets.US_ASCII));
                out.flush();
                String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
                assertThat(answer).contains("200").contains("hello");
            }
        }
    }
}
