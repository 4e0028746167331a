package io.modelrouter.core.dialect.gemini;

import io.modelrouter.chat.Signature;
import io.modelrouter.core.dialect.Provenance;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What a part's {@code thoughtSignature} holds: Gemini's own, or what other vendors made and the router wrapped.
 *
 * @param sealed whether the router wrapped it, so that the text itself must not be sent on
 * @param own of the part it stands on, or null
 * @param reasoning other vendors' reasoning that travels here, each with its text
 * @param previous of the block before, or null
 * @param next of the block behind, or null
 */
record GeminiCarrier(
        boolean sealed,
        @Nullable Signature own,
        List<Signature> reasoning,
        @Nullable Signature previous,
        @Nullable Signature next) {

    /**
     * Texts that Google documents for a call that it did not make itself; a client that got no signature sends them, and
     * they are none.
     *
     * @see <a href="https://ai.google.dev/gemini-api/docs/thought-signatures">Thought signatures</a>
     */
    static final String DUMMY = "skip_thought_signature_validator";

    private static final Set<String> DUMMIES = dummies(DUMMY, "context_engineering_is_the_way_to_go");

    private static final GeminiCarrier EMPTY = new GeminiCarrier(false, null, List.of(), null, null);

    /** SDKs for which the member is bytes send the texts in base64. */
    private static Set<String> dummies(String... texts) {
        Set<String> all = new HashSet<>();
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
            all.add(text);
            all.add(Base64.getEncoder().encodeToString(bytes));
            all.add(Base64.getUrlEncoder().encodeToString(bytes));
            all.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
        }
        return Set.copyOf(all);
    }

    static GeminiCarrier of(JsonNode part) {
        String text = GeminiFields.text(part, "thoughtSignature");
        if (text == null || text.isEmpty() || DUMMIES.contains(text)) {
            return EMPTY;
        }
        // SDKs that know bytes may hand base64 back in its other alphabet.
        String standard = GeminiMedia.standardBase64(text);
        if (!Provenance.isSealed(standard)) {
            Signature own = Signature.of(Dialect.GEMINI_GENERATE, text);
            return new GeminiCarrier(false, own, List.of(), null, null);
        }
        Signature own = null;
        Signature previous = null;
        Signature next = null;
        List<Signature> reasoning = new ArrayList<>();
        for (Signature signature : Provenance.unseal(standard)) {
            if (signature.text() != null || signature.redacted()) {
                reasoning.add(signature);
            } else if (signature.place() == Signature.Place.PREVIOUS) {
                previous = signature;
            } else if (signature.place() == Signature.Place.NEXT) {
                next = signature;
            } else {
                own = signature;
            }
        }
        return new GeminiCarrier(true, own, List.copyOf(reasoning), previous, next);
    }
}
