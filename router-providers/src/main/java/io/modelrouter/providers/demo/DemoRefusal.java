package io.modelrouter.providers.demo;

import org.jspecify.annotations.Nullable;

/** Why the demo answers an error status; each dialect words it in its vendor's shape. */
final class DemoRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable String param;

    private DemoRefusal(int status, String message, @Nullable String param) {
        super(message, null, false, false);
        this.status = status;
        this.param = param;
    }

    static DemoRefusal badRequest(String message) {
        return new DemoRefusal(400, message, null);
    }

    static DemoRefusal badRequest(String message, String param) {
        return new DemoRefusal(400, message, param);
    }

    static DemoRefusal ofStatus(int status) {
        return new DemoRefusal(status, "The demo model answers " + status + " because its name asks for it.", null);
    }

    int status() {
        return status;
    }

    /** Never null here, unlike in the base class. */
    String message() {
        return String.valueOf(getMessage());
    }

    /** Which member of the request is wrong, or null. */
    @Nullable
    String param() {
        return param;
    }
}
