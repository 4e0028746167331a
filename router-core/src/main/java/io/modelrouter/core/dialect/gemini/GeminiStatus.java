package io.modelrouter.core.dialect.gemini;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Google's canonical status words and the HTTP status each stands for: {@code google/rpc/code.proto}. */
final class GeminiStatus {
    private GeminiStatus() {}

    static int httpOf(@Nullable String status) {
        switch (Objects.requireNonNullElse(status, "")) {
            case "INVALID_ARGUMENT":
            case "FAILED_PRECONDITION":
            case "OUT_OF_RANGE":
                return 400;
            case "UNAUTHENTICATED":
                return 401;
            case "PERMISSION_DENIED":
                return 403;
            case "NOT_FOUND":
                return 404;
            case "ABORTED":
            case "ALREADY_EXISTS":
                return 409;
            case "RESOURCE_EXHAUSTED":
                return 429;
            case "CANCELLED":
                return 499;
            case "UNIMPLEMENTED":
                return 501;
            case "UNAVAILABLE":
                return 503;
            case "DEADLINE_EXCEEDED":
                return 504;
            default:
                return 500;
        }
    }

    static String wordOf(int http) {
        switch (http) {
            case 401:
                return "UNAUTHENTICATED";
            case 402:
            case 429:
                return "RESOURCE_EXHAUSTED";
            case 403:
                return "PERMISSION_DENIED";
            case 404:
                return "NOT_FOUND";
            case 409:
                return "ABORTED";
            case 499:
                return "CANCELLED";
            case 501:
                return "UNIMPLEMENTED";
            case 503:
            case 529:
                return "UNAVAILABLE";
            case 504:
                return "DEADLINE_EXCEEDED";
            default:
                return http >= 500 ? "INTERNAL" : "INVALID_ARGUMENT";
        }
    }
}
