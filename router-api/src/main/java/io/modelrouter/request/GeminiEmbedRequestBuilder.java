package io.modelrouter.request;

import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds a {@link GeminiEmbedRequest}: {@code embedContent} for one content, {@code batchEmbedContents} for more, whose
 * entries all have the same settings. Not thread-safe.
 *
 * <pre>{@code
 * GeminiEmbedRequest.builder()
 *     .model("gemini-embedding-001")
 *     .text("What is a router?")
 *     .taskType("RETRIEVAL_QUERY")
 *     .build();
 * }</pre>
 */
public final class GeminiEmbedRequestBuilder {
    private final List<RawJson> contents = new ArrayList<>();
    private final MemberTree settings = new MemberTree();
    private String model = "";

    GeminiEmbedRequestBuilder() {}

    /** The model to ask for, without {@code models/}; required. */
    public GeminiEmbedRequestBuilder model(String model) {
        this.model = BodyRules.model(model);
        return this;
    }

    /** A text to embed. */
    public GeminiEmbedRequestBuilder text(String text) {
        RawJson part = RawJson.object(Map.of("text", JsonArguments.text(text, "text")));
        return content(RawJson.object(Map.of("parts", RawJson.array(List.of(part)))));
    }

    /** A content as it stands, such as one with pictures: {@code {"parts":[...]}}; all its parts make one vector. */
    public GeminiEmbedRequestBuilder content(RawJson content) {
        contents.add(JsonArguments.object(content, "content"));
        return this;
    }

    /** What the vectors are for, such as {@code RETRIEVAL_QUERY} or {@code CLUSTERING}. */
    public GeminiEmbedRequestBuilder taskType(String taskType) {
        settings.set("taskType", JsonArguments.text(taskType, "taskType"));
        return this;
    }

    /** A title of the text; for the task {@code RETRIEVAL_DOCUMENT} alone. */
    public GeminiEmbedRequestBuilder title(String title) {
        settings.set("title", JsonArguments.text(title, "title"));
        return this;
    }

    /** How long the vectors shall be. */
    public GeminiEmbedRequestBuilder outputDimensionality(int dimensions) {
        settings.set(
                "outputDimensionality",
                JsonArguments.between(1, EmbeddingRules.MAX_DIMENSIONS, dimensions, "outputDimensionality"));
        return this;
    }

    /**
     * The request.
     *
     * @throws IllegalStateException if something required is missing; the message names the method to call
     * @throws InvalidRequestException if there are too many contents or one of them is none
     */
    public GeminiEmbedRequest build() {
        if (model.isEmpty()) {
            throw new IllegalStateException("no model: call model(...)");
        }
        if (contents.isEmpty()) {
            throw new IllegalStateException("no content: call text(...)");
        }
        boolean batch = contents.size() > 1;
        List<RawJson> requests = new ArrayList<>();
        for (RawJson content : contents) {
            Map<String, RawJson> request = new LinkedHashMap<>();
            if (batch) {
                request.put("model", RawJson.of("models/" + model));
            }
            request.put("content", content);
            request.putAll(settings.toJson().members());
            requests.add(RawJson.object(request));
        }
        RawJson body = batch ? RawJson.object(Map.of("requests", RawJson.array(requests))) : requests.get(0);
        return GeminiEmbedRequest.parse(model, batch, body, Map.of());
    }
}
