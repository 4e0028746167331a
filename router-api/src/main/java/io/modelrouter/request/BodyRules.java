package io.modelrouter.request;

import io.modelrouter.wire.RawJson;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The checks that the views make when they take a body. They look at the top-level members only and at counts that the
 * one pass over the document has already taken.
 */
final class BodyRules {
    /** The largest token count that may be asked for. */
    static final long MAX_TOKENS = Integer.MAX_VALUE;
    /** The most alternatives that may be asked for. */
    static final long MAX_CHOICES = 128;

    private BodyRules() {}

    static String model(RawJson body) {
        RawJson model = body.get("model")
                .orElseThrow(() -> new InvalidRequestException("model", "you must provide a model parameter"));
        return model(
                model.asString().orElseThrow(() -> new InvalidRequestException("model", "model must be a string")));
    }

    static String model(String model) {
        if (model.isEmpty() || model.length() > RouterRequest.MAX_MODEL_LENGTH) {
            throw new InvalidRequestException(
                    "model", "model must have 1 to " + RouterRequest.MAX_MODEL_LENGTH + " characters");
        }
        return model;
    }

    /** False where the member is absent or null. */
    static boolean flag(RawJson body, String name) {
        Optional<RawJson> flag = body.get(name).filter(value -> !value.isNull());
        if (flag.isEmpty()) {
            return false;
        }
        return flag.get()
                .asBoolean()
                .orElseThrow(() -> new InvalidRequestException(name, name + " must be true or false"));
    }

    /** A count of tokens; empty where the member is absent or null. */
    static OptionalLong tokens(RawJson body, String name) {
        return body.get(name)
                .map(value -> wholeNumber(value, name, 0, MAX_TOKENS))
                .orElse(OptionalLong.empty());
    }

    /** A number of alternatives; 1 where the member is absent or null. */
    static int choices(RawJson body, String name) {
        return body.get(name)
                .map(value -> (int) wholeNumber(value, name, 1, MAX_CHOICES).orElse(1))
                .orElse(1);
    }

    /** A whole number in a range; empty for null. The path is what the message names. */
    static OptionalLong wholeNumber(RawJson value, String path, long min, long max) {
        if (value.isNull()) {
            return OptionalLong.empty();
        }
        OptionalLong number = value.asLong();
        if (number.isEmpty() || number.getAsLong() < min || number.getAsLong() > max) {
            throw new InvalidRequestException(path, path + " must be a whole number from " + min + " to " + max);
        }
        return number;
    }

    /** An array that must be there and may not be too long. */
    static void requiredArray(RawJson body, String name, int max) {
        RawJson value = body.get(name).orElseThrow(() -> new InvalidRequestException(name, name + " is required"));
        if (value.kind() != RawJson.Kind.ARRAY) {
            throw new InvalidRequestException(name, name + " must be an array");
        }
        atMost(body, name, max);
    }

    static void atMost(RawJson body, String name, int max) {
        if (body.sizeOf(name) > max) {
            throw new InvalidRequestException(name, name + " has over " + max + " entries");
        }
    }
}
