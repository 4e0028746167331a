package io.modelrouter.starter.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.starter.Samples;
import io.modelrouter.starter.TestHost;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.Principal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Who logged in to the host")
class PrincipalTest {
    /** Stands for the host's security: the header says who logged in. */
    private static final Filter LOGIN = (request, response, chain) -> {
        String user = ((HttpServletRequest) request).getHeader("x-user");
        chain.doFilter(
                new HttpServletRequestWrapper((HttpServletRequest) request) {
                    @Override
                    public @Nullable Principal getUserPrincipal() {
                        return user == null ? null : () -> user;
                    }
                },
                response);
    };

    private static TestHost start(boolean principal) {
        return TestHost.start(
                FakeProvider.answering(FakeAnswer.json(200, Samples.CHAT_ANSWER)),
                beans -> beans.registerBean("login", Filter.class, () -> LOGIN),
                "model-router.auth.principal=" + principal);
    }

    private static HttpResponse<String> call(TestHost host, String model, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(host.uri("/v1/chat/completions"))
                .POST(BodyPublishers.ofString(Samples.CHAT.replace("gpt-4o", model)));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return host.http.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void calls_with_the_permissions_and_the_account_of_the_token_of_that_name() throws Exception {
        try (TestHost host = start(true)) {
            assertThat(call(host, "gpt-4o", "x-user", "few").statusCode()).isEqualTo(200);
            assertThat(call(host, "claude-x", "x-user", "few").statusCode()).isEqualTo(403);
            assertThat(call(host, "gpt-4o", "x-user", "poor").statusCode()).isEqualTo(402);
            assertThat(call(host, "claude-x", "x-user", "few", "authorization", "Bearer sk-poor")
                            .statusCode())
                    .isEqualTo(402);
            HttpResponse<String> unknown = call(host, "gpt-4o", "x-user", "mallory");
            assertThat(unknown.statusCode()).isEqualTo(401);
            assertThat(unknown.body())
                    .isEqualTo(call(host, "gpt-4o", "x-api-key", "sk-wrong").body());
            assertThat(call(host, "gpt-4o").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void is_nobody_unless_the_settings_say_so() throws Exception {
        try (TestHost host = start(false)) {
            assertThat(call(host, "gpt-4o", "x-user", "few").statusCode()).isEqualTo(401);
        }
    }
}
