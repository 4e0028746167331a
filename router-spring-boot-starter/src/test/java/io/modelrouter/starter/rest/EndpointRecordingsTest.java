package io.modelrouter.starter.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelrouter.testkit.corpus.RecordedExchange;
import io.modelrouter.testkit.corpus.RecordedExchanges;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Recordings of endpoints beside chats")
class EndpointRecordingsTest {
    private static final Set<String> CHATS = Set.of(
            "chat",
            "responses",
            "messages",
            "generate",
            "converse",
            "converse-stream",
            "invoke",
            "invoke-with-response-stream");

    /**
     * Replayed through the gateway byte for byte: counts in TokenCountSdkTest, embeddings in EmbeddingRecordingsTest, the others in
     * StoredResponsesTest. A new kind needs a replay of its own and its name here.
     */
    @Test
    void areAllOfKindsThatATestReplays() {
        Set<String> kinds = new TreeSet<>();
        for (RecordedExchange exchange : RecordedExchanges.assumePresent().list()) {
            if (!CHATS.contains(exchange.api())) {
                kinds.add(exchange.api());
            }
        }
        assertThat(kinds)
                .isSubsetOf(
                        "count-tokens", "responses-input-tokens", "responses-compact", "responses-get", "embeddings");
    }
}
