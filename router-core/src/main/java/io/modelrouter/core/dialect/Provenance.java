package io.modelrouter.core.dialect;

import io.modelrouter.chat.Signature;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Signatures of one vendor inside the carrier of another (a Claude {@code signature}, an OpenAI {@code encrypted_content}, a
 * Gemini {@code thoughtSignature}). They are wrapped so that they can be told from the carrier's own, and say who made them.
 *
 * <p>The wrapping is standard base64 with padding, because Google's SDKs decode and encode what they find there; it begins
 * with bytes that no vendor's own signature begins with.
 */
public final class Provenance {
    private static final byte[] MAGIC = "modelrouter1:".getBytes(StandardCharsets.US_ASCII);
    /** How every wrapped text begins: the base64 of the 12 first bytes of {@link #MAGIC}, which do not depend on the rest. */
    private static final String PREFIX = Base64.getEncoder().encodeToString(Arrays.copyOf(MAGIC, 12));

    private static final byte[] PREFIX_BYTES = PREFIX.getBytes(StandardCharsets.US_ASCII);

    private Provenance() {}

    /** Wraps signatures into one text for a foreign carrier. */
    public static String seal(List<Signature> signatures) {
        ArrayNode list = JsonNodeFactory.instance.arrayNode();
        for (Signature signature : signatures) {
            ObjectNode one = list.addObject().put("d", signature.origin().id());
            if (signature.channel() != null) {
                one.put("c", signature.channel());
            }
            if (signature.place() != Signature.Place.OWN) {
                one.put("p", signature.place().name().toLowerCase(Locale.ROOT));
            }
            if (signature.redacted()) {
                one.put("r", true);
            }
            one.put("v", signature.value());
            if (signature.text() != null) {
                one.put("t", signature.text());
            }
        }
        byte[] json = JsonTree.bytes(list);
        byte[] all = Arrays.copyOf(MAGIC, MAGIC.length + json.length);
        System.arraycopy(json, 0, all, MAGIC.length, json.length);
        return Base64.getEncoder().encodeToString(all);
    }

    /** As {@link #seal(List)}, for one. */
    public static String seal(Signature signature) {
        return seal(List.of(signature));
    }

    /** What {@link #seal} wrapped; empty for a text that is the carrier's own. */
    public static List<Signature> unseal(String text) {
        if (!text.startsWith(PREFIX)) {
            return List.of();
        }
        byte[] all;
        try {
            all = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
        if (all.length < MAGIC.length || !Arrays.equals(all, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            return List.of();
        }
        JsonNode list = JsonTree.read(Arrays.copyOfRange(all, MAGIC.length, all.length));
        List<Signature> signatures = new ArrayList<>();
        if (list != null && list.isArray()) {
            for (JsonNode one : list) {
                Signature signature = signature(one);
                if (signature != null) {
                    signatures.add(signature);
                }
            }
        }
        return signatures;
    }

    /** Whether the text was made by {@link #seal}, readable or not: such a text must never reach a vendor. */
    public static boolean isSealed(String text) {
        return text.startsWith(PREFIX);
    }

    /** Whether sealed text stands anywhere in the document. Reads only, in one pass; a false alarm does no harm. */
    public static boolean occursIn(RawJson document) {
        return document.contains(PREFIX_BYTES);
    }

    /** The channels that made the sealed signatures of a document; those that cannot be read are left out. */
    public static Set<String> makers(RawJson document) {
        Set<String> makers = new LinkedHashSet<>();
        String text = new String(document.toBytes(), StandardCharsets.ISO_8859_1);
        for (int at = text.indexOf(PREFIX); at >= 0; at = text.indexOf(PREFIX, at + 1)) {
            int end = text.indexOf('"', at);
            // A slash may be escaped, and is the one character of base64 that may.
            String sealed = text.substring(at, end < 0 ? text.length() : end).replace("\\", "");
            for (Signature signature : unseal(sealed)) {
                if (signature.channel() != null) {
                    makers.add(signature.channel());
                }
            }
        }
        return makers;
    }

    private static @Nullable Signature signature(JsonNode one) {
        Optional<Dialect> origin = Optional.ofNullable(JsonTree.text(one, "d")).flatMap(Dialect::ofId);
        String value = JsonTree.text(one, "v");
        if (origin.isEmpty() || value == null) {
            return null;
        }
        return new Signature(
                origin.get(),
                JsonTree.text(one, "c"),
                place(JsonTree.text(one, "p")),
                one.path("r").asBoolean(false),
                value,
                JsonTree.text(one, "t"));
    }

    private static Signature.Place place(@Nullable String name) {
        for (Signature.Place place : Signature.Place.values()) {
            if (place.name().toLowerCase(Locale.ROOT).equals(name)) {
                return place;
            }
        }
        return Signature.Place.OWN;
    }
}
