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
 * Answers of embedding models on Bedrock, one in each line: Titan's {@code {"embedding":[...],"inputTextTokenCount":5}},
 * Cohere's {@code {"embeddings":{"float":[[...]]}}}, or {@code {"embeddings":[[...]]}} as its older models have it. Cohere
 * tells no tokens in the body. Of one answer; not thread-safe.
 */
final class BedrockEmbedAnswers {
    private final boolean keeping;
    private final Counts counts = new Counts();
    private final List<EmbeddingVector> vectors = new ArrayList<>();
    private int count;
    private long prompt;
    private boolean told;
    private boolean untold;

    BedrockEmbedAnswers(byte[] body, boolean keeping) {
        this.keeping = keeping;
        int start = 0;
        for (int at = 0; at <= body.length; at++) {
            // JSON has no raw line feed inside a string, and these answers come in one line each.
            if (at == body.length || body[at] == '\n') {
                if (!isBlank(body, start, at)) {
                    line(body, start, at);
                }
                start = at + 1;
            }
        }
        if (count == 0) {
            throw new MalformedAnswerException("the upstream's answer has no vectors", null);
        }
    }

    private static boolean isBlank(byte[] body, int start, int end) {
        for (int i = start; i < end; i++) {
            if (body[i] > ' ') {
                return false;
            }
        }
        return true;
    }

    private void line(byte[] body, int start, int end) {
        boolean[] counted = {false};
        EmbedJson.object(body, start, end, (name, parser) -> {
            switch (name) {
                case "embedding":
                    vector(parser);
                    break;
                case "embeddings":
                    if (parser.currentToken() == JsonToken.START_OBJECT) {
                        EmbedJson.members(parser, this::byType);
                    } else {
                        EmbedJson.elements(parser, this::vector);
                    }
                    break;
                case "inputTextTokenCount":
                    counted[0] = parser.currentToken().isNumeric();
                    prompt += counts.read(parser);
                    break;
                default:
                    parser.skipChildren();
            }
        });
        told |= counted[0];
        untold |= !counted[0];
    }

    private void byType(String name, JsonParser parser) {
        if (name.equals("float")) {
            EmbedJson.elements(parser, this::vector);
        } else {
            parser.skipChildren();
        }
    }

    private void vector(JsonParser parser) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        count++;
        if (keeping) {
            vectors.add(EmbeddingVector.read(parser));
        } else {
            parser.skipChildren();
        }
    }

    int count() {
        return count;
    }

    /** The usage counts as told only where every line told it. */
    BodyTally tally() {
        return new BodyTally(usage(), told && !untold, counts.suspect(), -1, 0, null);
    }

    EmbeddingAnswer answer() {
        return new EmbeddingAnswer(null, vectors, usage());
    }

    private Usage usage() {
        return Usage.builder().input(prompt).build();
    }
}
