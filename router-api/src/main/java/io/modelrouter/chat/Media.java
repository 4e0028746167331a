package io.modelrouter.chat;

import org.jspecify.annotations.Nullable;

/**
 * A picture, sound or file inside an answer, by value or by address.
 *
 * @param mediaType such as {@code image/png}; null where the provider did not tell
 * @param base64 the content in base64, or null
 * @param url where it lies, or null; never fetched by the library
 */
public record Media(
        @Nullable String mediaType,
        @Nullable String base64,
        @Nullable String url) {
    public Media {
        if (base64 == null && url == null) {
            throw new IllegalArgumentException("media needs base64 content or a url");
        }
    }
}
