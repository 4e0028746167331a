package io.modelrouter.starter.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

@DisplayName("A request body")
class RequestBodiesTest {
    private static final int LIMIT = 5_000_000;
    private final RequestBodies bodies = new RequestBodies(LIMIT);

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static MockHttpServletRequest request(byte[] body, long length) {
        MockHttpServletRequest request = new MockHttpServletRequest() {
            @Override
            public long getContentLengthLong() {
                return length;
            }
        };
        request.setContent(body);
        return request;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 1_048_575, 1_048_576, 1_048_577, 3_000_000, LIMIT - 1, LIMIT})
    void is_read_whole_with_and_without_a_length(int length) throws IOException {
        byte[] body = random(length);

        assertThat(bodies.read(request(body, length))).isEqualTo(body);
        assertThat(bodies.read(request(body, -1))).isEqualTo(body);
    }

    @ParameterizedTest
    @ValueSource(ints = {LIMIT + 1, 2 * LIMIT, 3 * LIMIT})
    @Tag("S5")
    void is_refused_over_the_limit(int length) {
        byte[] body = random(length);
        for (long told : new long[] {length, -1}) {
            assertThatThrownBy(() -> bodies.read(request(body, told)))
                    .isInstanceOfSatisfying(
                            RouterException.class,
                            failure -> assertThat(failure.code()).isEqualTo(RouterErrorCode.REQUEST_TOO_LARGE));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 100, 16_384, 20_000})
    @Tag("S5")
    void is_refused_over_a_small_limit_too(int limit) {
        RequestBodies small = new RequestBodies(limit);
        for (long told : new long[] {limit + 1, -1}) {
            assertThatThrownBy(() -> small.read(request(random(limit + 1), told)))
                    .isInstanceOf(RouterException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"application/json", "application/json; charset=utf-8", "text/plain", "application/vnd.x+json", ""
            })
    void may_have_any_type_but_a_forms(String type) throws IOException {
        MockHttpServletRequest request = request(new byte[] {'{', '}'}, 2);
        request.setContentType(type);

        assertThat(bodies.read(request)).hasSize(2);
    }

    @Test
    void may_say_that_it_is_not_encoded() throws IOException {
        MockHttpServletRequest request = request(new byte[] {'{', '}'}, 2);
        request.addHeader("Content-Encoding", "identity");

        assertThat(bodies.read(request)).hasSize(2);
    }
}
