package io.modelrouter.starter.endpoint;

import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import io.modelrouter.request.InvalidRequestException;
import io.modelrouter.request.OpenAiFormRequest;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.FormUpload;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads forms as far as the router must know them; the rest is read while it goes on. */
final class FormBodies {
    private static final Logger LOG = LoggerFactory.getLogger(FormBodies.class);
    /** A transcript may be text, subtitles or events. */
    private static final Map<String, String> ANYTHING = Map.of("accept", "*/*");

    private final int limit;

    /**
     * @param limit the most bytes a form may have
     */
    FormBodies(int limit) {
        this.limit = limit;
    }

    static boolean isForm(HttpServletRequest http) {
        String type = http.getContentType();
        return type != null && type.strip().toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
    }

    /**
     * @throws RouterException 413 over the limit, 415 for another type, 400 for a broken form
     * @throws IOException if the client is gone
     */
    OpenAiFormRequest read(HttpServletRequest http, Dialect dialect, String operation) throws IOException {
        if (!isForm(http)) {
            throw RouterException.of(
                            RouterErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            "the body must be a form; send it with content-type: multipart/form-data")
                    .build();
        }
        String coding = http.getHeader("content-encoding");
        if (coding != null && !coding.isBlank() && !coding.strip().equalsIgnoreCase("identity")) {
            throw RouterException.of(
                            RouterErrorCode.UNSUPPORTED_MEDIA_TYPE,
                            "compressed request bodies are not accepted; send the body without content-encoding")
                    .build();
        }
        FormUpload upload;
        try {
            upload = FormUpload.open(
                    http.getInputStream(), http.getContentType(), http.getContentLengthLong(), limit, "model");
        } catch (FormUpload.Failure e) {
            if (e.reason() == FormUpload.Reason.BROKEN_OFF) {
                throw e;
            }
            RequestBodies.discard(http.getInputStream(), limit);
            throw RouterException.of(code(e.reason()), String.valueOf(e.getMessage()))
                    .cause(e)
                    .build();
        } catch (IllegalArgumentException e) {
            RequestBodies.discard(http.getInputStream(), limit);
            throw invalid(e, null);
        }
        try {
            return OpenAiFormRequest.of(dialect, operation, upload, ANYTHING);
        } catch (InvalidRequestException e) {
            upload.drain();
            upload.close();
            throw invalid(e, e.param());
        }
    }

    private static RouterErrorCode code(FormUpload.Reason reason) {
        switch (reason) {
            case TOO_LARGE:
                return RouterErrorCode.REQUEST_TOO_LARGE;
            case MALFORMED:
                return RouterErrorCode.INVALID_REQUEST;
            default:
                return RouterErrorCode.INTERNAL;
        }
    }

    private static RouterException invalid(RuntimeException cause, @Nullable String param) {
        return RouterException.of(RouterErrorCode.INVALID_REQUEST, String.valueOf(cause.getMessage()))
                .param(param)
                .cause(cause)
                .build();
    }

    /** Runs a call with a form, and gives back what the form has taken. */
    static void run(OpenAiFormRequest form, Runnable call) {
        try (form) {
            call.run();
        } catch (IOException e) {
            LOG.warn("The temporary file of an upload could not be removed", e);
        }
    }
}
