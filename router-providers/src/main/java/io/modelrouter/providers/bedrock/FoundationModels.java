package io.modelrouter.providers.bedrock;

import io.modelrouter.providers.http.ModelListing;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Bedrock's foundation models: those that write or make vectors and can be called by their own ids. Of one fetch; not
 * thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListFoundationModels.html">ListFoundationModels</a>
 *     (2026-11)
 */
final class FoundationModels implements ModelListing {
    private static final Set<String> OUTPUTS = Set.of("TEXT", "EMBEDDING");

    private final Set<String> useless = new HashSet<>();

    /** Whether the list said that such a model only draws or speaks. */
    boolean isUseless(String modelId) {
        return useless.contains(modelId);
    }

    @Override
    public List<String> path() {
        return List.of("foundation-models");
    }

    @Override
    public Map<String, String> query() {
        return Map.of();
    }

    @Override
    public Page read(RawJson body) {
        ModelListing.names(body, "modelSummaries", "modelId"); // says what is wrong with an answer that is no list
        List<String> names = new ArrayList<>();
        for (RawJson model : body.get("modelSummaries").map(RawJson::elements).orElse(List.of())) {
            String id = model.get("modelId").flatMap(RawJson::asString).orElse("");
            List<String> outputs = texts(model, "outputModalities");
            if (!outputs.isEmpty() && outputs.stream().noneMatch(OUTPUTS::contains)) {
                useless.add(id);
            } else if (texts(model, "inferenceTypesSupported").contains("ON_DEMAND") && !id.isEmpty()) {
                names.add(id);
            }
        }
        return new Page(names, Map.of());
    }

    private static List<String> texts(RawJson model, String member) {
        return model.get(member).map(RawJson::elements).orElse(List.of()).stream()
                .flatMap(text -> text.asString().stream())
                .toList();
    }
}
