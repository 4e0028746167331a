package io.modelrouter.providers.azure;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.channel.Channel;
import io.modelrouter.channel.Secret;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.Dialect;
import io.modelrouter.wire.WireBody;
import java.net.URI;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Azure is asked where recorded clients asked it")
class RecordedPathsTest {
    private static final Pattern DEPLOYMENT = Pattern.compile("/deployments/([^/]+)/");

    static Stream<RecordedExchange> all() {
        return RecordedExchanges.assumePresent().protocol("azure-openai").stream();
    }

    private static Dialect dialect(RecordedExchange exchange) {
        switch (exchange.api()) {
            case "chat":
                return Dialect.OPENAI_CHAT;
            case "responses":
                return Dialect.OPENAI_RESPONSES;
            default:
                return Dialect.OPENAI_EMBEDDINGS;
        }
    }

    private static String host(RecordedExchange exchange) {
        return exchange.path().contains("/models/")
                ? "https://example-resource.services.ai.azure.com/models"
                : "https://example-resource.openai.azure.com";
    }

    private static Channel channel(RecordedExchange exchange) {
        String query = URI.create(exchange.path().replaceFirst("^//", "/")).getRawQuery();
        Channel.Builder channel =
                Channel.builder("c", "azure").baseUrl(host(exchange)).models("*");
        return query == null
                ? channel.build()
                : channel.option("api-version", query.substring("api-version=".length()))
                        .build();
    }

    private static String model(RecordedExchange exchange) {
        Matcher deployment = DEPLOYMENT.matcher(exchange.path());
        return deployment.find() ? deployment.group(1) : exchange.model().orElse("any");
    }

    private static String target(RecordedExchange exchange) throws Exception {
        Channel channel = channel(exchange);
        AzurePaths paths = AzurePaths.of(channel);
        List<String> below = paths.below(new ProviderRequest(
                channel,
                Secret.of("key"),
                dialect(exchange),
                model(exchange),
                exchange.stream(),
                true,
                WireBody.of(new byte[0]),
                Map.of(),
                Duration.ofSeconds(1)));
        String query = paths.query().isEmpty() ? "" : "?api-version=" + paths.apiVersion();
        return paths.root().getRawPath() + "/" + String.join("/", below) + query;
    }

    @ParameterizedTest
    @MethodSource("all")
    void forTheSameDeploymentAndVersion(RecordedExchange exchange) throws Exception {
        assertThat(target(exchange)).isEqualTo(exchange.path().replaceFirst("^//", "/"));
    }

    @Test
    void inAllThreeFamiliesOfPaths() {
        Map<AzurePaths.Family, Integer> seen = new EnumMap<>(AzurePaths.Family.class);
        all().forEach(exchange -> seen.merge(AzurePaths.of(channel(exchange)).family(), 1, Integer::sum));

        assertThat(seen).containsOnlyKeys(AzurePaths.Family.values());
        System.out.println("Azure's recorded paths: " + seen);
    }
}
