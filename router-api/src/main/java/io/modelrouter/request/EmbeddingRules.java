package io.modelrouter.request;

import io.modelrouter.wire.RawJson;
import java.util.List;
import java.util.Optional;

/** What holds for the inputs of both dialects of embeddings, and bounds that both share. */
public final class EmbeddingRules {
    /** The most texts in one request: OpenAI's own limit (API reference, "Create embeddings", read 2026-11). */
    public static final int MAX_INPUTS = 2048;
    /** The longest vector that may be asked for; no model comes near it. */
    public static final int MAX_DIMENSIONS = 65_536;

    private EmbeddingRules() {}

    static void noStream(boolean stream) {
        if (stream) {
            throw new IllegalArgumentException("embeddings are not streamed");
        }
    }

    static void require(MemberTree body, String member, String call) {
        if (!body.has(member)) {
            throw new IllegalStateException("no " + member + ": call " + call);
        }
    }

    /** Checks {@code input} and counts what it asks for. */
    static int inputs(RawJson body) {
        RawJson input = body.get("input").orElseThrow(() -> new InvalidRequestException("input", "input is required"));
        switch (input.kind()) {
            case STRING:
                notEmpty(input, "input");
                return 1;
            case ARRAY:
                return elements(input);
            default:
                throw new InvalidRequestException(
                        "input", "input must be a string, an array of strings, or an array of tokens");
        }
    }

    private static int elements(RawJson input) {
        List<RawJson> elements = input.elements();
        if (elements.isEmpty()) {
            throw new InvalidRequestException("input", "input must have at least one entry");
        }
        if (elements.get(0).kind() == RawJson.Kind.NUMBER) {
            tokens(elements, "input");
            return 1;
        }
        tooMany(elements.size(), "input");
        for (int i = 0; i < elements.size(); i++) {
            String path = "input[" + i + "]";
            RawJson element = elements.get(i);
            switch (element.kind()) {
                case STRING:
                    notEmpty(element, path);
                    break;
                case ARRAY:
                    if (element.size() == 0) {
                        throw new InvalidRequestException(path, path + " must have at least one token");
                    }
                    tokens(element.elements(), path);
                    break;
                case OBJECT:
                    // Of vendors whose models read pictures; theirs to check.
                    break;
                default:
                    throw new InvalidRequestException(path, path + " must be a string or an array of tokens");
            }
        }
        return elements.size();
    }

    /** The inputs one by one; a list of numbers is one of them. */
    static List<RawJson> split(RawJson body) {
        Optional<RawJson> input = body.get("input");
        if (input.isEmpty() || input.get().kind() != RawJson.Kind.ARRAY) {
            return input.stream().toList();
        }
        List<RawJson> elements = input.get().elements();
        boolean tokens = !elements.isEmpty() && elements.get(0).kind() == RawJson.Kind.NUMBER;
        return tokens ? List.of(input.get()) : elements;
    }

    static void tooMany(int count, String path) {
        if (count > MAX_INPUTS) {
            throw new InvalidRequestException(path, path + " has over " + MAX_INPUTS + " entries");
        }
    }

    private static void notEmpty(RawJson text, String path) {
        // Two bytes are the quotes.
        if (text.length() == 2) {
            throw new InvalidRequestException(path, path + " must not be an empty string");
        }
    }

    private static void tokens(List<RawJson> numbers, String path) {
        for (int i = 0; i < numbers.size(); i++) {
            RawJson number = numbers.get(i);
            long token = number.kind() == RawJson.Kind.NUMBER ? number.asLong().orElse(-1) : -1;
            if (token < 0 || token > Integer.MAX_VALUE) {
                throw new InvalidRequestException(
                        path + "[" + i + "]", path + "[" + i + "] must be a token: a whole number from 0 on");
            }
        }
    }
}
