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
 * Writes requests for the embedding models on Bedrock, told apart by the upstream's name of the model, which may be an
 * inference profile ({@code us.cohere.embed-v4:0}).
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html">Titan, read 2026-11</a>
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v4.html">Cohere, read 2026-11</a>
 */
final class BedrockEmbedRequests {
    /** Texts in one call: the page above. */
    private static final int COHERE_MOST = 96;

    private BedrockEmbedRequests() {}

    static WrittenRequest write(EmbeddingAsk ask, String model) {
        EmbedLosses losses = new EmbedLosses(ask);
        List<RawJson> lines;
        if (model.contains("titan-embed")) {
            lines = titan(ask, model, losses);
        } else if (model.contains("cohere.embed")) {
            lines = cohere(ask, model, losses);
        } else {
            losses.semantic("model", "model", "only Titan's and Cohere's embedding models are known on Bedrock");
            lines = List.of();
        }
        String body = lines.stream()
                .map(line -> new String(line.toBytes(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("\n"));
        return new WrittenRequest(WireBody.of(body.getBytes(StandardCharsets.UTF_8)), Map.of(), losses.list());
    }

    private static List<RawJson> titan(EmbeddingAsk ask, String model, EmbedLosses losses) {
        boolean image = model.contains("titan-embed-image");
        boolean fixed = !image && !model.contains("titan-embed-text-v2");
        List<RawJson> lines = new ArrayList<>();
        for (Input input : ask.inputs()) {
            Settings settings = input.settings();
            Map<String, RawJson> line = new LinkedHashMap<>();
            line.put("inputText", RawJson.of(input.text()));
            if (settings.dimensions() != null) {
                RawJson length = RawJson.of(settings.dimensions().longValue());
                if (fixed) {
                    losses.semantic("dimensions", settings.dimensionsField(), "this model has one length only");
                } else if (image) {
                    line.put("embeddingConfig", RawJson.object(Map.of("outputEmbeddingLength", length)));
                } else {
                    line.put("dimensions", length);
                }
            }
            if (settings.task() != null) {
                losses.hint("task", settings.taskField(), "the vectors are the same for every task");
            }
            losses.title(input);
            lines.add(RawJson.object(line));
        }
        return lines;
    }

    private static List<RawJson> cohere(EmbeddingAsk ask, String model, EmbedLosses losses) {
        boolean fixed = model.contains("-v3");
        List<RawJson> lines = new ArrayList<>();
        List<RawJson> texts = new ArrayList<>();
        String type = "";
        Integer dimensions = null;
        for (Input input : ask.inputs()) {
            Settings settings = input.settings();
            String own = type(settings, losses);
            losses.title(input);
            if (settings.dimensions() != null && fixed) {
                losses.semantic("dimensions", settings.dimensionsField(), "this model has one length only");
            }
            boolean other = !own.equals(type) || !Objects.equals(dimensions, settings.dimensions());
            if (!texts.isEmpty() && (other || texts.size() == COHERE_MOST)) {
                lines.add(cohere(texts, type, dimensions));
                texts = new ArrayList<>();
            }
            type = own;
            dimensions = settings.dimensions();
            texts.add(RawJson.of(input.text()));
        }
        lines.add(cohere(texts, type, dimensions));
        return lines;
    }

    private static RawJson cohere(List<RawJson> texts, String type, @Nullable Integer dimensions) {
        Map<String, RawJson> line = new LinkedHashMap<>();
        line.put("texts", RawJson.array(texts));
        line.put("input_type", RawJson.of(type));
        line.put("embedding_types", RawJson.array(List.of(RawJson.of("float"))));
        if (dimensions != null) {
            line.put("output_dimension", RawJson.of(dimensions.longValue()));
        }
        return RawJson.object(line);
    }

    /** Cohere must be told what a text is for; a text of which nobody said it is one that will be looked for. */
    private static String type(Settings settings, EmbedLosses losses) {
        String task = settings.task();
        if (task == null) {
            return "search_document";
        }
        switch (task) {
            case EmbeddingAsk.QUERY:
                return "search_query";
            case EmbeddingAsk.DOCUMENT:
                return "search_document";
            case EmbeddingAsk.CLASSIFICATION:
                return "classification";
            case EmbeddingAsk.CLUSTERING:
                return "clustering";
            case "SEMANTIC_SIMILARITY":
                losses.approximated("task", settings.taskField(), "said as clustering, the nearest there is");
                return "clustering";
            case "QUESTION_ANSWERING":
            case "FACT_VERIFICATION":
            case "CODE_RETRIEVAL_QUERY":
                losses.approximated("task", settings.taskField(), "said as search_query, the nearest there is");
                return "search_query";
            default:
                losses.hint("task", settings.taskField(), "the task is not known here");
                return "search_document";
        }
    }
}
