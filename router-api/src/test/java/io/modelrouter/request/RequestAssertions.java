package io.modelrouter.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the tests of the four dialects say alike. */
final class RequestAssertions {
    private RequestAssertions() {}

    /** A JSON body written with single quotes, to be read more easily. */
    static byte[] body(String json) {
        return json(json).getBytes(StandardCharsets.UTF_8);
    }

    static String json(String json) {
        return json.replace('\'', '"');
    }

    static void assertBody(RouterRequest request, String json) {
        assertThat(request.json()).hasToString(json(json));
    }

    /** That a body is refused, with the member that is to blame and a message that names it. */
    static void assertRefused(ThrowingCallable parse, String param) {
        InvalidRequestException refusal = catchThrowableOfType(InvalidRequestException.class, parse);
        assertThat(refusal).as("a refusal that names " + param).isNotNull();
        assertThat(refusal.param()).isEqualTo(param);
        assertThat(refusal).hasMessageContaining(param);
    }
}
