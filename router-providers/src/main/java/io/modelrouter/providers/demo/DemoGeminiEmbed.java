package io.modelrouter.providers.demo;

import io.modelrouter.provider.HttpHeaders;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gemini {@code embedContent} and {@code batchEmbedContents}; a body with {@code requests} is a batch.
 *
 * @see <a href="https://ai.google.dev/api/embeddings">the vendor's reference</a>
 */
final class DemoGeminiEmbed implements DemoDialect {
    private final DemoDialect errors;

    /**
     * @param errors words errors for all methods of this vendor
     */
    DemoGeminiEmbed(DemoDialect errors) {
        this.errors = errors;
    }

    @Override
    public DemoReply refuse(DemoRefusal refusal, DemoIds ids) {
        return errors.refuse(refusal, ids);
    }

    @Override
    public DemoReply answer(ObjectNode body, Setting setting) throws DemoRefusal {
        ObjectNode answer = DemoJson.object();
        long tokens = 0;
        if (body.path("requests").isArray()) {
            ArrayNode embeddings = answer.putArray("embeddings");
            for (JsonNode request : body.path("requests").values()) {
                tokens += embed(request, embeddings.addObject());
            }
        } else {
            tokens = embed(body, answer.putObject("embedding"));
        }
        answer.putObject("usageMetadata").put("promptTokenCount", tokens);
        return DemoReply.whole(
                200,
                HttpHeaders.builder()
                        .add("content-type", "application/json; charset=UTF-8")
                        .build(),
                DemoJson.write(answer));
    }

    /** The tokens that it costs. */
    private static int embed(JsonNode request, ObjectNode embedding) throws DemoRefusal {
        JsonNode parts = request.path("content").path("parts");
        if (!parts.isArray() || parts.isEmpty()) {
            throw DemoRefusal.badRequest("* EmbedContentRequest.content: contents is not specified");
        }
        JsonNode asked = DemoJson.camel(request, "outputDimensionality");
        int length = asked.isMissingNode() || asked.isNull()
                ? DemoVectors.USUAL_LENGTH
                : DemoJson.positive(asked, "outputDimensionality", DemoVectors.MOST);
        String text = DemoJson.flatText(parts);
        ArrayNode values = embedding.putArray("values");
        for (float number : DemoVectors.of(text, length)) {
            values.add(number);
        }
        return TokenGuess.count(text);
    }
}
