package io.modelrouter.starter.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.starter.Samples;
import io.modelrouter.starter.TestHost;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayName("A dry run")
class ExplainTest {
    private static final String GEMINI =
            "{\"model\":\"models/gemini-x\",\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hi\"}]}]}";
    private static final String RESPONSES = "{\"model\":\"gpt-4o\",\"input\":\"hi\"}";

    private static TestHost host;

    @BeforeAll
    static void start() {
        host = TestHost.start(
                FakeProvider.answering(FakeAnswer.json(500, "{}")),
                "model-router.channels[0].multiplier=1.5",
                "model-router.channels[1].name=claude-only",
                "model-router.channels[1].type=fake",
                "model-router.channels[1].models=gpt-4o,acme/*",
                "model-router.channels[1].model-mapping[acme/*]=*",
                "model-router.channels[1].dialects=claude-messages",
                "model-router.channels[2].name=off",
                "model-router.channels[2].type=fake",
                "model-router.channels[2].models=*",
                "model-router.channels[2].enabled=false",
                "model-router.channels[3].name=hidden",
                "model-router.channels[3].type=fake",
                "model-router.channels[3].models=*",
                "model-router.channels[3].groups=secret");
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static HttpResponse<String> explain(String body, String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(host.uri("/v1/router/explain")).POST(BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return host.http.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode explained(String body, String... headers) throws Exception {
        List<String> all = new ArrayList<>(List.of(headers));
        all.addAll(List.of("authorization", "Bearer sk-all"));
        HttpResponse<String> response = explain(body, all.toArray(String[]::new));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new JsonMapper().readTree(response.body());
    }

    private static JsonNode candidate(JsonNode explanation, String channel) {
        for (JsonNode candidate : explanation.get("candidates")) {
            if (candidate.get("channel").stringValue().equals(channel)) {
                return candidate;
            }
        }
        throw new AssertionError("no candidate " + channel + " in " + explanation);
    }

    @Test
    void tells_every_candidate_and_why_it_is_kept_or_refused() throws Exception {
        JsonNode explanation = explained(Samples.CHAT);

        assertThat(explanation.get("object").stringValue()).isEqualTo("router.explanation");
        assertThat(explanation.get("estimated_cost").isNumber()).isTrue();
        JsonNode kept = candidate(explanation, "fake");
        assertThat(kept.get("kept").booleanValue()).isTrue();
        assertThat(kept.get("pattern").stringValue()).isEqualTo("gpt-4o");
        assertThat(kept.get("dialect").stringValue()).isEqualTo("openai-chat");
        assertThat(kept.get("translated").booleanValue()).isFalse();
        assertThat(kept.get("multiplier").decimalValue()).isEqualByComparingTo("1.5");
        assertThat(candidate(explanation, "off").get("refusal").stringValue()).contains("disabled");
    }

    @Test
    void tells_the_mapped_model_of_a_wildcard() throws Exception {
        JsonNode mapped = candidate(explained(Samples.CHAT.replace("gpt-4o", "acme/claude-9")), "claude-only");

        assertThat(mapped.get("pattern").stringValue()).isEqualTo("acme/*");
        assertThat(mapped.get("upstream_model").stringValue()).isEqualTo("claude-9");
    }

    @Test
    void tells_what_is_lost_where_a_channel_needs_translation() throws Exception {
        JsonNode translated = candidate(
                explained(Samples.CHAT.replace("\"max_tokens\"", "\"seed\":7,\"max_tokens\"")), "claude-only");

        assertThat(translated.get("translated").booleanValue()).isTrue();
        assertThat(translated.get("dialect").stringValue()).isEqualTo("claude-messages");
        assertThat(translated.get("losses").get(0).get("field").stringValue()).isEqualTo("seed");
        assertThat(translated.get("losses").get(0).get("severity").stringValue())
                .isEqualTo("hint");
    }

    @Test
    void refuses_a_channel_that_cannot_be_told_what_the_request_means() throws Exception {
        JsonNode refused =
                candidate(explained(Samples.CHAT.replace("\"max_tokens\"", "\"n\":3,\"max_tokens\"")), "claude-only");

        assertThat(refused.get("kept").booleanValue()).isFalse();
        assertThat(refused.get("refusal").stringValue()).contains("'n'");
    }

    @Test
    void names_no_channel_of_groups_that_the_caller_is_not_in() throws Exception {
        assertThat(explained(Samples.CHAT).toString()).doesNotContain("hidden").doesNotContain("secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "openai-chat      | gpt-4o",
                "openai-responses | gpt-4o",
                "claude-messages  | claude-x",
                "gemini-generate  | gemini-x"
            })
    void takes_any_of_the_four_dialects(String dialect, String model) throws Exception {
        String body;
        switch (dialect) {
            case "openai-responses":
                body = RESPONSES;
                break;
            case "claude-messages":
                body = Samples.CLAUDE;
                break;
            case "gemini-generate":
                body = GEMINI;
                break;
            default:
                body = Samples.CHAT;
                break;
        }
        JsonNode explanation = explained(body, "x-router-dialect", dialect);

        assertThat(explanation.get("dialect").stringValue()).isEqualTo(dialect);
        assertThat(explanation.get("model").stringValue()).isEqualTo(model);
        assertThat(candidate(explanation, "fake").get("kept").booleanValue()).isTrue();
    }

    @Test
    void needs_a_key_a_known_dialect_and_a_request_of_it() throws Exception {
        assertThat(explain(Samples.CHAT).statusCode()).isEqualTo(401);
        assertThat(explain(Samples.CHAT, "authorization", "Bearer sk-none").statusCode())
                .isEqualTo(401);
        assertThat(explain(Samples.CHAT, "authorization", "Bearer sk-all", "x-router-dialect", "latin")
                        .body())
                .contains("x-router-dialect has one of openai-chat");
        assertThat(explain("[]", "authorization", "Bearer sk-all").statusCode()).isEqualTo(400);
    }

    @Test
    void calls_nobody_and_costs_nothing() throws Exception {
        HttpResponse<String> poor = explain(Samples.CHAT, "authorization", "Bearer sk-poor");

        assertThat(poor.statusCode()).isEqualTo(200);
        assertThat(host.upstream.requests()).isEmpty();
        assertThat(host.calls.records()).isEmpty();
    }
}
