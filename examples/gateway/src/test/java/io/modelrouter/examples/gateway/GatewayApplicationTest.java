package io.modelrouter.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.ModelPattern;
import io.modelrouter.starter.settings.RouterConfiguration;
import io.modelrouter.wire.Dialect;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;

@DisplayName("The gateway")
class GatewayApplicationTest {
    private static final String CHAT =
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"what is up\"}]}";

    private static void run(
            Map<String, String> variables, List<String> args, Consumer<ConfigurableApplicationContext> test) {
        String[] all =
                Stream.concat(Stream.of("--server.port=0"), args.stream()).toArray(String[]::new);
        try (ConfigurableApplicationContext context =
                GatewayApplication.create(variables).run(all)) {
            test.accept(context);
        }
    }

    private static String report(Map<String, String> variables, String... args) {
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            run(variables, List.of(args), context -> {});
        } finally {
            System.setOut(before);
        }
        return printed.toString(StandardCharsets.UTF_8);
    }

    private static HttpResponse<String> post(ConfigurableApplicationContext context, String path, String body) {
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        try {
            return HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                    .header("content-type", "application/json")
                                    .POST(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.ofString());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static List<Channel> channels(ConfigurableApplicationContext context) {
        return context.getBean(RouterConfiguration.class).channels();
    }

    private static List<String> models(Channel channel) {
        return channel.models().stream().map(ModelPattern::toString).toList();
    }

    @Test
    void answers_without_any_file_and_without_a_key() {
        run(Map.of(), List.of(), context -> {
            assertThat(post(context, "/v1/chat/completions", CHAT).body())
                    .contains("\"object\":\"chat.completion\"", "what is up");
            assertThat(post(
                                    context,
                                    "/claude/v1/messages",
                                    "{\"model\":\"claude-sonnet-4-5\",\"max_tokens\":50,\"stream\":true,"
                                            + "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}")
                            .body())
                    .contains("event: message_start", "event: message_stop");
            assertThat(post(
                                    context,
                                    "/v1beta/models/gemini-2.5-flash:generateContent",
                                    "{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]}")
                            .body())
                    .contains("\"candidates\"");
            assertThat(post(context, "/v1/chat/completions", CHAT.replace("gpt-4o", "any/model"))
                            .statusCode())
                    .isEqualTo(200);
        });
    }

    @Test
    void takes_models_whose_names_have_encoded_slashes() throws Exception {
        run(Map.of(), List.of(), context -> {
            assertThat(post(
                                    context,
                                    "/v1beta/models/vendor%2Fmodel:generateContent",
                                    "{\"contents\":[{\"parts\":[{\"text\":\"hi\"}]}]}")
                            .statusCode())
                    .isEqualTo(200);
        });
    }

    @Test
    void has_a_demo_of_each_provider_in_its_own_dialects_and_of_any_other_model() {
        run(Map.of(), List.of(), context -> {
            assertThat(channels(context))
                    .extracting(Channel::name)
                    .containsExactly("demo-openai", "demo-claude", "demo-gemini", "demo");
            assertThat(models(channels(context).get(1)))
                    .containsExactly("claude-sonnet-4-5", "claude-haiku-4-5", "claude-*");
            assertThat(channels(context).get(1).dialects()).containsExactly(Dialect.CLAUDE_MESSAGES);
            assertThat(models(channels(context).get(3))).containsExactly("*");
            assertThat(channels(context).get(3).dialects()).isEmpty();
        });
    }

    private static final Map<String, String> CHANNEL_MODELS =
            Map.of("demo-openai", "gpt", "demo-claude", "claude", "demo-gemini", "gemini");

    @Test
    void serves_every_model_in_every_dialect() {
        run(Map.of(), List.of(), context -> {
            for (String model : List.of("gpt-4o", "claude-sonnet-4-5", "gemini-2.5-flash", "llama-3")) {
                for (boolean stream : new boolean[] {false, true}) {
                    String head = "{\"model\":\"" + model + "\",\"stream\":" + stream + ",";
                    String said = "[{\"role\":\"user\",\"content\":\"hello\"}]}";
                    String method = stream ? ":streamGenerateContent?alt=sse" : ":generateContent";
                    assertThat(List.of(
                                    post(context, "/v1/chat/completions", head + "\"messages\":" + said),
                                    post(context, "/v1/responses", head + "\"input\":" + said),
                                    post(context, "/v1/messages", head + "\"max_tokens\":500,\"messages\":" + said),
                                    post(
                                            context,
                                            "/v1beta/models/" + model + method,
                                            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"hello\"}]}]}")))
                            .as(model)
                            .allSatisfy(answer -> {
                                assertThat(answer.statusCode()).isEqualTo(200);
                                assertThat(answer.body()).contains(model, "demo model");
                                assertThat(answer.headers().firstValue("x-router-channel"))
                                        .hasValueSatisfying(channel -> assertThat(model)
                                                .startsWith(CHANNEL_MODELS.getOrDefault(channel, "llama")));
                            });
                }
            }
        });
    }

    @Test
    void has_a_real_channel_for_each_key_and_no_demo_of_its_models() {
        run(Map.of("ANTHROPIC_API_KEY", "sk-ant", "GEMINI_API_KEY", " "), List.of(), context -> {
            Channel claude = channels(context).get(1);
            Channel demo = channels(context).get(0);
            assertThat(claude.type()).isEqualTo("claude");
            assertThat(models(claude)).containsExactly("claude-*");
            assertThat(claude.apiKeys()).hasSize(1);
            assertThat(claude.priority()).isGreaterThan(demo.priority());
            assertThat(models(demo)).contains("gpt-4o").doesNotContain("*");
            assertThat(channels(context))
                    .filteredOn(channel -> channel.type().equals("demo"))
                    .noneMatch(channel -> channel.serves("claude-sonnet-4-5"));
        });
        run(
                Map.of("OPENAI_API_KEY", "a", "ANTHROPIC_API_KEY", "b", "GEMINI_API_KEY", "c"),
                List.of(),
                context -> assertThat(channels(context))
                        .extracting(Channel::type)
                        .containsExactly("openai", "claude", "gemini", "demo"));
    }

    @Test
    void gives_way_to_channels_of_the_users_own_and_asks_for_a_key_then() {
        run(
                Map.of("OPENAI_API_KEY", "a"),
                List.of(
                        "--model-router.channels[0].name=mine",
                        "--model-router.channels[0].type=demo",
                        "--model-router.channels[0].models=gpt-4o"),
                context -> {
                    assertThat(channels(context)).extracting(Channel::name).containsExactly("mine");
                    assertThat(post(context, "/v1/chat/completions", CHAT).statusCode())
                            .isEqualTo(401);
                });
    }

    @Test
    void asks_for_a_key_where_others_can_call_or_somebody_has_one() {
        run(
                Map.of(),
                List.of("--server.address=0.0.0.0"),
                context -> assertThat(
                                post(context, "/v1/chat/completions", CHAT).statusCode())
                        .isEqualTo(401));
        run(
                Map.of(),
                List.of(
                        "--model-router.tokens[0].name=me",
                        "--model-router.tokens[0].key=sk-me",
                        "--model-router.tokens[0].unlimited=true"),
                context -> assertThat(
                                post(context, "/v1/chat/completions", CHAT).statusCode())
                        .isEqualTo(401));
        run(
                Map.of(),
                List.of("--server.address=0.0.0.0", "--model-router.auth.required=false"),
                context -> assertThat(
                                post(context, "/v1/chat/completions", CHAT).statusCode())
                        .isEqualTo(200));
    }

    @Test
    void says_what_it_serves_and_how_to_try_it_and_no_key() {
        assertThat(report(Map.of("OPENAI_API_KEY", "sk-very-secret")))
                .containsPattern("ModelRouter .* listens on http://127\\.0\\.0\\.1:\\d+\n")
                .contains("/v1/chat/completions", "/claude/v1", "/v1beta")
                .contains("  openai       openai  priority 10  gpt-* o* chatgpt-* text-*")
                .contains("  demo-claude  demo    priority 5   claude-sonnet-4-5")
                .contains("No key is needed")
                .contains("curl http://127.0.0.1:", "curl -N http://127.0.0.1:", ":generateContent'")
                .doesNotContain("sk-very-secret");
        assertThat(report(Map.of(), "--server.address=0.0.0.0"))
                .contains("A key is needed, and there is none")
                .contains("YOUR-KEY")
                .contains("curl http://127.0.0.1:");
    }

    @Test
    void starts_with_the_example_of_real_channels() {
        run(
                Map.of(),
                List.of(
                        "--spring.config.additional-location=config/example-real.yaml",
                        "--OPENAI_API_KEY=sk-a",
                        "--ANTHROPIC_API_KEY=sk-b",
                        "--GEMINI_API_KEY=sk-c",
                        "--TEAM_SEARCH_KEY=sk-d",
                        "--OPERATOR_KEY=sk-e"),
                context -> assertThat(channels(context))
                        .extracting(Channel::name)
                        .containsExactly("openai-main", "claude-main", "gemini-main"));
    }

    /** The store is in memory here: the test shall leave no file behind. */
    @Test
    void starts_with_the_example_of_a_store() {
        run(
                Map.of(),
                List.of(
                        "--spring.config.additional-location=config/example-store.yaml",
                        "--ALICE_KEY=sk-alice",
                        "--model-router.jdbc.url=jdbc:h2:mem:gateway",
                        "--model-router.jdbc.username=sa"),
                context ->
                        assertThat(channels(context)).extracting(Channel::name).containsExactly("demo"));
    }

    @Test
    void asks_no_key_of_whom_a_resolver_knows() {
        TenantCallers callers = new TenantCallers(Map.of("80", "acme"));

        assertThat(callers.caller(new org.springframework.mock.web.MockHttpServletRequest()))
                .hasValueSatisfying(token -> assertThat(token.name()).isEqualTo("acme"));
    }

    @Test
    void says_clearly_that_its_port_is_taken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0)) {
            assertThatThrownBy(() -> GatewayApplication.create(Map.of())
                            .run("--server.address=0.0.0.0", "--server.port=" + taken.getLocalPort())
                            .close())
                    .rootCause()
                    .satisfiesAnyOf(
                            cause -> assertThat(cause).isInstanceOf(PortInUseException.class),
                            cause -> assertThat(cause).isInstanceOf(java.net.BindException.class));
        }
    }
}
