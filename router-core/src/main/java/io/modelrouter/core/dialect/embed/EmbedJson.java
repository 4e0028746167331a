package io.modelrouter.core.dialect.embed;

import io.modelrouter.core.dialect.MalformedAnswerException;
import io.modelrouter.core.dialect.Skim;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** Reads and writes answers and requests piece by piece: vectors are too long for trees. */
final class EmbedJson {
    private static final JsonFactory FACTORY = new JsonFactory();

    private EmbedJson() {}

    /** What takes the members of an object: the parser stands on the value, and must be left at its end. */
    @FunctionalInterface
    interface Member {
        void take(String name, JsonParser parser);
    }

    /** What takes the elements of an array, in the same way. */
    @FunctionalInterface
    interface Element {
        void take(JsonParser parser);
    }

    /**
     * Reads {@code body[start, end)}, one object.
     *
     * @throws MalformedAnswerException if it is none
     */
    static void object(byte[] body, int start, int end, Member member) {
        Skim.object(body, start, end, parser -> members(parser, member));
    }

    /**
     * Reads one object after the other, with nothing but white space between.
     *
     * @return how many they are, at least one
     * @throws MalformedAnswerException if there is something else, or nothing
     */
    static int objects(byte[] body, Member member) {
        int count = 0;
        try (JsonParser parser = Skim.parser(body, 0, body.length)) {
            for (JsonToken token = parser.nextToken(); token != null || count == 0; token = parser.nextToken()) {
                if (token != JsonToken.START_OBJECT) {
                    throw new MalformedAnswerException("the upstream's answer is not one JSON object", null);
                }
                members(parser, member);
                count++;
            }
        } catch (JacksonException e) {
            throw new MalformedAnswerException("the upstream's answer is not whole JSON", null);
        }
        return count;
    }

    /** The members of the object that the parser stands on; anything else is skipped. */
    static void members(JsonParser parser, Member member) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return;
        }
        String name;
        while ((name = parser.nextName()) != null) {
            parser.nextToken();
            member.take(name, parser);
        }
    }

    /** The elements of the array that the parser stands on; anything else is skipped. */
    static void elements(JsonParser parser, Element element) {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            element.take(parser);
        }
    }

    /** A whole number from 0 on at the parser's value; -1 for anything else. */
    static int index(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                && parser.getNumberType() == JsonParser.NumberType.INT) {
            return Math.max(-1, parser.getIntValue());
        }
        parser.skipChildren();
        return -1;
    }

    static @Nullable String text(JsonParser parser) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return parser.getString();
        }
        parser.skipChildren();
        return null;
    }

    /** An object whose members a writer adds. */
    static byte[] write(Consumer<JsonGenerator> members) {
        StringWriter out = new StringWriter(1 << 12);
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }

    static void checkCount(int vectors, int inputs) {
        if (inputs >= 0 && vectors != inputs) {
            throw new MalformedAnswerException(
                    "the upstream answered " + vectors + " vectors to " + inputs + " inputs", null);
        }
    }
}
