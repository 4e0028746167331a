package io.modelrouter.core.dialect;

import io.modelrouter.error.UpstreamError;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.Dialect;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads the errors of OpenAI and of those who imitate it. OpenAI says {@code {"error":{message,type,param,code}}}; others
 * were recorded or document: {@code error} as a string beside a {@code code} (xAI), {@code detail} as a string or as a list
 * of complaints (Mistral, Voyage), the members without an envelope (Mistral: {@code "object":"error"}), a whole number as
 * {@code code} (OpenRouter, Perplexity), Google's {@code code}, {@code status} and {@code details}, an array around it all
 * (Google's compatible endpoint), a status inside (Groq, Azure), a status beside the message (Azure's gateway).
 */
public final class OpenAiErrorReader {
    /** So much of an error body is kept: section 5 of the reliability specification. */
    static final int MAX_BODY = 64 * 1024;

    private OpenAiErrorReader() {}

    /**
     * Reads an error answer. Never throws.
     *
     * @param status the HTTP status; where it is no error the body may tell one
     */
    public static UpstreamError read(
            Dialect dialect, int status, HttpHeaders headers, byte[] body, InstantSource clock) {
        Duration wait = status >= 400 ? RetryAfter.of(headers, clock) : null;
        return of(dialect, status, wait, JsonTree.read(body), body);
    }

    /** Reads an error that came inside a stream or a successful answer. */
    public static UpstreamError inside(Dialect dialect, @Nullable JsonNode root, byte[] body) {
        return of(dialect, 0, null, root, body);
    }

    private static UpstreamError of(
            Dialect dialect, int status, @Nullable Duration wait, @Nullable JsonNode root, byte[] body) {
        JsonNode top = root != null && root.isArray() && !root.isEmpty() ? root.get(0) : root;
        byte[] kept = body.length > MAX_BODY ? Arrays.copyOf(body, MAX_BODY) : body;
        if (top == null || !top.isObject()) {
            return new UpstreamError(dialect, status, null, null, null, null, wait, kept);
        }
        JsonNode error = JsonTree.member(top, "error");
        JsonNode source = error != null && error.isObject() ? error : top;
        JsonNode complaint = complaint(top);
        String message = scalar(source, "message");
        if (message == null && error != null && error.isString()) {
            message = error.stringValue();
        }
        if (message == null) {
            message = complaintText(top, complaint);
        }
        String type = scalar(source, "type");
        if (type == null) {
            type = JsonTree.text(source, "status");
        }
        String code = reasonOf(source);
        if (code == null) {
            code = scalar(source, "code");
        }
        String param = scalar(source, "param");
        if (param == null && complaint != null) {
            param = lastOf(complaint.path("loc"));
        }
        return new UpstreamError(
                dialect,
                status >= 400 ? status : statusInside(source),
                type,
                code,
                param,
                message,
                wait != null ? wait : retryDelay(source),
                kept);
    }

    /** The first complaint of a list such as {@code {"detail":[{"loc":["body","store"],"msg":...}]}}. */
    private static @Nullable JsonNode complaint(JsonNode top) {
        JsonNode detail = JsonTree.member(top, "detail");
        return detail != null && detail.isArray() && !detail.isEmpty() ? detail.get(0) : null;
    }

    private static @Nullable String complaintText(JsonNode top, @Nullable JsonNode complaint) {
        JsonNode detail = JsonTree.member(top, "detail");
        if (complaint != null) {
            return JsonTree.text(complaint, "msg");
        }
        if (detail != null && detail.isObject()) {
            return JsonTree.text(detail, "message");
        }
        return detail != null && detail.isString() ? detail.stringValue() : null;
    }

    private static @Nullable String lastOf(JsonNode path) {
        JsonNode last = path.isArray() && !path.isEmpty() ? path.get(path.size() - 1) : null;
        return last != null && last.isString() ? last.stringValue() : null;
    }

    /** A string as it is, a whole number in digits; null for anything else. */
    private static @Nullable String scalar(JsonNode object, String name) {
        JsonNode member = object.get(name);
        if (member == null || !(member.isString() || member.isIntegralNumber())) {
            return null;
        }
        return member.asString();
    }

    /** Google's {@code ErrorInfo.reason}, such as {@code API_KEY_INVALID}. */
    private static @Nullable String reasonOf(JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            String reason = JsonTree.text(detail, "reason");
            if (reason != null) {
                return reason;
            }
        }
        return null;
    }

    /** Google's {@code RetryInfo.retryDelay}, such as {@code 31s}. */
    private static @Nullable Duration retryDelay(JsonNode error) {
        for (JsonNode detail : error.path("details")) {
            String delay = JsonTree.text(detail, "retryDelay");
            if (delay != null) {
                return RetryAfter.ofSeconds(delay);
            }
        }
        return null;
    }

    /** Groq's {@code status_code}, Azure's {@code status} and its gateway's {@code statusCode}, Mistral's {@code raw_status_code}, a status as {@code code}. */
    private static int statusInside(JsonNode error) {
        for (String name : new String[] {"status_code", "status", "statusCode", "raw_status_code", "code"}) {
            JsonNode member = error.path(name);
            if (member.isInt() && member.intValue() >= 400 && member.intValue() < 600) {
                return member.intValue();
            }
        }
        return 0;
    }
}
