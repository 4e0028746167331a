package io.modelrouter.core.lane;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.channel.Channel;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A body for a vendor's models at a cloud")
class CloudHostsTest {
    private static final String CLAUDE =
            "{ \"model\":\"m\", \"max_tokens\":1.0,\"stream\":true,\n \"messages\":[ ],\"top_p\":null}";

    private static String fit(String type, Dialect dialect, String body, Map<String, String> headers) {
        Channel channel = Channel.builder("c", type)
                .models("*")
                .option("guardrail-id", "gr1")
                .option("guardrail-version", "2")
                .build();
        WireBody sent = CloudHosts.fit(channel, dialect, WireBody.of(body.getBytes(StandardCharsets.UTF_8)), headers);
        return new String(sent.toBytes(), StandardCharsets.UTF_8);
    }

    private static String claude(String type, String body, Map<String, String> headers) {
        return fit(type, Dialect.CLAUDE_MESSAGES, body, headers);
    }

    @Test
    void goesToClaudeOnBedrockWithoutModelAndStreamAndWithTheVersion() {
        assertThat(claude("bedrock", CLAUDE, Map.of()))
                .isEqualTo("{\"max_tokens\":1.0,\"messages\":[ ],\"top_p\":null,"
                        + "\"anthropic_version\":\"bedrock-2023-05-31\"}");
    }

    @Test
    void namesTheFeaturesOfTheHeaderInTheBodyOnBedrock() {
        assertThat(claude(
                        "bedrock",
                        "{\"model\":\"m\",\"anthropic_beta\":[\"a-1\"]}",
                        Map.of("anthropic-beta", "b-2, a-1,,c-3")))
                .isEqualTo("{\"anthropic_beta\":[\"a-1\",\"b-2\",\"c-3\"],"
                        + "\"anthropic_version\":\"bedrock-2023-05-31\"}");
    }

    @Test
    void keepsTheVersionThatTheCallerNames() {
        assertThat(claude("bedrock", "{\"anthropic_version\":\"bedrock-x\",\"model\":\"m\"}", Map.of()))
                .isEqualTo("{\"anthropic_version\":\"bedrock-x\"}");
    }

    @Test
    void goesToClaudeOnVertexWithoutModelButWithStream() {
        assertThat(claude("vertex", CLAUDE, Map.of("anthropic-beta", "b-2")))
                .isEqualTo("{\"max_tokens\":1.0,\"stream\":true,\"messages\":[ ],\"top_p\":null,"
                        + "\"anthropic_version\":\"vertex-2023-10-16\"}");
    }

    @Test
    void isTheCallersOwnAnywhereElse() {
        assertThat(claude("claude", CLAUDE, Map.of("anthropic-beta", "b-2"))).isEqualTo(CLAUDE);
        assertThat(fit("vertex", Dialect.GEMINI_GENERATE, "{\"model\": 1}", Map.of()))
                .isEqualTo("{\"model\": 1}");
    }

    @Test
    void hasTheChannelsGuardrailForConverseUnlessItHasOne() {
        assertThat(fit("bedrock", Dialect.BEDROCK_CONVERSE, "{ \"messages\":[]}", Map.of()))
                .isEqualTo("{ \"messages\":[],\"guardrailConfig\":"
                        + "{\"guardrailIdentifier\":\"gr1\",\"guardrailVersion\":\"2\"}}");
        String own = "{\"guardrailConfig\":{}}";
        assertThat(fit("bedrock", Dialect.BEDROCK_CONVERSE, own, Map.of())).isEqualTo(own);
    }
}
