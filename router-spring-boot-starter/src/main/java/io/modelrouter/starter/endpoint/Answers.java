package io.modelrouter.starter.endpoint;

import io.modelrouter.TokenCount;
import io.modelrouter.WireAnswer;
import io.modelrouter.core.dialect.Dialects;
import io.modelrouter.core.dialect.WireError;
import io.modelrouter.error.RouterException;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.RawJson;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.UnaryOperator;

/** Writes answers and errors: their bytes exactly, their headers, and what servers and proxies must know of a stream. */
final class Answers {
    private final Dialects dialects;

    Answers(Dialects dialects) {
        this.dialects = dialects;
    }

    /** Writes an answer, its body through the guard of the response. */
    void write(HttpServletResponse response, WireAnswer answer, String requestId, UnaryOperator<OutputStream> guard)
            throws IOException {
        response.setStatus(answer.status());
        setHeaders(response, answer.headers(), requestId);
        if (answer.streaming()) {
            response.setHeader("cache-control", "no-cache");
            // nginx and its like hold a stream back otherwise.
            response.setHeader("x-accel-buffering", "no");
        }
        if (answer.contentLength() >= 0) {
            response.setContentLengthLong(answer.contentLength());
        }
        answer.writeTo(guard.apply(response.getOutputStream()));
    }

    void write(HttpServletResponse response, RawJson json, String requestId) throws IOException {
        response.setHeader("x-request-id", requestId);
        write(response, 200, "application/json", json.toBytes());
    }

    void write(HttpServletResponse response, TokenCount count, String requestId) throws IOException {
        setHeaders(
                response, count.headers(), count.headers().first("x-request-id").orElse(requestId));
        write(
                response,
                200,
                count.headers().first("content-type").orElse("application/json"),
                count.body().toBytes());
    }

    /** Writes nothing if an answer has begun already. */
    void writeError(HttpServletResponse response, Dialect dialect, RouterException failure, String requestId)
            throws IOException {
        if (response.isCommitted()) {
            return;
        }
        WireError error = dialects.client(dialect).writeError(failure, requestId);
        response.resetBuffer();
        setHeaders(response, error.headers(), requestId);
        write(response, error.status(), error.headers().first("content-type").orElse("application/json"), error.body());
    }

    private static void write(HttpServletResponse response, int status, String type, byte[] body) throws IOException {
        response.setStatus(status);
        setContentType(response, type);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }

    private static void setHeaders(HttpServletResponse response, HttpHeaders headers, String requestId) {
        headers.forEach((name, value) -> {
            if (name.equals("content-type")) {
                setContentType(response, value);
            } else if (response.containsHeader(name)) {
                response.addHeader(name, value);
            } else {
                response.setHeader(name, value);
            }
        });
        response.setHeader("x-request-id", requestId);
    }

    /** Without a charset of the server's own: the type is the upstream's or the vendor's, to the letter. */
    private static void setContentType(HttpServletResponse response, String type) {
        response.setCharacterEncoding((String) null);
        response.setContentType(type);
    }
}
