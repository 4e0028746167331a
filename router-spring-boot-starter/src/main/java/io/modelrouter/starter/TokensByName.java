package io.modelrouter.starter;

import io.modelrouter.auth.Token;
import io.modelrouter.auth.TokenAdmin;
import io.modelrouter.starter.settings.RouterConfiguration;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Finds tokens by their name: those that an administrator can see, else those of the settings. */
final class TokensByName implements Function<String, Optional<Token>> {
    private final @Nullable TokenAdmin admin;
    private final Supplier<RouterConfiguration> settings;

    TokensByName(@Nullable TokenAdmin admin, Supplier<RouterConfiguration> settings) {
        this.admin = admin;
        this.settings = settings;
    }

    @Override
    public Optional<Token> apply(String name) {
        if (admin != null) {
            return admin.named(name);
        }
        return settings.get().tokens().values().stream()
                .filter(token -> token.name().equals(name))
                .findAny();
    }
}
