package io.modelrouter.core.dialect.embed;

import io.modelrouter.core.dialect.EmbeddingAsk;
import io.modelrouter.core.dialect.EmbeddingAsk.Input;
import io.modelrouter.core.dialect.EmbeddingAsk.Settings;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireBody;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes requests for the embedding models on Vertex that answer to {@code predict}: texts in {@code instances}, their length
 * in {@code parameters}. By default Google cuts a text that is too long without a word; it is told to refuse it, as OpenAI
 * does.
 *
 * @see <a href="https://docs.cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api">Text
 *     embeddings API, read 2026-11</a>
 * @see <a href="https://docs.cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/Shared.Types/TextEmbeddingPredictionParams">autoTruncate,
 *     read 2026-11</a>
 */
final class VertexPredictRequests {
    /** Texts in one request: the page above. */
    private static final int MOST = 250;

    /** The page says 20,000 tokens; nobody's tokenizer makes more tokens than characters of what people write. */
    private static final int MOST_CHARS = 20_000;

    private VertexPredictRequests() {}

    static WrittenRequest write(EmbeddingAsk ask, String model) {
        EmbedLosses losses = new EmbedLosses(ask);
        if (model.contains("multimodal")) {
            losses.semantic("model", "model", "only Google's embedding models of text are known on Vertex");
        }
        // "Each request can only include a single input text": the page above, of gemini-embedding-001.
        int most = model.contains("gemini") ? 1 : MOST;
        List<RawJson> lines = new ArrayList<>();
        List<RawJson> instances = new ArrayList<>();
        Integer dimensions = null;
        int chars = 0;
        for (Input input : ask.inputs()) {
            Integer own = input.settings().dimensions();
            int length = input.text().length();
            boolean full = instances.size() == most || chars + length > MOST_CHARS;
            if (!instances.isEmpty() && (full || !Objects.equals(own, dimensions))) {
                lines.add(line(instances, dimensions));
                instances = new ArrayList<>();
                chars = 0;
            }
            dimensions = own;
            chars += length;
            instances.add(instance(input));
        }
        lines.add(line(instances, dimensions));
        return new WrittenRequest(WireBody.of(joined(lines)), Map.of(), losses.list());
    }

    /** Each in a line of its own. */
    static byte[] joined(List<RawJson> lines) {
        return lines.stream()
                .map(line -> new String(line.toBytes(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("\n"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static RawJson instance(Input input) {
        Settings settings = input.settings();
        Map<String, RawJson> instance = new LinkedHashMap<>();
        instance.put("content", RawJson.of(input.text()));
        if (settings.task() != null) {
            instance.put("task_type", RawJson.of(settings.task()));
        }
        if (settings.title() != null) {
            instance.put("title", RawJson.of(settings.title()));
        }
        return RawJson.object(instance);
    }

    private static RawJson line(List<RawJson> instances, @Nullable Integer dimensions) {
        Map<String, RawJson> line = new LinkedHashMap<>();
        line.put("instances", RawJson.array(instances));
        Map<String, RawJson> parameters = new LinkedHashMap<>();
        parameters.put("autoTruncate", RawJson.of(false));
        if (dimensions != null) {
            parameters.put("outputDimensionality", RawJson.of(dimensions.longValue()));
        }
        line.put("parameters", RawJson.object(parameters));
        return RawJson.object(line);
    }
}
