package io.modelrouter.providers.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** A number inside the bounds that a schema sets. */
final class NumberSample {
    /** Bounds beyond this are taken for none, so that arithmetic stays cheap. */
    private static final double LARGEST = 1e15;

    /** What a property of such a name usually holds; other numbers begin at 1. */
    private static final Map<String, BigDecimal> BY_NAME = Map.of(
            "age",
            BigDecimal.valueOf(36),
            "year",
            BigDecimal.valueOf(2026),
            "price",
            new BigDecimal("9.5"),
            "temperature",
            BigDecimal.valueOf(21),
            "latitude",
            new BigDecimal("48.5"),
            "longitude",
            new BigDecimal("2.5"));

    private NumberSample() {}

    static JsonNode integer(JsonNode schema, String name, int salt) {
        BigDecimal step = step(schema);
        BigDecimal whole = step == null || step.stripTrailingZeros().scale() > 0 ? BigDecimal.ONE : step;
        return JsonNodeFactory.instance.numberNode(
                within(schema, whole, wanted(name, salt)).longValue());
    }

    static JsonNode number(JsonNode schema, String name, int salt) {
        BigDecimal step = step(schema);
        BigDecimal value = within(schema, step == null ? new BigDecimal("0.5") : step, wanted(name, salt));
        return value.stripTrailingZeros().scale() <= 0
                ? JsonNodeFactory.instance.numberNode(value.longValue())
                : JsonNodeFactory.instance.numberNode(value.doubleValue());
    }

    private static BigDecimal wanted(String name, int salt) {
        return BY_NAME.getOrDefault(name.toLowerCase(Locale.ROOT), BigDecimal.ONE)
                .add(BigDecimal.valueOf(salt));
    }

    /** The first multiple of the step from there up, moved into the bounds; the lower bound itself if none fits. */
    private static BigDecimal within(JsonNode schema, BigDecimal step, BigDecimal start) {
        BigDecimal least = bound(schema, "minimum", "exclusiveMinimum", step);
        BigDecimal most = bound(schema, "maximum", "exclusiveMaximum", step.negate());
        BigDecimal wanted = start;
        if (most != null && wanted.compareTo(most) > 0) {
            wanted = least != null ? least : most;
        }
        if (least != null && wanted.compareTo(least) < 0) {
            wanted = least;
        }
        BigDecimal multiple = wanted.divide(step, 0, RoundingMode.CEILING).multiply(step);
        if (most != null && multiple.compareTo(most) > 0) {
            BigDecimal below = most.divide(step, 0, RoundingMode.FLOOR).multiply(step);
            return least != null && below.compareTo(least) < 0 ? least : below;
        }
        return multiple;
    }

    /** An inclusive bound; an exclusive one (a number, or a flag as in older drafts) is moved one step inward. */
    private static @Nullable BigDecimal bound(JsonNode schema, String name, String exclusive, BigDecimal inward) {
        BigDecimal bound = decimal(schema.path(name));
        BigDecimal open = decimal(schema.path(exclusive));
        if (open == null) {
            return bound != null && schema.path(exclusive).booleanValue(false) ? bound.add(inward) : bound;
        }
        BigDecimal moved = open.add(inward);
        return bound == null || moved.subtract(bound).signum() == inward.signum() ? moved : bound;
    }

    private static @Nullable BigDecimal step(JsonNode schema) {
        BigDecimal step = decimal(schema.path("multipleOf"));
        return step == null || step.signum() <= 0 ? null : step;
    }

    private static @Nullable BigDecimal decimal(JsonNode node) {
        return node.isNumber() && Math.abs(node.doubleValue()) < LARGEST
                ? BigDecimal.valueOf(node.doubleValue())
                : null;
    }
}
