package io.modelrouter.examples.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The embedded example")
class EmbeddedExampleTest {

    @Test
    void explains_answers_streams_and_tells_the_cost() {
        Assumptions.assumeTrue(System.getenv("OPENAI_API_KEY") == null, "with a key it would call OpenAI");
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            EmbeddedExample.main(new String[0]);
        } finally {
            System.setOut(before);
        }

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .satisfiesExactly(
                        route -> assertThat(route).isEqualTo("route:  demo, priority 0"),
                        answer ->
                                assertThat(answer).startsWith("answer: ").contains("Say hello to whoever reads this."),
                        stream ->
                                assertThat(stream).startsWith("stream: ").contains("Say hello to whoever reads this."),
                        cost -> assertThat(cost).matches("cost:   0\\.\\d+ USD for both"));
    }
}
