package io.modelrouter.starter.endpoint;

import io.modelrouter.auth.Token;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Tells who calls, where the host knows it by its own means: make one a bean, and it is asked for every request before any
 * key is looked at. Called on the container's thread, from many at once; must be fast.
 */
@FunctionalInterface
public interface CallerResolver {

    /**
     * The token whose permissions, limits and accounts count; then no key is looked at. Empty where the request's key is to
     * decide.
     *
     * @throws io.modelrouter.error.RouterException to refuse the request
     */
    Optional<Token> caller(HttpServletRequest request);
}
