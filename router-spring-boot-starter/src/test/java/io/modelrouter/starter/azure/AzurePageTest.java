package io.modelrouter.starter.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.channel.Channel;
import io.modelrouter.starter.ModelRouterAutoConfiguration;
import io.modelrouter.starter.settings.RouterConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.io.ByteArrayResource;

@DisplayName("The page about Azure")
class AzurePageTest {
    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\\R(.*?)^```\\s*$");

    private static Path page() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("router-api"))) {
            folder = folder.getParent();
        }
        Assumptions.assumeTrue(folder != null, "the tests do not run inside the project's folder");
        return folder.resolve("docs/providers/azure.md");
    }

    private static ApplicationContextRunner with(String yaml) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(ModelRouterAutoConfiguration.class))
                .withInitializer(context -> {
                    try {
                        new YamlPropertySourceLoader()
                                .load("page", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))
                                .forEach(context.getEnvironment().getPropertySources()::addLast);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
    }

    @Test
    void hasSettingsThatStart() throws IOException {
        List<String> names = new ArrayList<>();
        Matcher block = YAML.matcher(Files.readString(page()));
        while (block.find()) {
            with(block.group(1)).run(context -> {
                assertThat(context).hasNotFailed();
                context.getBean(RouterConfiguration.class).channels().stream()
                        .map(Channel::name)
                        .forEach(names::add);
            });
        }
        assertThat(names)
                .containsExactly("azure-east", "azure-by-deployment", "foundry", "foundry-all", "azure-entra");
    }

    @Test
    void saysWhatStopsTheStart() {
        String channel = "model-router: {channels: [{name: a, type: azure, models: [m], %s}]}";
        with(channel.formatted("api-keys: [k]"))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("channels[0].base-url")
                        .hasMessageContaining("https://NAME.openai.azure.com"));
        with(channel.formatted("base-url: 'https://r.openai.azure.com', options: {api-version: '2024'}"))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("channels[0].options")
                        .hasMessageContaining("api-version '2024' must be a date like 2024-10-21"));
        with(channel.formatted("base-url: 'https://r.openai.azure.com', options: {api-version: '2024-10-21'},"
                        + " dialects: [openai-responses]"))
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .hasMessageContaining("channels[0].dialects")
                        .hasMessageContaining("there is no openai-responses"));
    }
}
