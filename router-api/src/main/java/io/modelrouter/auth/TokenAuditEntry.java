package io.modelrouter.auth;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The row that a change of a token left. It has no key and no hash of one.
 *
 * @param id of the row, made by the store
 * @param token name of the token
 * @param kind what was done
 * @param act by whom and why
 * @param details what it changed, for people: permissions before and after, or when earlier keys end; may be empty
 * @param time when, by the store's clock
 */
public record TokenAuditEntry(String id, String token, Kind kind, TokenAct act, String details, Instant time) {

    /** What was done to a token. */
    public enum Kind {
        /** It was made, with a key of the store's or the hash of somebody else's; the details are what it may do. */
        CREATED,
        /** It got another key; the details say when its earlier keys end. */
        ROTATED,
        /** What it may do was replaced; the details are the fields that are others now. */
        UPDATED,
        /** It was removed with all its keys. */
        REMOVED
    }

    /**
     * What a token may do, or what became of it: {@code enabled: true -> false; max-in-flight: none -> 4}. Fields that did not
     * change are left out. For stores that write these rows.
     *
     * @param before null for a new token
     */
    public static String changes(@Nullable Token before, Token after) {
        Map<String, String> was = before == null ? Map.of() : fields(before);
        StringJoiner changes = new StringJoiner("; ");
        fields(after).forEach((name, now) -> {
            String then = was.get(name);
            if (then == null) {
                changes.add(name + ": " + now);
            } else if (!then.equals(now)) {
                changes.add(name + ": " + then + " -> " + now);
            }
        });
        return changes.toString();
    }

    private static Map<String, String> fields(Token token) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("accounts", token.accounts().toString());
        fields.put("models", token.models().toString());
        fields.put("groups", new TreeSet<>(token.groups()).toString());
        fields.put("addresses", token.addresses().toString());
        fields.put(
                "requests-per-minute",
                token.requestsPerMinute().isPresent()
                        ? "" + token.requestsPerMinute().getAsInt()
                        : "none");
        fields.put(
                "tokens-per-minute",
                token.tokensPerMinute().isPresent()
                        ? "" + token.tokensPerMinute().getAsLong()
                        : "none");
        fields.put(
                "max-in-flight",
                token.maxInFlight().isPresent() ? "" + token.maxInFlight().getAsInt() : "none");
        fields.put("expires-at", token.expiresAt().map(Instant::toString).orElse("never"));
        fields.put("enabled", Boolean.toString(token.enabled()));
        fields.put("pin", Boolean.toString(token.pin()));
        return fields;
    }
}
