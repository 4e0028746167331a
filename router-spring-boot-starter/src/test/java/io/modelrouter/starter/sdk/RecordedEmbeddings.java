package io.modelrouter.starter.sdk;

import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** The recorded exchanges with embeddings, and what they say, read without the router's own readers. */
final class RecordedEmbeddings {
    private static final Pattern GEMINI_PATH = Pattern.compile("/models/([^:?/]+):(\\w+)");
    /** Whose base64 holds 64-bit floats. */
    private static final Set<String> WIDE = Set.of("openllmetry-test-embeddings-context-propagation-0-5d8add9b");

    private RecordedEmbeddings() {}

    static RecordedExchanges all() {
        return RecordedExchanges.assumePresent().api("embeddings");
    }

    static RecordedExchanges openAi() {
        return all().protocol("openai-embeddings", "azure-openai", "openai-compatible");
    }

    static RecordedExchanges gemini() {
        return all().protocol(Recordings.GEMINI);
    }

    static boolean isGemini(RecordedExchange exchange) {
        return exchange.protocol().equals(Recordings.GEMINI);
    }

    /** Where a client of the router asks it. */
    static String path(RecordedExchange exchange) {
        if (!isGemini(exchange)) {
            return "/v1/embeddings";
        }
        return "/v1beta/models/" + geminiModel(exchange) + ":"
                + matched(exchange).group(2);
    }

    static String geminiModel(RecordedExchange exchange) {
        return matched(exchange).group(1);
    }

    private static Matcher matched(RecordedExchange exchange) {
        Matcher matcher = GEMINI_PATH.matcher(exchange.path());
        if (!matcher.find()) {
            throw new AssertionError(exchange.path());
        }
        return matcher;
    }

    /** The recorded body, or one that asks for as many vectors as were answered. */
    static byte[] body(RecordedExchange exchange) {
        return exchange.requestBody()
                .orElse("{\"model\":\"text-embedding-3-small\",\"input\":[\"a\",\"b\"]}"
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** As many texts as there are vectors. */
    static List<String> texts(RecordedExchange exchange) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < vectors(exchange).size(); i++) {
            texts.add("text " + i);
        }
        return texts;
    }

    static List<List<Float>> vectors(RecordedExchange exchange) {
        JsonNode answer = Recordings.answer(exchange);
        List<List<Float>> vectors = new ArrayList<>();
        answer.path("data").forEach(entry -> vectors.add(vector(exchange, entry.path("embedding"))));
        answer.path("embeddings").forEach(entry -> vectors.add(numbers(entry.path("values"))));
        if (answer.has("embedding")) {
            vectors.add(numbers(answer.path("embedding").path("values")));
        }
        return vectors;
    }

    private static List<Float> vector(RecordedExchange exchange, JsonNode embedding) {
        if (!embedding.isString()) {
            return numbers(embedding);
        }
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(embedding.stringValue()))
                .order(ByteOrder.LITTLE_ENDIAN);
        List<Float> numbers = new ArrayList<>();
        while (bytes.hasRemaining()) {
            numbers.add(WIDE.contains(exchange.id()) ? (float) bytes.getDouble() : bytes.getFloat());
        }
        return numbers;
    }

    private static List<Float> numbers(JsonNode array) {
        List<Float> numbers = new ArrayList<>();
        array.forEach(number -> numbers.add(number.decimalValue().floatValue()));
        return numbers;
    }

    /** The tokens that the answer tells; 0 where it tells none. */
    static long tokens(RecordedExchange exchange) {
        JsonNode answer = Recordings.answer(exchange);
        JsonNode usage = answer.path("usage");
        long prompt =
                usage.path("prompt_tokens").asLong(usage.path("total_tokens").asLong(0));
        return prompt + answer.path("usageMetadata").path("promptTokenCount").asLong(0);
    }
}
