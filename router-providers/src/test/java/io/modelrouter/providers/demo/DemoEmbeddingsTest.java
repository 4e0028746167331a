package io.modelrouter.providers.demo;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A vector of the demo")
class DemoEmbeddingsTest {

    private static double product(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += one[i] * other[i];
        }
        return sum;
    }

    @Test
    void is_the_same_for_the_same_text_and_has_the_length_1() {
        float[] vector = DemoVectors.of("What is a router?", 1536);

        assertThat(DemoVectors.of("what is a ROUTER", 1536)).isEqualTo(vector);
        assertThat(product(vector, vector)).isBetween(0.9999, 1.0001);
        assertThat(DemoVectors.of("...", 3)).isEqualTo(DemoVectors.of("", 3));
    }

    @Test
    void is_nearer_to_texts_with_words_in_common() {
        float[] router = DemoVectors.of("a router of models", 512);

        assertThat(product(router, DemoVectors.of("the router of all models", 512)))
                .isGreaterThan(product(router, DemoVectors.of("tax law for beginners", 512)) + 0.3);
    }

    @Test
    void is_the_beginning_of_a_longer_one() {
        float[] shorter = DemoVectors.of("one two", 4);
        float[] longer = DemoVectors.of("one two", 8);

        double scale = longer[0] / shorter[0];
        for (int i = 0; i < 4; i++) {
            assertThat((double) longer[i]).isCloseTo(shorter[i] * scale, org.assertj.core.data.Offset.offset(1e-6));
        }
    }
}
