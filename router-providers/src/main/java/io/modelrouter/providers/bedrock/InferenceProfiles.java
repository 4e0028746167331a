package io.modelrouter.providers.bedrock;

import io.modelrouter.providers.http.ModelListing;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Amazon's own inference profiles, {@code us.anthropic...}; many models can be called by these alone. The profiles that an
 * account made are not listed: their ids tell nobody what they are.
 *
 * @see <a href="https://docs.aws.amazon.com/bedrock/latest/APIReference/API_ListInferenceProfiles.html">ListInferenceProfiles</a>
 *     (2026-11)
 */
final class InferenceProfiles implements ModelListing {
    private final FoundationModels models;

    /**
     * @param models already read
     */
    InferenceProfiles(FoundationModels models) {
        this.models = models;
    }

    @Override
    public List<String> path() {
        return List.of("inference-profiles");
    }

    @Override
    public Map<String, String> query() {
        return Map.of("maxResults", "1000", "type", "SYSTEM_DEFINED");
    }

    @Override
    public Page read(RawJson body) {
        ModelListing.names(body, "inferenceProfileSummaries", "inferenceProfileId"); // says what is wrong with another answer
        List<String> names = new ArrayList<>();
        for (RawJson profile :
                body.get("inferenceProfileSummaries").map(RawJson::elements).orElse(List.of())) {
            String id = profile.get("inferenceProfileId").flatMap(RawJson::asString).orElse("");
            boolean active = profile.get("status")
                    .flatMap(RawJson::asString)
                    .filter(status -> !status.equals("ACTIVE"))
                    .isEmpty();
            if (active && !id.isEmpty() && !leadsNowhere(profile)) {
                names.add(id);
            }
        }
        String next = body.get("nextToken").flatMap(RawJson::asString).orElse("");
        return new Page(names, next.isEmpty() ? Map.of() : Map.of("nextToken", next));
    }

    private boolean leadsNowhere(RawJson profile) {
        return profile.get("models").map(RawJson::elements).orElse(List.of()).stream()
                .flatMap(model -> model.get("modelArn").flatMap(RawJson::asString).stream())
                .anyMatch(arn -> models.isUseless(arn.substring(arn.lastIndexOf('/') + 1)));
    }
}
