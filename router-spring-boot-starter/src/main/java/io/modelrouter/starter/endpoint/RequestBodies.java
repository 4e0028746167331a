package io.modelrouter.starter.endpoint;

import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads a request's body into one array, within a limit that holds while it is read (section 5 of the reliability rules). */
final class RequestBodies {
    /** Up to here memory is given on the word of the content length; beyond, only as bytes come. */
    private static final int TRUSTED_LENGTH = 1 << 20;

    private static final int UNKNOWN_LENGTH_START = 16 << 10;

    private final int limit;

    /**
     * @param limit the most bytes a body may have
     */
    RequestBodies(int limit) {
        this.limit = limit;
    }

    /**
     * @throws RouterException 413 over the limit, 415 for compressed bodies and forms
     * @throws IOException if the client is gone or sent less than it said
     */
    byte[] read(HttpServletRequest request) throws IOException {
        checkCoding(request.getHeader("content-encoding"));
        checkType(request.getContentType());
        long length = request.getContentLengthLong();
        InputStream in = request.getInputStream();
        if (length > limit) {
            discard(in);
            throw tooLarge();
        }
        byte[] body =
                new byte[(int) (length < 0 ? Math.min(limit, UNKNOWN_LENGTH_START) : Math.min(length, TRUSTED_LENGTH))];
        int filled = 0;
        while (true) {
            filled += in.readNBytes(body, filled, body.length - filled);
            if (filled < body.length || filled == length) {
                break;
            }
            int next = in.read();
            if (next < 0) {
                break;
            }
            if (filled >= limit) {
                discard(in);
                throw tooLarge();
            }
            body = Arrays.copyOf(body, grown(filled, length));
            body[filled++] = (byte) next;
        }
        return filled == body.length ? body : Arrays.copyOf(body, filled);
    }

    private int grown(int filled, long length) {
        long most = length < 0 ? limit : length;
        return (int) Math.min(Math.max(filled * 2L, filled + 1L), most);
    }

    private static void checkCoding(@Nullable String coding) {
        if (coding != null && !coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
            throw unsupported("compressed request bodies are not accepted; send the body without content-encoding");
        }
    }

    private static void checkType(@Nullable String type) {
        String lower = type == null ? "" : type.strip().toLowerCase(Locale.ROOT);
        if (lower.startsWith("application/x-www-form-urlencoded") || lower.startsWith("multipart/")) {
            throw unsupported("the body must be JSON; send it with content-type: application/json");
        }
    }

    private static RouterException unsupported(String message) {
        return RouterException.of(RouterErrorCode.UNSUPPORTED_MEDIA_TYPE, message)
                .build();
    }

    private RouterException tooLarge() {
        return RouterException.of(
                        RouterErrorCode.REQUEST_TOO_LARGE, "the request body is larger than " + limit + " bytes")
                .build();
    }

    /**
     * Many clients read the answer only after they have sent everything, and a connection closed before that is all they
     * see. So as much is thrown away as would have been accepted.
     */
    private void discard(InputStream in) throws IOException {
        discard(in, limit);
    }

    /** Throws away up to so many bytes. */
    static void discard(InputStream in, int limit) throws IOException {
        byte[] scratch = new byte[8 << 10];
        long left = limit;
        while (left > 0) {
            int read = in.read(scratch, 0, (int) Math.min(scratch.length, left));
            if (read < 0) {
                return;
            }
            left -= read;
        }
    }
}
