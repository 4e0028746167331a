package io.modelrouter.core.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.request.TokenCountRequest;
import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import io.modelrouter.wire.RawJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The estimate of a recorded count")
class RecordedTokenCountsTest {

    private static TokenCountRequest request(RecordedExchange exchange) {
        RawJson body = RawJson.parse(exchange.requestBody().orElseThrow());
        switch (exchange.protocol()) {
            case "anthropic-messages":
                return TokenCountRequest.claude(body, Map.of());
            case "gemini-generate":
                return TokenCountRequest.gemini(exchange.model().orElse("gemini-any"), body);
            default:
                return TokenCountRequest.responses(body, Map.of());
        }
    }

    private static long told(RecordedExchange exchange) {
        RawJson body = RawJson.parse(exchange.responseBody());
        return body.get("input_tokens")
                .or(() -> body.get("totalTokens"))
                .map(RawJson::asLong)
                .orElse(OptionalLong.empty())
                .orElseThrow();
    }

    private static boolean isClaudeWithTools(RecordedExchange exchange, TokenCountRequest request) {
        return exchange.protocol().equals("anthropic-messages")
                && request.prompt().json().get("tools").isPresent();
    }

    @Test
    void isNearTheVendorsOwn() {
        List<RecordedExchange> counts = RecordedExchanges.assumePresent()
                .api("count-tokens", "responses-input-tokens")
                .successful()
                .withRequest()
                .list();
        List<Double> ratios = new ArrayList<>();
        int withTools = 0;
        for (RecordedExchange exchange : counts) {
            TokenCountRequest request = request(exchange);
            long estimate = PromptTokens.exact(request.prompt(), request.model());
            long told = told(exchange);
            ratios.add((double) estimate / told);
            // Prompts of a few words have nothing but what the vendor adds around them.
            assertThat(Math.abs(estimate - told))
                    .as("%s: estimated %s, told %s", exchange, estimate, told)
                    .isLessThanOrEqualTo(Math.max(32, told * 2 / 5));
            if (isClaudeWithTools(exchange, request)) {
                withTools++;
                assertThat((double) estimate / told)
                        .as("%s: estimated %s, told %s", exchange, estimate, told)
                        .isBetween(0.85, 1.15);
            }
        }
        assertThat(withTools).as("counts of Claude's with tools").isPositive();
        ratios.sort(Double::compare);
        assertThat(ratios.get(ratios.size() / 2)).as("median of %s", ratios).isBetween(0.6, 1.6);
    }
}
