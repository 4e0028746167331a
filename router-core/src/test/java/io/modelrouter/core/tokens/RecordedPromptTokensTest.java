package io.modelrouter.core.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.request.ClaudeMessagesRequest;
import io.modelrouter.request.GeminiGenerateRequest;
import io.modelrouter.request.OpenAiChatRequest;
import io.modelrouter.request.OpenAiResponsesRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The providers' own counts in the recorded exchanges judge the estimate. */
@DisplayName("The estimate of a recorded prompt")
class RecordedPromptTokensTest {

    private record Sample(String id, String model, long reported, long estimated) {
        double ratio() {
            return (double) estimated / reported;
        }
    }

    @Test
    @Tag("R1.9")
    @DisplayName("comes near what its provider counted")
    void isNearTheReport() {
        Map<String, List<Sample>> byFamily = new TreeMap<>();
        RecordedExchanges.assumePresent()
                .protocol(
                        "openai-chat", "openai-responses", "anthropic-messages", "gemini-generate", "openai-compatible")
                .api("chat", "responses", "messages", "generate")
                .successful()
                .withExactRequest()
                .list()
                .forEach(exchange -> sample(exchange, byFamily));
        StringBuilder table = new StringBuilder();
        byFamily.forEach((family, samples) -> {
            samples.sort(Comparator.comparingDouble(Sample::ratio));
            table.append(String.format(
                    Locale.ROOT,
                    "%-28s %4d prompts, estimate / report: p5 %.2f, median %.2f, p95 %.2f%n",
                    family,
                    samples.size(),
                    at(samples, 0.05).ratio(),
                    at(samples, 0.5).ratio(),
                    at(samples, 0.95).ratio()));
        });
        System.out.print(table);
        byFamily.forEach((family, samples) -> {
            if (samples.size() >= 20 && family.endsWith("text")) {
                assertThat(at(samples, 0.5).ratio()).as("median of %s", family).isBetween(0.9, 1.1);
            }
            if (samples.size() >= 20 && family.startsWith("openai-chat") && family.endsWith("text")) {
                assertThat(at(samples, 0.05).ratio()).as("p5 of %s", family).isGreaterThan(0.9);
            }
        });
        assertThat(byFamily).isNotEmpty();
    }

    private static Sample at(List<Sample> samples, double share) {
        return samples.get((int) Math.min(samples.size() - 1, samples.size() * share));
    }

    private static void sample(RecordedExchange exchange, Map<String, List<Sample>> byFamily) {
        byte[] body = exchange.requestBody().orElseThrow();
        String model = exchange.model().orElse("unknown");
        RouterRequest request;
        try {
            request = request(exchange, body, model);
        } catch (RuntimeException e) {
            return;
        }
        long reported = reported(new String(exchange.responseBody(), StandardCharsets.UTF_8));
        if (reported < 1) {
            return;
        }
        String text = new String(body, StandardCharsets.UTF_8);
        boolean elsewhere =
                text.contains("previous_response_id\":\"") || text.contains("file_id") || text.contains("\"http");
        String kind = elsewhere
                ? "refers elsewhere"
                : text.contains("base64")
                                || text.contains("inlineData")
                                || text.contains("input_audio")
                                || text.contains("file_data")
                        ? "media"
                        : text.contains("\"tools\"") ? "tools" : "text";
        byFamily.computeIfAbsent(
                        exchange.protocol() + " " + ModelFamily.of(model) + " " + kind, name -> new ArrayList<>())
                .add(new Sample(exchange.id(), model, reported, PromptTokens.exact(request, model)));
    }

    private static RouterRequest request(RecordedExchange exchange, byte[] body, String model) {
        return switch (exchange.protocol()) {
            case "openai-chat", "openai-compatible" -> OpenAiChatRequest.parse(body);
            case "openai-responses" -> OpenAiResponsesRequest.parse(body);
            case "anthropic-messages" -> ClaudeMessagesRequest.parse(body);
            default ->
                GeminiGenerateRequest.parse(
                        model.matches("[A-Za-z0-9._-]+") ? model : "gemini-any",
                        false,
                        GeminiGenerateRequest.Framing.SSE,
                        RawJson.parse(body),
                        Map.of());
        };
    }

    private static long reported(String answer) {
        long openAi = Math.max(largest(answer, "prompt_tokens"), largest(answer, "promptTokenCount"));
        return openAi > 0
                ? openAi
                : largest(answer, "input_tokens")
                        + (answer.contains("\"message_start\"") || answer.contains("\"stop_reason\"")
                                ? largest(answer, "cache_read_input_tokens")
                                        + largest(answer, "cache_creation_input_tokens")
                                : 0);
    }

    private static long largest(String answer, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\"\\s*:\\s*([0-9]+)").matcher(answer);
        long largest = 0;
        while (matcher.find()) {
            largest = Math.max(largest, Long.parseLong(matcher.group(1)));
        }
        return largest;
    }
}
