package io.modelrouter.chat;

import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * Where a piece of an answer comes from.
 *
 * @param url the source's address, or null
 * @param title the source's title, or null
 * @param cited the source's own words, or null
 * @param start first character (UTF-16) of the answer's block that rests on it, -1 where the vendor did not tell
 * @param end the character behind the last one, -1 where the vendor did not tell
 * @param dialect whose shape {@code json} has
 * @param json the citation as the vendor wrote it
 */
public record Citation(
        @Nullable String url,
        @Nullable String title,
        @Nullable String cited,
        int start,
        int end,
        Dialect dialect,
        RawJson json) {}
