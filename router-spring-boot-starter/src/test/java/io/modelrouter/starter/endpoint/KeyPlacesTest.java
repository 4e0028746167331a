package io.modelrouter.starter.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.starter.Samples;
import io.modelrouter.starter.TestHost;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A key")
class KeyPlacesTest {
    private static final String[] PATHS = {
        "/v1/chat/completions", "/v1/messages", "/claude/v1/messages", "/v1beta/models/gemini-x:generateContent"
    };

    private static TestHost host;

    @BeforeAll
    static void start() {
        host = TestHost.start(FakeProvider.answering(FakeAnswer.json(500, "{}")));
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    /** Status 401 (Gemini: 400), or what the upstream makes of it. */
    private static boolean isAccepted(String path, String query, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(host.uri(path + query))
                .POST(BodyPublishers.ofString(path.contains("gemini") ? Samples.GEMINI : Samples.CHAT));
        if (headers.length > 0) {
            request.headers(headers);
        }
        int status = host.http.send(request.build(), BodyHandlers.ofString()).statusCode();
        assertThat(status).isIn(400, 401, 500, 502, 503);
        return status >= 500;
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer sk-all", "bearer sk-all", "BEARER  sk-all "})
    void counts_as_bearer_on_every_path(String value) throws Exception {
        for (String path : PATHS) {
            assertThat(isAccepted(path, "", "authorization", value)).as(path).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-api-key", "x-goog-api-key"})
    void counts_in_the_headers_of_the_vendors_on_every_path(String header) throws Exception {
        for (String path : PATHS) {
            assertThat(isAccepted(path, "", header, "sk-all")).as(path).isTrue();
        }
    }

    @Test
    void counts_in_the_query_on_every_path() throws Exception {
        for (String path : PATHS) {
            assertThat(isAccepted(path, "?beta=true&key=sk-all&alt=json"))
                    .as(path)
                    .isTrue();
            assertThat(isAccepted(path, "?key=%73k-all")).as(path).isTrue();
        }
    }

    @Test
    void in_the_place_of_the_dialect_goes_before_others() throws Exception {
        assertThat(isAccepted(PATHS[0], "", "authorization", "Bearer sk-all", "x-api-key", "sk-wrong"))
                .isTrue();
        assertThat(isAccepted(PATHS[2], "", "authorization", "Bearer sk-wrong", "x-api-key", "sk-all"))
                .isTrue();
        assertThat(isAccepted(PATHS[3], "?key=sk-wrong", "x-goog-api-key", "sk-all"))
                .isTrue();
    }

    @Test
    void of_another_scheme_is_not_ours() throws Exception {
        assertThat(isAccepted(PATHS[0], "", "authorization", "Basic c2s6YWxs")).isFalse();
        assertThat(isAccepted(PATHS[0], "", "authorization", "Basic c2s6YWxs", "x-api-key", "sk-all"))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"''", "sk-wrong", "sk-wrong#fake", "sk all", "sk-\u00e4ll"})
    @Tag("S6")
    void that_nobody_has_gets_the_same_401_as_none(String key) throws Exception {
        assertThat(body("authorization", "Bearer " + key)).isEqualTo(body());
    }

    @Test
    @Tag("S6")
    void that_is_too_long_gets_the_same_401_as_none() throws Exception {
        assertThat(body("authorization", "Bearer " + "k".repeat(257))).isEqualTo(body());
        assertThat(body("authorization", "Bearer " + "k".repeat(5000))).isEqualTo(body());
    }

    private static String body(String... headers) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(host.uri(PATHS[0])).POST(BodyPublishers.ofString(Samples.CHAT));
        if (headers.length > 0) {
            request.headers(headers);
        }
        var answer = host.http.send(request.build(), BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(401);
        return answer.body();
    }
}
