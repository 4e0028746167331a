package io.modelrouter.starter.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.starter.Samples;
import io.modelrouter.starter.TestHost;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("The actuator's endpoint modelrouter")
class ModelRouterEndpointTest {
    private static final String CANARY = "sk-upstream-canary-5";
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ANSWER =
            "{\"id\":\"c\",\"object\":\"chat.completion\",\"model\":\"gpt-4o\",\"choices\":"
                    + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"OK\"},\"finish_reason\":\"stop\"}],"
                    + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}";

    private final FakeProvider upstream = FakeProvider.answering(FakeAnswer.json(200, ANSWER));
    private TestHost host;

    @BeforeEach
    void start() {
        host = TestHost.start(
                upstream,
                "management.endpoints.web.exposure.include=modelrouter",
                "model-router.channels[0].api-keys=" + CANARY);
    }

    @AfterEach
    void stop() {
        host.close();
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return host.http.send(HttpRequest.newBuilder(host.uri(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return host.http.send(
                HttpRequest.newBuilder(host.uri(path))
                        .header("content-type", "application/json")
                        .header("authorization", "Bearer sk-all")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) {
        assertThat(response.body()).doesNotContain(CANARY);
        return JSON.readTree(response.body());
    }

    @Test
    void shows_every_channel_and_no_secret() throws Exception {
        HttpResponse<String> response = get("/actuator/modelrouter");

        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode channel = json(response).get("channels").get(0);
        assertThat(channel.get("name").stringValue()).isEqualTo("fake");
        assertThat(channel.get("enabled").booleanValue()).isTrue();
        assertThat(channel.get("operator").stringValue()).isEqualTo("as-configured");
        assertThat(channel.get("cooling").booleanValue()).isFalse();
        assertThat(channel.get("inFlight").intValue()).isZero();
    }

    @Test
    void moves_the_switch_and_leaves_it_to_the_configuration_again() throws Exception {
        assertThat(json(post("/actuator/modelrouter/fake/disable", "{}"))
                        .get("operator")
                        .stringValue())
                .isEqualTo("off");
        assertThat(post("/v1/chat/completions", Samples.CHAT).statusCode()).isEqualTo(404);

        assertThat(json(post("/actuator/modelrouter/fake/reset", "{}"))
                        .get("changed")
                        .booleanValue())
                .isTrue();
        assertThat(post("/v1/chat/completions", Samples.CHAT).statusCode()).isEqualTo(200);
    }

    @Test
    void shows_why_a_channel_rests_and_ends_it() throws Exception {
        upstream.on(
                "fake",
                FakeAnswer.json(401, "{\"error\":{\"message\":\"" + CANARY + "\"}}"),
                FakeAnswer.json(200, ANSWER));
        post("/v1/chat/completions", Samples.CHAT);

        JsonNode rest = json(get("/actuator/modelrouter/fake")).get("health").get(0);
        assertThat(rest.get("state").stringValue()).isEqualTo("cooling");
        assertThat(rest.get("cause").stringValue()).isEqualTo("credential");
        assertThat(rest.get("secondsLeft").intValue()).isPositive();

        assertThat(json(post("/actuator/modelrouter/fake/clear", "{}"))
                        .get("cleared")
                        .intValue())
                .isEqualTo(1);
        assertThat(post("/v1/chat/completions", Samples.CHAT).statusCode()).isEqualTo(200);
    }

    @Test
    void tests_a_channel() throws Exception {
        JsonNode test = json(post("/actuator/modelrouter/fake/test", "{\"model\":\"vendor/model\"}"));

        assertThat(test.get("succeeded").booleanValue()).isTrue();
        assertThat(test.get("model").stringValue()).isEqualTo("vendor/model");
        assertThat(test.get("latencyMillis").isNumber()).isTrue();
        assertThat(upstream.lastRequest().model()).isEqualTo("vendor/model");
        assertThat(host.calls.records()).isEmpty();
    }

    @Test
    void shows_what_the_upstream_offers() throws Exception {
        upstream.offering("gpt-4o", "gpt-5");

        JsonNode models = json(get("/actuator/modelrouter/fake/models"));

        assertThat(models.get("served").get(0).stringValue()).isEqualTo("gpt-4o");
        assertThat(models.get("notServed").get(0).stringValue()).isEqualTo("gpt-5");
    }

    @Test
    void says_what_is_wrong_with_a_command() throws Exception {
        HttpResponse<String> unknown = post("/actuator/modelrouter/nobody/disable", "{}");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(json(unknown).get("error").stringValue()).isEqualTo("there is no channel 'nobody', only fake");

        assertThat(post("/actuator/modelrouter/fake/explode", "{}").statusCode())
                .isEqualTo(404);
        assertThat(get("/actuator/modelrouter/fake/secrets").statusCode()).isEqualTo(404);
    }

    @Test
    void reloads_the_channels_file_or_says_what_is_wrong_with_it(@TempDir Path directory) throws Exception {
        assertThat(json(post("/actuator/modelrouter/reload", "{}")).get("error").stringValue())
                .contains("model-router.channels-file is not set");
        Path file = Files.writeString(
                directory.resolve("channels.yaml"), "channels: [{name: filed, type: fake, models: [filed-1]}]");
        try (TestHost watching = TestHost.start(
                upstream,
                "management.endpoints.web.exposure.include=modelrouter",
                "model-router.reload-interval=0s",
                "model-router.channels-file=" + file)) {
            HttpRequest reload = HttpRequest.newBuilder(watching.uri("/actuator/modelrouter/reload"))
                    .header("content-type", "application/json")
                    .POST(BodyPublishers.ofString("{}"))
                    .build();
            Files.writeString(file, "channels: [{name: other, type: fake, models: [x]}]");
            assertThat(json(watching.http.send(reload, BodyHandlers.ofString()))
                            .get("reloaded")
                            .stringValue())
                    .contains("new other, gone filed");

            Files.writeString(file, "channels: [{name: other, type: nope, models: [x], api-keys: [" + CANARY + "]}]");
            HttpResponse<String> refused = watching.http.send(reload, BodyHandlers.ofString());
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(json(refused).get("problems").get(0).stringValue())
                    .contains("model-router.channels[0].type = 'nope'");
        }
    }

    @Test
    void is_not_among_the_routers_own_paths() throws Exception {
        assertThat(get("/v1/modelrouter").statusCode()).isEqualTo(404);
        assertThat(get("/v1/actuator/modelrouter").statusCode()).isEqualTo(404);
    }

    @Test
    void is_not_there_unless_it_is_exposed() throws Exception {
        try (TestHost closed = TestHost.start(upstream)) {
            HttpResponse<String> response = closed.http.send(
                    HttpRequest.newBuilder(closed.uri("/actuator/modelrouter")).build(), BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(404);
        }
    }
}
