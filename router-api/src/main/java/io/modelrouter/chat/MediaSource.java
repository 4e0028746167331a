package io.modelrouter.chat;

import io.modelrouter.wire.Dialect;
import org.jspecify.annotations.Nullable;

/** Where the content of media in a prompt lies. */
public sealed interface MediaSource {

    /**
     * In the request itself.
     *
     * @param mediaType such as {@code image/png}; null where the caller did not tell
     * @param base64 the content in standard base64
     */
    record Inline(@Nullable String mediaType, String base64) implements MediaSource {}

    /**
     * At an address that the vendor fetches; the library never does.
     *
     * @param mediaType such as {@code image/png}; null where the caller did not tell
     */
    record Address(@Nullable String mediaType, String url) implements MediaSource {}

    /**
     * A file that was uploaded to a vendor, which alone knows it.
     *
     * @param vendor the dialect of the vendor's files
     * @param id the vendor's name for it: {@code file-abc}, {@code file_abc}, {@code https://.../v1beta/files/abc}
     */
    record Uploaded(Dialect vendor, @Nullable String mediaType, String id) implements MediaSource {}

    /** A document written out as text. */
    record Written(String text) implements MediaSource {}
}
