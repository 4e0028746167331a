package io.modelrouter.wire;

/**
 * Bounds checked while a JSON document is read, before anything is built from it.
 *
 * @param maxDepth nesting of objects and arrays; default 200
 * @param maxNumberLength digits of one number, those of the exponent included; default 100
 * @param maxNameLength characters of one member name; default 4096
 * @param maxTokens tokens of the whole document; default 2,000,000
 */
public record JsonLimits(int maxDepth, int maxNumberLength, int maxNameLength, long maxTokens) {

    /** The defaults of the reliability specification, section 5. */
    public static final JsonLimits DEFAULT = new JsonLimits(200, 100, 4096, 2_000_000);

    public JsonLimits {
        if (maxDepth < 1 || maxNumberLength < 1 || maxNameLength < 1 || maxTokens < 1) {
            throw new IllegalArgumentException("every JSON limit must be at least 1");
        }
    }
}
