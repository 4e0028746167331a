package io.modelrouter.starter.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.CallContext;
import io.modelrouter.auth.Token;
import io.modelrouter.channel.Secret;
import io.modelrouter.wire.Dialect;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;

@DisplayName("Who calls")
class CallersTest {
    private static final Token ALICE = Token.builder("alice").build();
    private static final Token BOB = Token.builder("bob").build();
    private final Callers byPrincipal =
            new Callers(null, name -> name.equals("alice") ? Optional.of(ALICE) : Optional.empty());

    private static CallContext identified(Callers callers, @Nullable String principal, @Nullable String key) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        if (principal != null) {
            request.setUserPrincipal(() -> principal);
        }
        if (key != null) {
            request.addHeader("x-api-key", key);
        }
        CallContext.Builder context = CallContext.builder();
        callers.identify(request, Dialect.Family.CLAUDE, context);
        return context.build();
    }

    @Test
    void is_who_logged_in_to_the_host_where_there_is_no_key() {
        assertThat(identified(byPrincipal, "alice", null).caller()).contains(ALICE);
        assertThat(identified(byPrincipal, "alice", null).key()).isEmpty();
    }

    @Test
    void is_the_keys_token_where_there_is_one() {
        CallContext context = identified(byPrincipal, "alice", "sk-other");

        assertThat(context.caller()).isEmpty();
        assertThat(context.key()).contains(Secret.of("sk-other"));
    }

    @Test
    @Tag("S6")
    void is_nobody_where_no_token_has_the_name_just_as_with_a_bad_key() {
        CallContext context = identified(byPrincipal, "mallory", null);

        assertThat(context.caller()).isEmpty();
        assertThat(context.key()).isPresent();
    }

    @Test
    @Tag("S6")
    void is_not_told_by_the_login_unless_that_is_wanted() {
        CallContext context = identified(Callers.BY_KEY, "alice", null);

        assertThat(context.caller()).isEmpty();
        assertThat(context.key()).isEmpty();
    }

    @Test
    void is_told_by_a_resolver_of_the_hosts_own_before_all_else() {
        Callers callers = new Callers(
                request -> "yes".equals(request.getHeader("x-bob")) ? Optional.of(BOB) : Optional.empty(), null);
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addHeader("x-bob", "yes");
        request.addHeader("x-api-key", "sk-other");
        CallContext.Builder context = CallContext.builder();

        callers.identify(request, Dialect.Family.CLAUDE, context);

        assertThat(context.build().caller()).contains(BOB);
        assertThat(identified(callers, null, "sk-other").key()).contains(Secret.of("sk-other"));
    }
}
