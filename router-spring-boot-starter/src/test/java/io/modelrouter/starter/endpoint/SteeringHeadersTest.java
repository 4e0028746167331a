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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A steered request")
class SteeringHeadersTest {
    private static final String CLAUDE = "/claude/v1/messages";
    private static final String CHAT = "/v1/chat/completions";

    private static TestHost host;

    @BeforeAll
    static void start() {
        host = TestHost.start(
                FakeProvider.answering(FakeAnswer.json(
                        200,
                        "{\"id\":\"c\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,"
                                + "\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"finish_reason\":\"stop\"}],"
                                + "\"usage\":{\"prompt_tokens\":1,\"completion_tokens\":1,\"total_tokens\":2}}")),
                "model-router.channels[0].priority=2",
                "model-router.channels[0].tags=us",
                "model-router.channels[1].name=other",
                "model-router.channels[1].type=fake",
                "model-router.channels[1].models=gpt-4o",
                "model-router.channels[1].tags=eu",
                "model-router.auto.models=nobody,gpt-4o",
                "model-router.tokens[0].pin=true");
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    private static HttpResponse<String> send(String path, String body, String... headers) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(host.uri(path))
                .headers(headers)
                .POST(BodyPublishers.ofString(body))
                .build();
        return host.http.send(request, BodyHandlers.ofString());
    }

    private static String channel(HttpResponse<String> answer) {
        return answer.headers().firstValue("x-router-channel").orElse("none: " + answer.body());
    }

    @ParameterizedTest
    @CsvSource({
        "sk-all, '', '', fake",
        "sk-all#other, '', '', other",
        "sk-all#!fake, '', '', other",
        "sk-few#other#ignore, '', '', other",
        "sk-few#nosuch#ignore, '', '', fake",
        "sk-all, x-router-channel, other, other",
        "sk-all#fake, X-Router-Channel, other, other",
        "sk-all, X-Router-Channel, !fake, other",
        "sk-few, X-Router-Channel, other#ignore, other",
        "sk-few, X-Router-Tags, ' eu', other",
        "sk-few, X-Router-Group, default, fake",
    })
    void goesWhereItsKeyOrHeadersSay(String key, String header, String value, String channel) throws Exception {
        HttpResponse<String> answer = header.isEmpty()
                ? send(CHAT, Samples.CHAT, "authorization", "Bearer " + key)
                : send(CHAT, Samples.CHAT, "authorization", "Bearer " + key, header, value);

        assertThat(channel(answer)).isEqualTo(channel);
        assertThat(host.calls.records())
                .allSatisfy(record -> assertThat(record.toString()).doesNotContain("#"));
    }

    @ParameterizedTest
    @CsvSource({
        "sk-few#other, '', '', 403",
        "sk-few#!other, '', '', 403",
        "sk-few, x-router-channel, other, 403",
        "sk-few, x-router-group, vip, 403",
        "sk-all#nosuch, '', '', 400",
        "sk-all#, '', '', 400",
        "sk-all#a b, '', '', 401",
        "sk-all, x-router-channel, a/b, 400",
        "sk-all, x-router-tags, 'us,', 400",
        "sk-all, x-router-tags, 'us,eu', 404",
        "sk-wrong#other, '', '', 401",
    })
    void isRefusedInTheWordsOfItsDialect(String key, String header, String value, int status) throws Exception {
        String body = Samples.CHAT.replace("gpt-4o", "gpt-4o");
        String name = header.isEmpty() ? "x-nothing" : header;
        HttpResponse<String> chat = send(CHAT, body, "authorization", "Bearer " + key, name, value + "");
        HttpResponse<String> claude = send(CLAUDE, Samples.CHAT, "x-api-key", key, name, value + "");

        assertThat(chat.statusCode()).isEqualTo(status);
        assertThat(chat.body()).contains("\"error\":{\"message\":").doesNotContain("fake", "nosuch");
        assertThat(claude.statusCode()).isEqualTo(status);
        assertThat(claude.body()).contains("\"type\":\"error\"").doesNotContain("fake", "nosuch");
    }

    @Test
    void forAutoSaysWhichModelServed() throws Exception {
        HttpResponse<String> answer =
                send(CHAT, Samples.CHAT.replace("gpt-4o", "auto"), "authorization", "Bearer sk-all");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-router-model")).contains("auto (gpt-4o)");
    }
}
