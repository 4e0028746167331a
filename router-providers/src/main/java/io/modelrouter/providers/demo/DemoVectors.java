package io.modelrouter.providers.demo;

import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Vectors of length 1 that are the same for the same text, whatever the dialect: each word has its own direction, and a text
 * goes into the mean of those of its words, so that texts with words in common are near one another. A shorter vector is the
 * beginning of a longer one, at its own scale.
 */
final class DemoVectors {
    /** Where a request does not say it. */
    static final int USUAL_LENGTH = 1536;

    static final int MOST = 4096;

    private DemoVectors() {}

    static float[] of(String text, int length) {
        double[] sum = new double[length];
        String[] words = text.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+");
        for (String word : words) {
            add(sum, word);
        }
        if (words.length == 0) {
            // A text of other signs alone splits into nothing.
            add(sum, "");
        }
        double square = 0;
        for (double number : sum) {
            square += number * number;
        }
        double scale = 1 / Math.sqrt(square);
        float[] vector = new float[length];
        for (int i = 0; i < length; i++) {
            vector[i] = (float) (sum[i] * scale);
        }
        return vector;
    }

    /** {@link String#hashCode} is laid down by its contract, so that the vectors are the same everywhere. */
    private static void add(double[] sum, String word) {
        SplittableRandom direction = new SplittableRandom(word.hashCode());
        for (int i = 0; i < sum.length; i++) {
            sum[i] += direction.nextDouble() - 0.5;
        }
    }
}
