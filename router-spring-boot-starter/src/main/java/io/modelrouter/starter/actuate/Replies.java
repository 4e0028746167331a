package io.modelrouter.starter.actuate;

import io.modelrouter.auth.TokenChangeException;
import io.modelrouter.quota.AccountChangeException;
import io.modelrouter.quota.LedgerUnavailableException;
import java.security.Principal;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** What the endpoints have in common: who acts, and how a refusal is told. */
final class Replies {
    private static final int LONGEST_ACTOR = 128;

    private Replies() {}

    static Object answer(Supplier<Object> command) {
        try {
            return command.get();
        } catch (IllegalArgumentException | ArithmeticException e) {
            return refused(400, String.valueOf(e.getMessage()));
        } catch (AccountChangeException | TokenChangeException e) {
            return refused(409, String.valueOf(e.getMessage()));
        } catch (LedgerUnavailableException e) {
            return refused(503, "the store cannot be reached right now; the same command with the same id is safe");
        }
    }

    static Object refused(int status, String reason) {
        return new WebEndpointResponse<>(Map.of("error", reason), status);
    }

    /** Who logged in, or, where nobody did, who the request says. */
    static String actor(SecurityContext security, @Nullable String told) {
        Principal principal = security.getPrincipal();
        String actor = principal == null ? required("actor", told) : principal.getName();
        return actor.length() > LONGEST_ACTOR ? actor.substring(0, LONGEST_ACTOR) : actor;
    }

    static String required(String name, @Nullable String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException("say " + name);
        }
        return value;
    }

    static int page(@Nullable Integer max) {
        int size = max == null ? 100 : max;
        if (size < 1 || size > 1_000) {
            throw new IllegalArgumentException("max must be from 1 to 1000");
        }
        return size;
    }
}
