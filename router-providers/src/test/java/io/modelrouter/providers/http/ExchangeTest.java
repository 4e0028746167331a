package io.modelrouter.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.provider.ProviderResponse;
import java.nio.charset.StandardCharsets;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExchangeTest {
    private final MockWebServer server = new MockWebServer();
    private final HttpTransport transport =
            new HttpTransport(Upstream.loopback().build());
    private final Upstream.PlainClient client = new Upstream.PlainClient(transport);

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        transport.close();
        server.close();
    }

    @Test
    void bodyGoesOutAsItIsWithItsLength() throws Exception {
        server.enqueue(new MockResponse.Builder().body("{\"ok\":true}").build());
        byte[] body = "{ \"a\": 1.0,\t\"b\":\"é\" }".getBytes(StandardCharsets.UTF_8);
        try (ProviderResponse response = client.newCall(
                        Upstream.request(Upstream.channel(server.getPort()), false, body))
                .execute()) {
            assertThat(response.status()).isEqualTo(200);
            assertThat(Upstream.text(response)).isEqualTo("{\"ok\":true}");
        }
        RecordedRequest request = server.takeRequest();
        assertThat(request.getRequestLine()).isEqualTo("POST /v1/chat HTTP/1.1");
        assertThat(request.getBody().toByteArray()).isEqualTo(body);
        assertThat(request.getHeaders().get("content-length")).isEqualTo("" + body.length);
        assertThat(request.getHeaders().get("content-type")).isEqualTo("application/json");
        assertThat(request.getHeaders().get("authorization")).isEqualTo("Bearer sk-canary-0123456789");
        assertThat(transport.watchdog().watched()).isZero();
    }
}
