package io.modelrouter.core.dialect.embed;

import io.modelrouter.core.dialect.EmbeddingAsk;
import io.modelrouter.core.dialect.EmbeddingAsk.Input;
import io.modelrouter.core.dialect.EmbeddingAsk.Settings;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.OpenAiEmbeddingsRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.WireBody;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requests of OpenAI embeddings, to and from neutral words. */
final class OpenAiEmbeddingsRequests {
    /** Members that are read here; of the last, imitators say what OpenAI's models do not ask (Voyage, NVIDIA, Cohere). */
    private static final Set<String> KNOWN = Set.of("model", "input", "dimensions", "encoding_format", "input_type");

    private static final String INPUT_TYPE = "input_type";

    private OpenAiEmbeddingsRequests() {}

    static EmbeddingAsk read(RouterRequest request) {
        OpenAiEmbeddingsRequest openAi = (OpenAiEmbeddingsRequest) request;
        RawJson json = request.json();
        String format = openAi.encodingFormat().orElse("float");
        if (!format.equals("float") && !format.equals("base64")) {
            throw RouterException.of(RouterErrorCode.INVALID_REQUEST, "encoding_format must be \"float\" or \"base64\"")
                    .param("encoding_format")
                    .build();
        }
        Integer dimensions = openAi.dimensions().isPresent()
                ? Integer.valueOf((int) openAi.dimensions().getAsLong())
                : null;
        String written = json.get(INPUT_TYPE).flatMap(RawJson::asString).orElse(null);
        String task = written == null ? null : task(written);
        Settings settings = new Settings(dimensions, "dimensions", task, INPUT_TYPE, null, "");
        boolean alone = json.get("input").map(RawJson::kind).orElse(RawJson.Kind.NULL) == RawJson.Kind.STRING;
        List<Input> inputs = new ArrayList<>();
        List<RawJson> elements = openAi.inputs();
        for (int i = 0; i < elements.size(); i++) {
            boolean one =
                    alone || elements.size() == 1 && isTokens(json.get("input").orElse(RawJson.ofNull()));
            inputs.add(input(one ? "input" : "input[" + i + "]", elements.get(i), settings));
        }
        List<String> leftovers = new ArrayList<>();
        json.members().forEach((name, value) -> {
            boolean unknownTask = name.equals(INPUT_TYPE) && task == null;
            if ((!KNOWN.contains(name) || unknownTask) && !value.isNull()) {
                leftovers.add(name);
            }
        });
        return new EmbeddingAsk(request.model(), inputs, leftovers);
    }

    private static boolean isTokens(RawJson input) {
        List<RawJson> elements = input.elements();
        return !elements.isEmpty() && elements.get(0).kind() == RawJson.Kind.NUMBER;
    }

    private static Input input(String path, RawJson element, Settings settings) {
        switch (element.kind()) {
            case STRING:
                return new Input(path, element.asString().orElse(""), null, false, null, settings);
            case ARRAY:
                return new Input(path, "", element, false, null, settings);
            default:
                return new Input(path, "", null, false, path, settings);
        }
    }

    private static @Nullable String task(String type) {
        switch (type.toLowerCase(Locale.ROOT)) {
            case "query":
            case "search_query":
                return EmbeddingAsk.QUERY;
            case "document":
            case "passage":
            case "search_document":
                return EmbeddingAsk.DOCUMENT;
            case "classification":
                return EmbeddingAsk.CLASSIFICATION;
            case "clustering":
                return EmbeddingAsk.CLUSTERING;
            default:
                return null;
        }
    }

    /** The encoding is left out: floats are what everybody sends without it, and Voyage refuses the word for them. */
    static WrittenRequest write(EmbeddingAsk ask, WriteTarget target) {
        EmbedLosses losses = new EmbedLosses(ask);
        Integer dimensions = ask.inputs().get(0).settings().dimensions();
        for (Input input : ask.inputs()) {
            Settings settings = input.settings();
            if (!Objects.equals(dimensions, settings.dimensions())) {
                losses.semantic(
                        "dimensions", settings.dimensionsField(), "it is not the same for all, and here there is one");
            }
            if (settings.task() != null) {
                losses.hint("task", settings.taskField(), "the vectors are the same for every task");
            }
            losses.title(input);
        }
        List<RawJson> texts =
                ask.inputs().stream().map(input -> RawJson.of(input.text())).toList();
        Map<String, RawJson> body = new LinkedHashMap<>();
        body.put("model", RawJson.of(target.model()));
        body.put("input", RawJson.array(texts));
        if (dimensions != null) {
            body.put("dimensions", RawJson.of(dimensions.longValue()));
        }
        return new WrittenRequest(WireBody.of(RawJson.object(body).toBytes()), Map.of(), losses.list());
    }
}
