package io.modelrouter.starter.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two gateway processes on one store, before one upstream, with the same settings. */
final class Nodes implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();
    static final Duration HOLD_TIME = Duration.ofSeconds(6);
    /** The token of the settings, which both nodes have. */
    static final String CONFIGURED = "configured";

    static final String CONFIGURED_KEY = "sk-configured-0123456789abcdef";
    /** Its quota, in nano-credits: for two calls at the least. */
    static final long CONFIGURED_QUOTA = 100_000;

    final String name;
    final SharedStore store;
    final PlayedUpstream upstream = new PlayedUpstream();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final GatewayProcess[] nodes = new GatewayProcess[2];

    Nodes(String name, SharedStore store) {
        this.name = name;
        this.store = store;
        for (int i = 0; i < nodes.length; i++) {
            nodes[i] = GatewayProcess.start(settings());
        }
    }

    private List<String> settings() {
        List<String> settings = new ArrayList<>(store.settings());
        settings.addAll(List.of(
                "server.address=127.0.0.1",
                "server.port=0",
                "spring.main.banner-mode=off",
                "logging.level.root=warn",
                "management.endpoints.web.exposure.include=modelrouteraccounts,modelroutertokens",
                "management.endpoint.modelrouteraccounts.access=unrestricted",
                "management.endpoint.modelroutertokens.access=unrestricted",
                "model-router.auth.max-failures-per-minute=0",
                "model-router.allow-http=true",
                "model-router.allow-private-addresses=true",
                "model-router.limits.hold-time=" + HOLD_TIME.toSeconds() + "s",
                "model-router.channels[0].name=played",
                "model-router.channels[0].type=openai",
                "model-router.channels[0].base-url=" + upstream.url(),
                "model-router.channels[0].api-keys[0]=sk-upstream",
                "model-router.channels[0].models[0]=*",
                "model-router.channels[0].cooldown=0s",
                // of a call with n tokens of answer, not a whole number of nano-credits
                "model-router.prices[0].model=*",
                "model-router.prices[0].input=1.2345",
                "model-router.prices[0].output=2.4691",
                "model-router.tokens[0].name=" + CONFIGURED,
                "model-router.tokens[0].key=" + CONFIGURED_KEY,
                "model-router.tokens[0].quota=0.0001"));
        return settings;
    }

    /** Starts the second node again, where it was stopped or killed. */
    void bothUp() {
        if (!nodes[1].isAlive()) {
            nodes[1] = GatewayProcess.start(settings());
        }
        nodes[0].port();
        nodes[1].port();
    }

    void kill(int node) {
        nodes[node].kill();
    }

    /** Stops it, where it runs, and starts it with the same settings. */
    void startAgain(int node) {
        nodes[node].close();
        nodes[node] = GatewayProcess.start(settings());
        nodes[node].port();
    }

    HttpResponse<String> call(int node, String key, String model) throws IOException, InterruptedException {
        return http.send(
                request(node, "/v1/chat/completions")
                        .header("authorization", "Bearer " + key)
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(PlayedUpstream.request(model)))
                        .build(),
                BodyHandlers.ofString());
    }

    int status(int node, String key) throws IOException, InterruptedException {
        return call(node, key, "any").statusCode();
    }

    /** Makes a token over the administrator's endpoint of a node, and gives its key. */
    String create(int node, String token, String members) throws IOException, InterruptedException {
        return admin(node, "modelroutertokens/" + token + "/create", "\"id\":\"create-" + token + "\"," + members)
                .get("key")
                .stringValue();
    }

    /** An administrator's command. */
    JsonNode admin(int node, String path, String members) throws IOException, InterruptedException {
        String body = "{\"reason\":\"test\",\"actor\":\"me\"" + (members.isEmpty() ? "" : "," + members) + "}";
        HttpResponse<String> answer = http.send(
                request(node, "/actuator/" + path)
                        .header("content-type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    private HttpRequest.Builder request(int node, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + nodes[node].port() + path))
                .timeout(Duration.ofSeconds(60));
    }

    @Override
    public void close() {
        upstream.close();
        for (GatewayProcess node : nodes) {
            node.close();
        }
        store.close();
    }
}
