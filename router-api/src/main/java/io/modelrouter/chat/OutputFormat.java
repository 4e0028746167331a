package io.modelrouter.chat;

import io.modelrouter.wire.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * What the answer's text must look like.
 *
 * @param name of the schema, or null
 * @param schema JSON Schema; only for SCHEMA
 * @param strict whether the vendor shall enforce every detail; null where the caller did not say
 */
public record OutputFormat(
        Kind kind,
        @Nullable String name,
        @Nullable String description,
        @Nullable RawJson schema,
        @Nullable Boolean strict) {

    /** The kinds. */
    public enum Kind {
        TEXT,
        /** Any JSON ("JSON mode"). */
        JSON,
        SCHEMA
    }
}
