package io.modelrouter.starter.endpoint;

import io.modelrouter.CallContext;
import io.modelrouter.Steering;
import io.modelrouter.error.RouterErrorCode;
import io.modelrouter.error.RouterException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client's headers say of channels and of its session. They outrank the suffix of the key. */
final class SteeringHeaders {
    private static final String CHANNEL = "x-router-channel";
    private static final String GROUP = "x-router-group";
    private static final String TAGS = "x-router-tags";
    private static final int LONGEST = 1024;

    /** Our own first, then what Claude Code, opencode and Codex send: section 3 of the notes on clients. */
    private static final String[] SESSION = {
        "x-router-session", "x-claude-code-session-id", "x-session-id", "session-id"
    };

    private SteeringHeaders() {}

    /**
     * Adds what the headers say.
     *
     * @throws RouterException INVALID_REQUEST for a value that names nothing; it is not repeated
     */
    static void read(HttpServletRequest request, CallContext.Builder context) {
        context.session(session(request));
        String channel = value(request, CHANNEL);
        String group = value(request, GROUP);
        String tags = value(request, TAGS);
        if (channel == null && group == null && tags == null) {
            return;
        }
        String header = CHANNEL;
        try {
            Steering steering = context.build().steering();
            if (channel != null) {
                steering = steering.withChannel(channel);
            }
            header = GROUP;
            if (group != null) {
                steering = steering.withGroup(group);
            }
            header = TAGS;
            if (tags != null) {
                steering = steering.withTags(names(tags));
            }
            context.steering(steering);
        } catch (IllegalArgumentException e) {
            throw malformed(header, e);
        }
    }

    private static Set<String> names(String list) {
        Set<String> names = new LinkedHashSet<>();
        for (String name : list.split(",", -1)) {
            names.add(name.strip());
        }
        return names;
    }

    private static @Nullable String session(HttpServletRequest request) {
        for (String name : SESSION) {
            String value = request.getHeader(name);
            if (value != null && !value.isBlank()) {
                return value.strip();
            }
        }
        return null;
    }

    private static @Nullable String value(HttpServletRequest request, String name) {
        String value = request.getHeader(name);
        if (value == null || value.isBlank()) {
            return null;
        }
        if (value.length() > LONGEST) {
            throw malformed(name, null);
        }
        return value.strip();
    }

    private static RouterException malformed(String header, @Nullable Throwable cause) {
        return RouterException.of(
                        RouterErrorCode.INVALID_REQUEST,
                        "the header " + header + " is malformed; names have 1 to 64 letters, digits, '.', '_' or '-'")
                .cause(cause)
                .build();
    }
}
