package io.modelrouter.core.dialect.embed;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.Counts;
import io.modelrouter.core.dialect.EmbeddingAnswer;
import io.modelrouter.core.dialect.EmbeddingReply;
import io.modelrouter.core.dialect.EmbeddingVector;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.request.GeminiEmbedRequest;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Answers of Gemini's two methods for embeddings: {@code {"embedding":{"values":[...]}}}, or {@code {"embeddings":[{"values":
 * [...]}]}} for a batch; several of the first one after the other from hosts without a batch. Newer models tell
 * {@code usageMetadata}, others nothing. Of one answer; not thread-safe.
 */
final class GeminiEmbedAnswers {
    private final boolean keeping;
    private final Counts counts = new Counts();
    private final List<EmbeddingVector> vectors = new ArrayList<>();
    private int count;
    private boolean hasVectors;
    private final int answers;
    private int told;
    private long prompt;
    private long audio;
    private long image;

    /**
     * @param keeping whether the vectors are read, and not only counted
     * @throws MalformedAnswerException if it is no JSON object, or has a vector that is none
     */
    GeminiEmbedAnswers(byte[] body, boolean keeping) {
        this.keeping = keeping;
        answers = EmbedJson.objects(body, this::member);
    }

    boolean hasVectors() {
        return hasVectors;
    }

    int count() {
        return count;
    }

    BodyTally tally() {
        return new BodyTally(usage(), told == answers, counts.suspect(), -1, 0, null);
    }

    EmbeddingAnswer answer() {
        return new EmbeddingAnswer(null, vectors, usage());
    }

    private void member(String name, JsonParser parser) {
        switch (name) {
            case "embedding":
                hasVectors |= parser.currentToken() == JsonToken.START_OBJECT;
                vector(parser);
                break;
            case "embeddings":
                hasVectors |= parser.currentToken() == JsonToken.START_ARRAY;
                EmbedJson.elements(parser, this::vector);
                break;
            case "usageMetadata":
                EmbedJson.members(parser, this::usage);
                break;
            default:
                parser.skipChildren();
        }
    }

    private void vector(JsonParser parser) {
        EmbedJson.members(parser, (name, value) -> {
            if (!name.equals("values")) {
                value.skipChildren();
                return;
            }
            count++;
            if (keeping) {
                vectors.add(EmbeddingVector.read(value));
            } else {
                value.skipChildren();
            }
        });
    }

    private void usage(String name, JsonParser parser) {
        switch (name) {
            case "promptTokenCount":
                told += parser.currentToken().isNumeric() ? 1 : 0;
                prompt += counts.read(parser);
                break;
            case "promptTokenDetails":
            // The Gemini API's word (pydantic-test-google-task-prefix-symmetric-query-0-d95c70ea).
            case "promptTokensDetails":
                // Vertex's (pydantic-test-google-task-prefix-vertex-0-daab2243).
                EmbedJson.elements(parser, this::detail);
                break;
            default:
                parser.skipChildren();
        }
    }

    private void detail(JsonParser parser) {
        String[] modality = {""};
        long[] tokens = {0};
        EmbedJson.members(parser, (name, value) -> {
            if (name.equals("modality")) {
                String text = EmbedJson.text(value);
                modality[0] = text == null ? "" : text;
            } else if (name.equals("tokenCount")) {
                tokens[0] = counts.read(value);
            } else {
                value.skipChildren();
            }
        });
        audio += modality[0].equals("AUDIO") ? tokens[0] : 0;
        image += modality[0].equals("IMAGE") ? tokens[0] : 0;
    }

    private Usage usage() {
        return Usage.builder()
                .input(prompt)
                .audioInput(Math.min(audio, prompt))
                .imageInput(Math.min(image, prompt))
                .build();
    }

    /** Without the usage where nobody told it: Gemini itself tells none for many models, and its clients expect none. */
    static byte[] write(EmbeddingAnswer answer, EmbeddingReply reply) {
        boolean batch = reply.request().operation().equals(GeminiEmbedRequest.BATCH);
        return EmbedJson.write(json -> {
            if (batch) {
                json.writeArrayPropertyStart("embeddings");
                answer.vectors().forEach(vector -> values(json, vector));
                json.writeEndArray();
            } else {
                json.writeName("embedding");
                values(json, answer.vectors().get(0));
            }
            if (!reply.estimated()) {
                json.writeObjectPropertyStart("usageMetadata");
                json.writeNumberProperty("promptTokenCount", reply.usage().prompt());
                json.writeEndObject();
            }
        });
    }

    private static void values(JsonGenerator json, EmbeddingVector vector) {
        json.writeStartObject();
        json.writeName("values");
        json.writeRawValue(vector.toJson());
        json.writeEndObject();
    }
}
