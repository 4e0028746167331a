package io.modelrouter.core.dialect.embed;

import io.modelrouter.chat.Usage;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.Counts;
import io.modelrouter.core.dialect.EmbeddingAnswer;
import io.modelrouter.core.dialect.EmbeddingReply;
import io.modelrouter.core.dialect.EmbeddingVector;
import io.modelrouter.core.dialect.JsonTree;
import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.dialect.OpenAiErrorReader;
import io.modelrouter.core.dialect.Skim;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Answers of OpenAI embeddings: {@code {"object":"list","data":[{"object":"embedding","index":0,"embedding":...}],"model":...,
 * "usage":{"prompt_tokens":8,"total_tokens":8}}}. Of one answer; not thread-safe.
 */
final class OpenAiEmbeddingsAnswers {
    private final boolean keeping;
    private final Counts counts = new Counts();
    private final List<EmbeddingVector> vectors = new ArrayList<>();
    private final List<Integer> places = new ArrayList<>();
    private @Nullable String model;
    private boolean hasData;
    private boolean hasError;
    private int count;
    private long prompt;
    private long total;
    private boolean reported;
    private int usageEnd = -1;

    private OpenAiEmbeddingsAnswers(byte[] body, boolean keeping) {
        this.keeping = keeping;
        EmbedJson.object(body, 0, body.length, this::member);
    }

    static BodyTally meter(byte[] body, int inputs) {
        OpenAiEmbeddingsAnswers answer = new OpenAiEmbeddingsAnswers(body, false);
        UpstreamError error = null;
        if (!answer.hasData) {
            if (!answer.hasError) {
                throw new MalformedAnswerException("the upstream's answer has no data", null);
            }
            error = OpenAiErrorReader.inside(Dialect.OPENAI_EMBEDDINGS, JsonTree.read(body), body);
        } else {
            EmbedJson.checkCount(answer.count, inputs);
        }
        return new BodyTally(answer.usage(), answer.reported, answer.counts.suspect(), answer.usageEnd, 0, error);
    }

    static EmbeddingAnswer read(byte[] body) {
        OpenAiEmbeddingsAnswers answer = new OpenAiEmbeddingsAnswers(body, true);
        return new EmbeddingAnswer(answer.model, answer.inOrder(), answer.usage());
    }

    private void member(String name, JsonParser parser) {
        switch (name) {
            case "data":
                hasData |= parser.currentToken() == JsonToken.START_ARRAY;
                EmbedJson.elements(parser, this::entry);
                break;
            case "model":
                model = EmbedJson.text(parser);
                break;
            case "usage":
                usage(parser);
                break;
            case "error":
                boolean object = parser.currentToken() == JsonToken.START_OBJECT;
                hasError |= Skim.chars(parser) > 0 || object;
                break;
            case "object":
                // Mistral's errors have no envelope: {"object":"error","message":...}.
                hasError |= "error".equals(EmbedJson.text(parser));
                break;
            case "detail":
                // Voyage and Mistral: an error of this word alone.
                hasError |= Skim.saysSomething(parser);
                break;
            default:
                parser.skipChildren();
        }
    }

    private void entry(JsonParser parser) {
        int[] place = {-1};
        int before = vectors.size();
        boolean[] found = {false};
        EmbedJson.members(parser, (name, value) -> {
            if (name.equals("index")) {
                place[0] = EmbedJson.index(value);
            } else if (name.equals("embedding") && !found[0]) {
                found[0] = true;
                if (keeping) {
                    vectors.add(EmbeddingVector.read(value));
                } else {
                    value.skipChildren();
                }
            } else {
                value.skipChildren();
            }
        });
        count += found[0] ? 1 : 0;
        if (vectors.size() > before) {
            places.add(place[0]);
        }
    }

    /** By their index where all have one that can be true, else as they came. */
    private List<EmbeddingVector> inOrder() {
        EmbeddingVector[] ordered = new EmbeddingVector[vectors.size()];
        for (int i = 0; i < ordered.length; i++) {
            int place = places.get(i);
            if (place < 0) {
                return vectors;
            }
            if (place >= ordered.length || ordered[place] != null) {
                throw new MalformedAnswerException(
                        "the upstream's answer has an index twice or none for a vector", null);
            }
            ordered[place] = vectors.get(i);
        }
        return Arrays.asList(ordered);
    }

    private void usage(JsonParser parser) {
        boolean object = parser.currentToken() == JsonToken.START_OBJECT;
        boolean[] any = {false};
        boolean[] priced = {false};
        EmbedJson.members(parser, (name, value) -> {
            any[0] = true;
            boolean number = value.currentToken().isNumeric();
            switch (name) {
                case "prompt_tokens":
                    prompt = counts.read(value);
                    reported |= number;
                    break;
                case "total_tokens":
                    total = counts.read(value);
                    reported |= number;
                    break;
                case "cost":
                case "credits_remaining":
                    // A name given twice breaks strict readers (OpenRouter, another router).
                    priced[0] = true;
                    value.skipChildren();
                    break;
                default:
                    value.skipChildren();
            }
        });
        usageEnd = object && any[0] && !priced[0] ? Skim.endOf(parser, 0) - 1 : -1;
    }

    /** Voyage tells the total alone (recordings of {@code voyage-3.5}). */
    private Usage usage() {
        return Usage.builder().input(prompt > 0 ? prompt : total).build();
    }

    static byte[] write(EmbeddingAnswer answer, EmbeddingReply reply) {
        boolean base64 = reply.request()
                .json()
                .get("encoding_format")
                .flatMap(RawJson::asString)
                .filter("base64"::equals)
                .isPresent();
        return EmbedJson.write(json -> {
            json.writeStringProperty("object", "list");
            json.writeArrayPropertyStart("data");
            for (int i = 0; i < answer.vectors().size(); i++) {
                json.writeStartObject();
                json.writeStringProperty("object", "embedding");
                json.writeNumberProperty("index", i);
                json.writeName("embedding");
                EmbeddingVector vector = answer.vectors().get(i);
                if (base64) {
                    json.writeString(vector.toBase64());
                } else {
                    json.writeRawValue(vector.toJson());
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeStringProperty("model", reply.model());
            usage(json, reply);
        });
    }

    private static void usage(JsonGenerator json, EmbeddingReply reply) {
        json.writeObjectPropertyStart("usage");
        json.writeNumberProperty("prompt_tokens", reply.usage().prompt());
        json.writeNumberProperty("total_tokens", reply.usage().total());
        if (reply.estimated()) {
            json.writeBooleanProperty("estimated", true);
        }
        byte[] members = reply.usageMembers();
        if (members != null) {
            json.writeRaw(new String(members, StandardCharsets.US_ASCII));
        }
        json.writeEndObject();
    }
}
