package io.modelrouter.providers.demo;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI embeddings, in both encodings.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/embeddings/create">the vendor's reference</a>
 */
final class DemoOpenAiEmbeddings implements DemoDialect {

    @Override
    public DemoReply refuse(DemoRefusal refusal, DemoIds ids) {
        return DemoOpenAi.refuse(refusal, ids);
    }

    @Override
    public DemoReply answer(ObjectNode body, Setting setting) throws DemoRefusal {
        JsonNode dimensions = body.path("dimensions");
        int length = DemoJson.has(body, "dimensions")
                ? DemoJson.positive(dimensions, "dimensions", DemoVectors.MOST)
                : DemoVectors.USUAL_LENGTH;
        boolean base64 = DemoJson.text(body, "encoding_format", "float").equals("base64");
        ObjectNode answer = DemoJson.object().put("object", "list");
        ArrayNode data = answer.putArray("data");
        long tokens = 0;
        for (JsonNode input : inputs(body.path("input"))) {
            String text = input.isString() ? input.stringValue() : DemoJson.write(input);
            tokens += input.isArray() ? input.size() : TokenGuess.count(text);
            ObjectNode entry = data.addObject().put("object", "embedding").put("index", data.size() - 1);
            float[] vector = DemoVectors.of(text, length);
            if (base64) {
                entry.put("embedding", base64(vector));
            } else {
                ArrayNode numbers = entry.putArray("embedding");
                for (float number : vector) {
                    numbers.add(number);
                }
            }
        }
        answer.put("model", setting.model());
        answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
        return DemoReply.whole(
                200, DemoOpenAi.headers("application/json", setting.ids()).build(), DemoJson.write(answer));
    }

    private static List<JsonNode> inputs(JsonNode input) throws DemoRefusal {
        if (input.isString() || input.isArray() && input.path(0).isNumber()) {
            return List.of(input);
        }
        if (!input.isArray() || input.isEmpty()) {
            throw DemoRefusal.badRequest("'input' must be a string or an array that is not empty.", "input");
        }
        return new ArrayList<>(input.values());
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(vector);
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
