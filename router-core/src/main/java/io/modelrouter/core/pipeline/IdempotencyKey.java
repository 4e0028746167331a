package io.modelrouter.core.pipeline;

import io.modelrouter.quota.ReservationId;
import io.modelrouter.request.GeminiGenerateRequest;
import io.modelrouter.request.RouterRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * A client's key of a call, bound to its token, and what the call asks, both as SHA-256 alone: the key itself is the
 * client's secret and stands in no store, log or cache (R1.5).
 *
 * @param hash of the token's name and the key
 * @param request of everything that the answer depends on; of a form its text fields without the files
 */
record IdempotencyKey(String hash, String request) {

    static IdempotencyKey of(String key, String token, RouterRequest request) {
        MessageDigest digest = sha256();
        digest.update(token.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
        String hash = text(digest.digest(key.getBytes(StandardCharsets.UTF_8)));
        return new IdempotencyKey(hash, asked(digest, request));
    }

    private static String asked(MessageDigest digest, RouterRequest request) {
        String framing = request instanceof GeminiGenerateRequest gemini
                ? gemini.framing().name()
                : "";
        // Model, stream and framing of a Gemini request stand in its path.
        String path = String.join(
                "\0",
                request.dialect().id(),
                request.operation(),
                request.model(),
                Boolean.toString(request.stream()),
                framing,
                "");
        digest.update(path.getBytes(StandardCharsets.UTF_8));
        try {
            request.json().writeTo(new DigestOutputStream(OutputStream.nullOutputStream(), digest));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text(digest.digest());
    }

    /**
     * The hold of a call with this key.
     *
     * @param number how many calls with it were released before
     */
    ReservationId reservation(int number) {
        return new ReservationId("key_" + hash + "_" + number);
    }

    private static String text(byte[] hash) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
