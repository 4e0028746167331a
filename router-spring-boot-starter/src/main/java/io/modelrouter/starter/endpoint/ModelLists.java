package io.modelrouter.starter.endpoint;

import io.modelrouter.ModelInfo;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.Task;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Lists of models as each vendor writes them ("List models" in the API references of OpenAI, Anthropic and Gemini). What the
 * router does not know of a model, such as when it was made, is told as one fixed value where the official SDKs want one.
 */
final class ModelLists {
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    private ModelLists() {}

    static RawJson openAi(List<ModelInfo> models) {
        Map<String, RawJson> list = new LinkedHashMap<>();
        list.put("object", RawJson.of("list"));
        list.put("data", entries(Dialect.Family.OPENAI, models));
        return RawJson.object(list);
    }

    static RawJson claude(ModelPage page) {
        List<ModelInfo> models = page.models();
        Map<String, RawJson> list = new LinkedHashMap<>();
        list.put("data", entries(Dialect.Family.CLAUDE, models));
        list.put("has_more", RawJson.of(page.more()));
        list.put("first_id", models.isEmpty() ? RawJson.ofNull() : id(models.get(0)));
        list.put("last_id", models.isEmpty() ? RawJson.ofNull() : id(models.get(models.size() - 1)));
        return RawJson.object(list);
    }

    static RawJson gemini(ModelPage page) {
        Map<String, RawJson> list = new LinkedHashMap<>();
        list.put("models", entries(Dialect.Family.GEMINI, page.models()));
        if (page.more()) {
            list.put("nextPageToken", RawJson.of(page.nextToken()));
        }
        return RawJson.object(list);
    }

    private static RawJson id(ModelInfo model) {
        return RawJson.of(model.id());
    }

    private static RawJson entries(Dialect.Family family, List<ModelInfo> models) {
        return RawJson.array(models.stream().map(model -> entry(family, model)).toList());
    }

    static RawJson entry(Dialect.Family family, ModelInfo model) {
        Map<String, RawJson> entry = new LinkedHashMap<>();
        switch (family) {
            case CLAUDE:
                entry.put("type", RawJson.of("model"));
                entry.put("id", id(model));
                entry.put("display_name", id(model));
                entry.put("created_at", RawJson.of(CREATED.toString()));
                // The vendor's Java SDK wants one; what a caller may use is in use.
                entry.put("lifecycle", RawJson.of("active"));
                model.contextSize().ifPresent(size -> entry.put("max_input_tokens", RawJson.of(size)));
                break;
            case GEMINI:
                entry.put("name", RawJson.of("models/" + model.id()));
                entry.put("displayName", id(model));
                model.contextSize().ifPresent(size -> entry.put("inputTokenLimit", RawJson.of(size)));
                entry.put("supportedGenerationMethods", RawJson.array(methods(model)));
                break;
            default:
                entry.put("id", id(model));
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

    /** What the channels have endpoints for, by the words of Gemini. Tokens are counted for every chat, if by an estimate. */
    private static List<RawJson> methods(ModelInfo model) {
        List<String> methods = new ArrayList<>();
        if (model.isFor(Task.CHAT)) {
            methods.addAll(List.of("generateContent", "streamGenerateContent", "countTokens"));
        }
        if (model.isFor(Task.EMBEDDING)) {
            methods.addAll(List.of("embedContent", "batchEmbedContents"));
        }
        return methods.stream().map(RawJson::of).toList();
    }
}
