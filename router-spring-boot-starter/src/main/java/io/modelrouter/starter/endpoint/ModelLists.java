package io.modelrouter.starter.endpoint;

import io.modelrouter.ModelInfo;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists of models as each vendor writes them ("List models" in the API references of OpenAI, Anthropic and Gemini). What the
 * router does not know of a model, such as when it was made, is told as one fixed moment, because the official SDKs want it.
 */
final class ModelLists {
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    private ModelLists() {}

    static RawJson list(Dialect.Family family, List<ModelInfo> models) {
        List<RawJson> entries =
                models.stream().map(model -> entry(family, model)).toList();
        Map<String, RawJson> list = new LinkedHashMap<>();
        switch (family) {
            case CLAUDE:
                list.put("data", RawJson.array(entries));
                list.put("has_more", RawJson.of(false));
                list.put(
                        "first_id",
                        models.isEmpty()
                                ? RawJson.ofNull()
                                : RawJson.of(models.get(0).id()));
                list.put(
                        "last_id",
                        models.isEmpty()
                                ? RawJson.ofNull()
                                : RawJson.of(models.get(models.size() - 1).id()));
                break;
            case GEMINI:
                list.put("models", RawJson.array(entries));
                break;
            default:
                list.put("object", RawJson.of("list"));
                list.put("data", RawJson.array(entries));
                break;
        }
        return RawJson.object(list);
    }

    static RawJson entry(Dialect.Family family, ModelInfo model) {
        Map<String, RawJson> entry = new LinkedHashMap<>();
        switch (family) {
            case CLAUDE:
                entry.put("type", RawJson.of("model"));
                entry.put("id", RawJson.of(model.id()));
                entry.put("display_name", RawJson.of(model.id()));
                entry.put("created_at", RawJson.of(CREATED.toString()));
                break;
            case GEMINI:
                entry.put("name", RawJson.of("models/" + model.id()));
                entry.put("displayName", RawJson.of(model.id()));
                entry.put(
                        "supportedGenerationMethods",
                        RawJson.array(List.of(RawJson.of("generateContent"), RawJson.of("streamGenerateContent"))));
                break;
            default:
                entry.put("id", RawJson.of(model.id()));
                entry.put("object", RawJson.of("model"));
                entry.put("created", RawJson.of(CREATED.getEpochSecond()));
                entry.put(
                        "owned_by",
                        RawJson.of(String.join(
                                ",", model.channelTypes().stream().sorted().toList())));
                break;
        }
        return RawJson.object(entry);
    }
}
