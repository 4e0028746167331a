package io.modelrouter.starter.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.testkit.corpus.RecordedExchange;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * What a client sent and what it made of the answer, to compare the way through the router with the way past it.
 *
 * @param sent the body that the upstream was sent
 * @param read what the client read, or the exception that it threw
 */
record Outcome(String sent, Object read) {

    private static final Pattern STREAM_OPTIONS = Pattern.compile(",\"stream_options\":\\{[^}]*}");

    static Outcome of(SdkFixture fixture, Supplier<Object> call) {
        Object read;
        try {
            read = call.get();
        } catch (RuntimeException e) {
            read = e;
        }
        return new Outcome(fixture.upstream.onlyRequest().text(), read);
    }

    boolean failed() {
        return read instanceof RuntimeException;
    }

    void assertSame(RecordedExchange exchange, Outcome expected) {
        assertThat(without(sent)).as("request of %s", exchange).isEqualTo(without(expected.sent));
        if (expected.failed()) {
            assertThat(read).as("%s", exchange).isInstanceOf(expected.read.getClass());
            assertThat(String.valueOf(((RuntimeException) read).getMessage()))
                    .as("%s", exchange)
                    .isEqualTo(((RuntimeException) expected.read).getMessage());
        } else {
            assertThat(read).as("answer of %s", exchange).isEqualTo(expected.read);
        }
    }

    /** The router asks every stream for its usage. */
    private static String without(String sent) {
        return STREAM_OPTIONS.matcher(sent).replaceFirst("");
    }
}
