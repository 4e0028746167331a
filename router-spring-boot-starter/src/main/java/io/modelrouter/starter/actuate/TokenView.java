package io.modelrouter.starter.actuate;

import io.modelrouter.auth.Token;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A token as the endpoint writes it; its key is not in it. */
record TokenView(
        String name,
        boolean enabled,
        @Nullable String expiresAt,
        List<String> accounts,
        List<String> models,
        List<String> groups,
        List<String> addresses,
        @Nullable Long requestsPerMinute,
        @Nullable Long tokensPerMinute,
        @Nullable Long maxInFlight,
        boolean pin) {

    static TokenView of(Token token) {
        return new TokenView(
                token.name(),
                token.enabled(),
                token.expiresAt().map(Object::toString).orElse(null),
                texts(token.accounts()),
                texts(token.models()),
                token.groups().stream().sorted().toList(),
                texts(token.addresses()),
                number(token.requestsPerMinute()),
                number(token.tokensPerMinute()),
                number(token.maxInFlight()),
                token.pin());
    }

    private static List<String> texts(List<?> values) {
        return values.stream().map(Object::toString).toList();
    }

    private static @Nullable Long number(OptionalInt number) {
        return number.isEmpty() ? null : (long) number.getAsInt();
    }

    private static @Nullable Long number(OptionalLong number) {
        return number.isEmpty() ? null : number.getAsLong();
    }
}
