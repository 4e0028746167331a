package io.modelrouter.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A base URL")
class BaseUrlTest {

    @ParameterizedTest
    @CsvSource({
        "https://h, https://h/v1/chat/completions",
        "https://h/, https://h/v1/chat/completions",
        "https://h//, https://h/v1/chat/completions",
        "https://h/v1, https://h/v1/chat/completions",
        "https://h/v1/, https://h/v1/chat/completions",
        "https://h:8443/v1, https://h:8443/v1/chat/completions",
        "https://h/openai, https://h/openai/v1/chat/completions",
        "https://h/openai/v1, https://h/openai/v1/chat/completions",
        "https://h/a/b%20c/, https://h/a/b%20c/v1/chat/completions",
        "https://h/api/paas/v4, https://h/api/paas/v4/chat/completions",
        "https://h/v1beta/openai, https://h/v1beta/openai/chat/completions",
        "https://h/v1/account/gateway/openai, https://h/v1/account/gateway/openai/chat/completions",
        "https://h/vault, https://h/vault/v1/chat/completions",
        "https://[2606:4700::1], https://[2606:4700::1]/v1/chat/completions"
    })
    void worksWithAndWithoutVersionAndWithAPrefix(String given, String expected) {
        assertThat(BaseUrl.of(URI.create(given), "v1")
                        .resolve(List.of("chat", "completions"), Map.of())
                        .toString())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://h/v1/chat/completions",
                "https://h/v1/messages/",
                "https://h/v1/responses",
                "https://h/v1beta/models/m:generateContent",
                "https://h/a//v1",
                "https://h/a/../v1",
                "https://h/a/%2e%2E/v1",
                "https://h/./v1",
                "https://h/a%2fb",
                "https://h/a%5Cb"
            })
    void mustBeARoot(String given) {
        assertThatThrownBy(() -> BaseUrl.of(URI.create(given), "v1"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("base-url '" + given + "' must be the root of the API");
    }

    @Test
    void encodesQueryAndSegments() {
        assertThat(BaseUrl.of(URI.create("https://h/p"), "v1")
                        .resolve(List.of("models", "a b?c#d%2e/é:x"), Map.of("alt", "s&e"))
                        .toString())
                .isEqualTo("https://h/p/v1/models/a%20b%3Fc%23d%252e%2F%C3%A9:x?alt=s%26e");
    }

    @ParameterizedTest
    @Tag("S6.path")
    @ValueSource(strings = {"..", ".", "", "%2e%2e", "%2E."})
    void isNeverLeft(String segment) {
        BaseUrl base = BaseUrl.of(URI.create("https://h/p"), "v1");

        if (segment.startsWith("%")) {
            assertThat(base.resolve(List.of("models", segment, "x"), Map.of()).encodedPath())
                    .startsWith("/p/v1/models/%25");
        } else {
            assertThatThrownBy(() -> base.resolve(List.of("models", segment, "x"), Map.of()))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> base.resolve(List.of(segment, segment, "x"), Map.of()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
