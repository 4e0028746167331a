package io.modelrouter.starter.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.models.models.ModelListParams;
import com.google.genai.Client;
import com.google.genai.types.ListModelsConfig;
import com.google.genai.types.Model;
import com.openai.client.OpenAIClient;
import com.openai.errors.NotFoundException;
import io.modelrouter.starter.TestHost;
import io.modelrouter.testkit.FakeAnswer;
import io.modelrouter.testkit.FakeProvider;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;

@DisplayName("The models, by the vendors' SDKs,")
class ModelListSdkTest {
    private static final List<String> ALL =
            List.of("acme/gpt-5", "acme/o3", "auto", "claude-x", "gpt-4o", "gpt-5", "o1:latest");
    private static final String KEY = "sk-all";

    private static TestHost host;
    private static OpenAIClient openai;
    private static AnthropicClient claude;
    private static Client gemini;

    @BeforeAll
    static void start() {
        host = TestHost.start(
                FakeProvider.answering(FakeAnswer.json(500, "{}")).offering("gpt-5", "o3", "dall-e"),
                beans -> beans.registerBean(
                        "slashes",
                        TomcatConnectorCustomizer.class,
                        () -> connector -> connector.setEncodedSolidusHandling("passthrough")),
                "model-router.channels[0].models=gpt-*,gpt-4o,claude-x,o1:latest,acme/*",
                "model-router.channels[0].model-mapping[acme/*]=*",
                "model-router.channels[1].name=off",
                "model-router.channels[1].type=fake",
                "model-router.channels[1].models=switched-off,*",
                "model-router.channels[1].enabled=false",
                "model-router.tokens[1].models=gpt-*,acme/o3",
                "model-router.auto.models=gpt-4o");
        String root = "http://127.0.0.1:" + host.port();
        openai = OpenAiClients.client(root, KEY);
        claude = ClaudeClients.client(root, KEY);
        gemini = GeminiClients.client(root, KEY);
        // The first list asks the upstream, and waits for it, but not for long on a busy machine.
        openai.models().list();
    }

    @AfterAll
    static void stop() {
        openai.close();
        claude.close();
        gemini.close();
        host.close();
    }

    /** Names that begin with gpt are those of the upstream; dall-e is behind acme alone. */
    private static List<String> withMapped() {
        List<String> all = new ArrayList<>(ALL);
        all.add(0, "acme/dall-e");
        return all;
    }

    @Test
    void areListedForOpenAi() {
        List<String> ids = new ArrayList<>();
        openai.models().list().autoPager().forEach(model -> {
            ids.add(model.validate().id());
            assertThat(model.ownedBy()).isEqualTo("fake");
        });

        assertThat(ids).isEqualTo(withMapped());
        assertThat(openai.models().retrieve("gpt-5").id()).isEqualTo("gpt-5");
    }

    @Test
    void areThoseOfTheKeyAlone() {
        OpenAIClient few = OpenAiClients.client("http://127.0.0.1:" + host.port(), "sk-few");
        List<String> ids = new ArrayList<>();
        few.models().list().autoPager().forEach(model -> ids.add(model.id()));

        assertThat(ids).containsExactly("acme/o3", "auto", "gpt-4o", "gpt-5");
        assertThatThrownBy(() -> few.models().retrieve("claude-x")).isInstanceOf(NotFoundException.class);
        few.close();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 1000})
    void areListedPageByPageForAnthropic(long limit) {
        List<String> ids = new ArrayList<>();
        claude.models()
                .list(ModelListParams.builder().limit(limit).build())
                .autoPager()
                .forEach(model -> ids.add(model.validate().id()));
        assertThat(ids).isEqualTo(withMapped());

        List<String> backwards = new ArrayList<>();
        claude.models()
                .list(ModelListParams.builder().limit(limit).beforeId("gpt-4o").build())
                .autoPager()
                .forEach(model -> backwards.add(model.id()));
        assertThat(backwards).containsExactlyInAnyOrder("acme/dall-e", "acme/gpt-5", "acme/o3", "auto", "claude-x");
    }

    @Test
    void areAllOnTheFirstPageForClientsThatTurnNone() {
        assertThat(claude.models().list().data()).hasSize(withMapped().size());
        assertThat(claude.models().retrieve("claude-x").validate().displayName())
                .isEqualTo("claude-x");
        assertThatThrownBy(() -> claude.models().retrieve("claude-none"))
                .isInstanceOf(com.anthropic.errors.NotFoundException.class);
        AnthropicClient below = ClaudeClients.client("http://127.0.0.1:" + host.port() + "/claude", KEY);
        assertThat(below.models().list().data()).hasSize(withMapped().size());
        below.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 1000})
    void areListedPageByPageForGoogle(int size) throws Exception {
        List<String> names = new ArrayList<>();
        for (Model model :
                gemini.models.list(ListModelsConfig.builder().pageSize(size).build())) {
            names.add(model.name().orElseThrow());
            assertThat(model.supportedActions().orElseThrow())
                    .contains("generateContent", "countTokens", "embedContent");
        }

        assertThat(names)
                .isEqualTo(withMapped().stream().map(id -> "models/" + id).toList());
    }

    @Test
    void areFoundByNameForGoogle() {
        assertThat(gemini.models.get("gpt-4o", null).name()).contains("models/gpt-4o");
        assertThat(gemini.models.get("models/gpt-4o", null).inputTokenLimit()).contains(128_000);
        assertThatThrownBy(() -> gemini.models.get("gemini-none", null)).hasMessageContaining("404");
    }

    @Test
    void areFoundByNamesWithSlashesAndColons() {
        assertThat(openai.models().retrieve("acme/gpt-5").id()).isEqualTo("acme/gpt-5");
        assertThat(openai.models().retrieve("acme/unlisted").id()).isEqualTo("acme/unlisted");
        assertThat(openai.models().retrieve("models/gpt-5").id()).isEqualTo("gpt-5");
        assertThat(openai.models().retrieve("o1:latest").id()).isEqualTo("o1:latest");
        assertThat(claude.models().retrieve("acme/o3").id()).isEqualTo("acme/o3");
        assertThat(gemini.models.get("acme/o3", null).name()).contains("models/acme/o3");
        for (String unknown : List.of("switched-off", "nobody/gpt", "x:y")) {
            assertThatThrownBy(() -> openai.models().retrieve(unknown)).isInstanceOf(NotFoundException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/claude/v1/models?limit=0",
                "/claude/v1/models?limit=1001",
                "/claude/v1/models?limit=x",
                "/claude/v1/models?before_id=a&after_id=b",
                "/v1beta/models?pageSize=-1",
                "/v1beta/models?pageToken=%25%25",
            })
    void haveNoPagesThatCannotBe(String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + host.port() + path))
                .header("authorization", "Bearer " + KEY)
                .build();

        assertThat(host.http.send(request, BodyHandlers.ofString()).statusCode())
                .isEqualTo(400);
    }
}
