package io.modelrouter.starter.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.openai.client.OpenAIClient;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.StreamResponse;
import com.openai.models.audio.speech.SpeechCreateParams;
import com.openai.models.images.ImageGenStreamEvent;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.images.ImagesResponse;
import com.openai.models.moderations.ModerationCreateParams;
import com.openai.models.moderations.ModerationCreateResponse;
import io.modelrouter.observe.CallRecord;
import io.modelrouter.wire.Dialect;
import java.io.InputStream;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The OpenAI SDK, on moderations, images, speech and rankings through the router,")
class MediaTest {
    private static RestGateway world;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        // OpenAI ranks nothing, so that its channels must be told to.
        world = new RestGateway(
                "model-router.channels[0].dialects",
                "openai-chat,openai-moderations,openai-images,openai-audio,rerank");
        client = world.client();
    }

    @AfterAll
    static void stop() {
        client.close();
        world.close();
    }

    @Test
    void moderatesByTheDefaultModel_freeAlsoForAKeyWithAQuota() {
        world.firstAnswers(
                200, "application/json", "{\"id\":\"modr-1\",\"model\":\"omni-moderation-2024-09-26\",\"results\":[]}");
        OpenAIClient saver = world.client(RestGateway.SAVER_KEY);
        ModerationCreateResponse answer = saver.moderations()
                .create(ModerationCreateParams.builder().input("hello").build());

        assertThat(answer.id()).isEqualTo("modr-1");
        saver.close();
        assertThat(world.first.onlyRequest().target()).isEqualTo("/v1/moderations");
        assertThat(world.first.onlyRequest().text()).isEqualTo("{\"input\":\"hello\"}");
        CallRecord record = world.record();
        assertThat(record.requestedModel()).isEqualTo("omni-moderation-latest");
        assertThat(record.cost()).isNull();
        assertThat(world.gateway.balance("saver").held()).isZero();
    }

    @Test
    void demoModerates() {
        var answer = client.moderations()
                .create(ModerationCreateParams.builder()
                        .model("demo")
                        .input("hello")
                        .build());

        assertThat(answer.results().get(0).flagged()).isFalse();
    }

    @Test
    void paysForTheTokensOfPictures() {
        world.firstAnswers(
                200,
                "application/json",
                "{\"created\":1,\"data\":[{\"b64_json\":\"AAAA\"}],\"usage\":{\"input_tokens\":50,\"output_tokens\":1000,"
                        + "\"total_tokens\":1050,\"input_tokens_details\":{\"text_tokens\":10,\"image_tokens\":40}}}");

        ImagesResponse answer = client.images()
                .generate(ImageGenerateParams.builder()
                        .model("gpt-image-1")
                        .prompt("a cat")
                        .build());

        assertThat(answer.data().orElseThrow().get(0).b64Json()).hasValue("AAAA");
        assertThat(world.first.onlyRequest().target()).isEqualTo("/v1/images/generations");
        CallRecord record = world.record();
        assertThat(record.usage().imageInput()).isEqualTo(40);
        assertThat(record.usage().imageOutput()).isEqualTo(1000);
        assertThat(record.cost()).isEqualTo(50 * 5_000L + 1000 * 40_000L);
    }

    @Test
    void paysForEachPictureWhereNoTokensAreTold_andHoldsNoMore() {
        world.firstAnswers(
                200,
                "application/json",
                "{\"created\":1,\"data\":[{\"url\":\"http://x/1\"},{\"url\":\"http://x/2\"}]}");
        OpenAIClient saver = world.client(RestGateway.SAVER_KEY);
        saver.images()
                .generate(ImageGenerateParams.builder()
                        .model("dall-e-2")
                        .prompt("a cat")
                        .n(2)
                        .build());
        saver.close();
        assertThat(world.record().cost()).isEqualTo(80_000_000L);
    }

    @Test
    void streamsPictures() {
        String event = "event: image_generation.TYPE\ndata: {\"type\":\"image_generation.TYPE\",\"b64_json\":\"AAAA\","
                + "\"created_at\":1,\"size\":\"1024x1024\",\"quality\":\"low\",\"background\":\"opaque\","
                + "\"output_format\":\"png\"MORE}\n\n";
        world.firstAnswers(
                200,
                "text/event-stream",
                event.replace("TYPE", "partial_image").replace("MORE", ",\"partial_image_index\":0")
                        + event.replace("TYPE", "completed")
                                .replace(
                                        "MORE",
                                        ",\"usage\":{\"input_tokens\":1,\"output_tokens\":2,\"total_tokens\":3,"
                                                + "\"input_tokens_details\":{\"text_tokens\":1,\"image_tokens\":0}}"));
        try (StreamResponse<ImageGenStreamEvent> stream = client.images()
                .generateStreaming(ImageGenerateParams.builder()
                        .model("gpt-image-1")
                        .prompt("a cat")
                        .partialImages(1)
                        .build())) {
            var events = stream.stream().toList();

            assertThat(events.get(0).isGenerationPartialImage()).isTrue();
            assertThat(events.get(1).isGenerationCompleted()).isTrue();
        }
        assertThat(world.record().usage().imageOutput()).isEqualTo(2);
    }

    @Test
    void demoDraws() {
        var answer = client.images()
                .generate(ImageGenerateParams.builder()
                        .model("demo")
                        .prompt("a cat")
                        .build());

        assertThat(answer.data().orElseThrow().get(0).b64Json().orElseThrow()).startsWith("iVBOR");
    }

    @Test
    void hearsSpeechByteForByte() throws Exception {
        byte[] sound = new byte[300_000];
        new Random(42).nextBytes(sound);
        world.firstAnswers((request, wire) -> {
            wire.begin(200, Map.of("content-type", "audio/mpeg"));
            for (int at = 0; at < sound.length; at += 30_000) {
                wire.write(java.util.Arrays.copyOfRange(sound, at, at + 30_000));
            }
            wire.end();
        });

        try (HttpResponse answer = client.audio().speech().create(speech("real-tts"))) {
            assertThat(answer.headers().values("content-type")).containsExactly("audio/mpeg");
            assertThat(answer.body().readAllBytes()).isEqualTo(sound);
        }
        assertThat(world.first.onlyRequest().target()).isEqualTo("/v1/audio/speech");
        CallRecord record = world.record();
        assertThat(record.clientDialect()).isEqualTo(Dialect.OPENAI_AUDIO);
        assertThat(record.usage().output()).isBetween(380L, 400L);
        assertThat(record.error()).isNull();
    }

    @Test
    void hearsTheFirstSoundBeforeTheLastIsMade() throws Exception {
        CountDownLatch heard = new CountDownLatch(1);
        world.firstAnswers((request, wire) -> {
            wire.begin(200, Map.of("content-type", "audio/mpeg"));
            wire.write(new byte[1000]);
            try {
                assertThat(heard.await(20, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new java.io.IOException(e);
            }
            wire.write(new byte[1000]);
            wire.end();
        });

        var request = java.net.http.HttpRequest.newBuilder(world.gateway.uri("/v1/audio/speech"))
                .header("authorization", "Bearer " + RestGateway.KEY)
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(
                        "{\"model\":\"real-tts\",\"input\":\"hello\",\"voice\":\"alloy\"}"))
                .build();
        var answer = world.http.send(request, java.net.http.HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = answer.body()) {
            assertThat(body.readNBytes(1000)).hasSize(1000);
            heard.countDown();
            assertThat(body.readAllBytes()).hasSize(1000);
        }
    }

    @Test
    void hearsOfSpeechThatBreaksOff() {
        world.firstAnswers((request, wire) -> {
            wire.begin(200, Map.of("content-type", "audio/mpeg"));
            wire.write(new byte[100_000]);
            wire.cut();
        });

        assertThatThrownBy(() -> {
                    try (HttpResponse answer = client.audio().speech().create(speech("real-tts"))) {
                        answer.body().readAllBytes();
                    }
                })
                .isInstanceOf(Exception.class);
        assertThat(world.record().error()).isNotNull();
    }

    @Test
    void asksTheSecondChannelForSpeechWhereTheFirstFails() throws Exception {
        world.firstAnswers(503, "application/json", "{\"error\":{\"message\":\"down\"}}");
        world.secondAnswers(200, "audio/wav", "sound");

        try (HttpResponse answer = client.audio().speech().create(speech("real-tts"))) {
            assertThat(new String(answer.body().readAllBytes())).isEqualTo("sound");
        }
    }

    @Test
    void metersSpeechThatComesAsEvents() throws Exception {
        String events = "data: {\"type\":\"speech.audio.delta\",\"audio\":\"AAAA\"}\n\n"
                + "data: {\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":14,\"output_tokens\":101,"
                + "\"total_tokens\":115}}\n\n";
        world.firstAnswers(200, "text/event-stream", events);

        try (HttpResponse answer = client.audio().speech().create(speech("real-tts"))) {
            assertThat(new String(answer.body().readAllBytes())).startsWith(events.substring(0, 60));
        }
        assertThat(world.record().usage().output()).isEqualTo(101);
    }

    @Test
    void demoIsSilent() throws Exception {
        try (HttpResponse answer = client.audio().speech().create(speech("demo"))) {
            assertThat(new String(answer.body().readNBytes(4))).isEqualTo("RIFF");
        }
    }

    private static SpeechCreateParams speech(String model) {
        return SpeechCreateParams.builder()
                .model(model)
                .voice("alloy")
                .input("hello")
                .build();
    }

    @Test
    void ranks_andPaysForWhatIsTold() throws Exception {
        String body = "{\"model\":\"real-rerank\",\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"top_n\":1}";
        String told = "{\"results\":[{\"index\":1,\"relevance_score\":0.9}],\"usage\":{\"total_tokens\":15}}";
        world.firstAnswers(200, "application/json", told);
        var answer = world.send("POST", "/v1/rerank", RestGateway.KEY, body);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(new String(answer.body())).contains("\"relevance_score\":0.9");
        assertThat(world.first.onlyRequest().text()).isEqualTo(body);
        assertThat(world.record().usage().input()).isEqualTo(15);

        world.firstAnswers(
                200, "application/json", "{\"results\":[],\"meta\":{\"billed_units\":{\"search_units\":1}}}");
        world.send("POST", "/v1/rerank", RestGateway.KEY, body);
        assertThat(world.record().usage().input()).isEqualTo(1);
    }
}
