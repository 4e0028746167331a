package io.modelrouter.starter.translate;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.AnthropicClientImpl;
import com.anthropic.core.ClientOptions;
import com.anthropic.core.ObjectMappers;
import com.anthropic.core.RequestOptions;
import com.anthropic.core.http.Headers;
import com.anthropic.core.http.HttpClient;
import com.anthropic.core.http.HttpRequest;
import com.anthropic.core.http.HttpResponse;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** The Anthropic SDK with its strict reading, on bytes instead of a connection. */
final class SdkClaude {
    private SdkClaude() {}

    /** Answers every request with the same bytes. */
    private record Canned(String type, byte[] body) implements HttpClient {
        @Override
        public HttpResponse execute(HttpRequest request, RequestOptions options) {
            return new HttpResponse() {
                @Override
                public int statusCode() {
                    return 200;
                }

                @Override
                public Headers headers() {
                    return Headers.builder().put("content-type", type).build();
                }

                @Override
                public InputStream body() {
                    return new ByteArrayInputStream(body);
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public CompletableFuture<HttpResponse> executeAsync(HttpRequest request, RequestOptions options) {
            return CompletableFuture.completedFuture(execute(request, options));
        }

        @Override
        public void close() {}
    }

    private static AnthropicClient client(String type, byte[] body) {
        return new AnthropicClientImpl(ClientOptions.builder()
                .httpClient(new Canned(type, body))
                .putHeader("x-api-key", "k")
                .maxRetries(0)
                .responseValidation(true)
                .build());
    }

    private static MessageCreateParams params() {
        return MessageCreateParams.builder()
                .model("m")
                .maxTokens(64)
                .addUserMessage("hi")
                .build();
    }

    static JsonNode message(byte[] body) {
        return tree(client("application/json", body).messages().create(params()));
    }

    static JsonNode messageStream(byte[] body) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> stream =
                client("text/event-stream", body).messages().createStreaming(params())) {
            stream.stream().forEach(accumulator::accumulate);
        }
        Message whole = accumulator.message();
        whole.validate();
        return tree(whole);
    }

    /**
     * @throws RuntimeException if the SDK could not have sent it
     */
    static void checkRequest(byte[] body) throws Exception {
        ObjectMappers.jsonMapper()
                .readValue(body, MessageCreateParams.Body.class)
                .validate();
    }

    private static JsonNode tree(Object sdk) {
        try {
            return Corpus.json(ObjectMappers.jsonMapper().writeValueAsBytes(sdk));
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
