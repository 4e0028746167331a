package io.modelrouter.chat;

import io.modelrouter.wire.Dialect;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The opaque text with which a vendor knows its own reasoning again: Claude's signature or redacted data, OpenAI's encrypted
 * content, Gemini's thought signature. It goes back only to a channel of the dialect that made it.
 *
 * @param origin the dialect of the channel that made it
 * @param channel the name of that channel, or null where it is not known
 * @param place what it belongs to
 * @param redacted whether it stands for reasoning that the vendor does not show at all (Claude's redacted thinking)
 * @param value the vendor's text, unchanged; empty where it gave none, see {@link #unsigned}
 * @param text the reasoning it signs, where it travels apart from it; null where the block itself has the text
 */
public record Signature(
        Dialect origin,
        @Nullable String channel,
        Place place,
        boolean redacted,
        String value,
        @Nullable String text) {

    /** What a signature belongs to. */
    public enum Place {
        /** The reasoning block it stands on. */
        OWN,
        /** The text, call or media that follows it: Gemini signs those, and other dialects cannot. */
        NEXT,
        /** The text, call or media that it follows. */
        PREVIOUS
    }

    public Signature {
        Objects.requireNonNull(origin, "origin");
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(value, "value");
    }

    /** A signature in its maker's own dialect, on the block it belongs to. */
    public static Signature of(Dialect origin, String value) {
        return new Signature(origin, null, Place.OWN, false, value, null);
    }

    /**
     * Stands in for the signature of what the vendor did not sign, so that it is known as the vendor's in another dialect.
     *
     * @param origin the dialect of the channel that made it
     * @param channel the name of that channel, or null where it is not known
     */
    public static Signature unsigned(Dialect origin, @Nullable String channel) {
        return new Signature(origin, channel, Place.OWN, false, "", null);
    }

    /** Whether the vendor gave none, and there is nothing to give back to it. */
    public boolean isUnsigned() {
        return value.isEmpty();
    }

    /** The same with its place changed. */
    public Signature at(Place where) {
        return new Signature(origin, channel, where, redacted, value, text);
    }
}
