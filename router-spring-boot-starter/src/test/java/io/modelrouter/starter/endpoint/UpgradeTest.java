package io.modelrouter.starter.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.starter.RawHttp;
import io.modelrouter.starter.Samples;
import io.modelrouter.starter.TestHost;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Section 2 of the notes on clients: the JDK's client asks for HTTP/2 on every plain request, with a body too. */
@DisplayName("A client that asks to upgrade to HTTP/2")
class UpgradeTest {

    @Test
    void is_answered_in_http_1() throws Exception {
        FakeProvider upstream =
                FakeProvider.answering(FakeAnswer.json(200, Samples.CLAUDE_ANSWER), Samples.chatStream());
        HttpClient jdk =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        try (TestHost host = TestHost.start(upstream)) {
            HttpResponse<String> whole = jdk.send(
                    HttpRequest.newBuilder(host.uri("/v1/messages"))
                            .header("x-api-key", "sk-all")
                            .POST(BodyPublishers.ofString(Samples.CLAUDE))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(whole.statusCode()).isEqualTo(200);
            assertThat(whole.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(whole.body()).isEqualTo(Samples.CLAUDE_ANSWER);

            HttpResponse<String> stream = jdk.send(
                    HttpRequest.newBuilder(host.uri("/v1/chat/completions"))
                            .header("authorization", "Bearer sk-all")
                            .POST(BodyPublishers.ofString(Samples.CHAT_STREAM))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(stream.body()).endsWith(Samples.DONE);
        }
    }

    @Test
    void finds_these_headers_on_the_wire_ignored() throws Exception {
        FakeProvider upstream = FakeProvider.answering(FakeAnswer.json(200, Samples.CLAUDE_ANSWER));
        try (TestHost host = TestHost.start(upstream);
                RawHttp client = new RawHttp(host.port())) {
            RawHttp.Answer answer = client.send(RawHttp.post(
                            "/v1/messages",
                            Samples.CLAUDE,
                            "Connection: Upgrade, HTTP2-Settings",
                            "HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
                            "Upgrade: h2c",
                            "x-api-key: sk-all"))
                    .read();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text()).isEqualTo(Samples.CLAUDE_ANSWER);
        }
    }
}
