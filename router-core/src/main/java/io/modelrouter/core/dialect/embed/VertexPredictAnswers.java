package io.modelrouter.core.dialect.embed;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.Counts;
import io.modelrouter.core.dialect.EmbeddingAnswer;
import io.modelrouter.core.dialect.EmbeddingVector;
import io.modelrouter.core.dialect.MalformedAnswerException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Answers of {@code predict}, one in each line: {@code {"predictions":[{"embeddings":{"values":[...],"statistics":
 * {"token_count":4}}}]}}. Of one answer; not thread-safe.
 */
final class VertexPredictAnswers {
    private final boolean keeping;
    private final Counts counts = new Counts();
    private final List<EmbeddingVector> vectors = new ArrayList<>();
    private int count;
    private int counted;
    private long prompt;

    VertexPredictAnswers(byte[] body, boolean keeping) {
        this.keeping = keeping;
        EmbedJson.objects(body, (name, parser) -> {
            if (name.equals("predictions")) {
                EmbedJson.elements(parser, prediction -> EmbedJson.members(prediction, this::ofPrediction));
            } else {
                parser.skipChildren();
            }
        });
        if (count == 0) {
            throw new MalformedAnswerException("the upstream's answer has no vectors", null);
        }
    }

    private void ofPrediction(String name, JsonParser parser) {
        if (name.equals("embeddings")) {
            EmbedJson.members(parser, this::ofEmbeddings);
        } else {
            parser.skipChildren();
        }
    }

    private void ofEmbeddings(String name, JsonParser parser) {
        if (name.equals("values") && parser.currentToken() == JsonToken.START_ARRAY) {
            count++;
            if (keeping) {
                vectors.add(EmbeddingVector.read(parser));
            } else {
                parser.skipChildren();
            }
        } else if (name.equals("statistics")) {
            EmbedJson.members(parser, this::ofStatistics);
        } else {
            parser.skipChildren();
        }
    }

    private void ofStatistics(String name, JsonParser parser) {
        if (name.equals("token_count") && parser.currentToken().isNumeric()) {
            counted++;
            prompt += counts.read(parser);
        } else {
            parser.skipChildren();
        }
    }

    int count() {
        return count;
    }

    /** The usage counts as told only where it was told of every vector. */
    BodyTally tally() {
        return new BodyTally(usage(), counted == count, counts.suspect(), -1, 0, null);
    }

    EmbeddingAnswer answer() {
        return new EmbeddingAnswer(null, vectors, usage());
    }

    private Usage usage() {
        return Usage.builder().input(prompt).build();
    }
}
