package io.modelrouter.starter.translate;

import com.openai.client.OpenAIClient;
import com.openai.client.OpenAIClientImpl;
import com.openai.core.ClientOptions;
import com.openai.core.ObjectMappers;
import com.openai.core.RequestOptions;
import com.openai.core.http.Headers;
import com.openai.core.http.HttpClient;
import com.openai.core.http.HttpRequest;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.StreamResponse;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The OpenAI SDK with its strict reading, on bytes instead of a connection. */
final class SdkOpenAi {
    private SdkOpenAi() {}

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

    private static OpenAIClient client(String type, byte[] body) {
        return new OpenAIClientImpl(ClientOptions.builder()
                .httpClient(new Canned(type, body))
                .apiKey("k")
                .maxRetries(0)
                .responseValidation(true)
                .build());
    }

    private static ChatCompletionCreateParams chatParams() {
        return ChatCompletionCreateParams.builder()
                .model("m")
                .addUserMessage("hi")
                .build();
    }

    private static ResponseCreateParams responseParams() {
        return ResponseCreateParams.builder().model("m").input("hi").build();
    }

    static JsonNode chat(byte[] body) {
        return tree(client("application/json", body).chat().completions().create(chatParams()));
    }

    /** The chunks put together by the SDK; members that it has no name for are added as simply as can be. */
    static JsonNode chatStream(byte[] body) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        Map<Integer, String> reasoning = new TreeMap<>();
        try (StreamResponse<ChatCompletionChunk> stream =
                client("text/event-stream", body).chat().completions().createStreaming(chatParams())) {
            stream.stream().forEach(chunk -> {
                accumulator.accumulate(chunk);
                for (JsonNode choice : tree(chunk).path("choices")) {
                    String more = choice.path("delta").path("reasoning_content").asString("");
                    reasoning.merge(choice.path("index").asInt(), more, String::concat);
                }
            });
        }
        ChatCompletion whole = accumulator.chatCompletion();
        whole.validate();
        JsonNode tree = tree(whole);
        for (JsonNode choice : tree.path("choices")) {
            String text = reasoning.getOrDefault(choice.path("index").asInt(), "");
            if (!text.isEmpty()) {
                ((ObjectNode) choice.path("message")).put("reasoning_content", text);
            }
        }
        return tree;
    }

    static JsonNode response(byte[] body) {
        return tree(client("application/json", body).responses().create(responseParams()));
    }

    static JsonNode responseStream(byte[] body) {
        ResponseAccumulator accumulator = ResponseAccumulator.createWithSnapshots();
        try (StreamResponse<ResponseStreamEvent> stream =
                client("text/event-stream", body).responses().createStreaming(responseParams())) {
            stream.stream().forEach(accumulator::accumulate);
        }
        Response whole = accumulator.response();
        whole.validate();
        JsonNode told = tree(whole);
        JsonNode rebuilt = tree(accumulator.reconstructedResponse());
        if (!told.path("output").equals(rebuilt.path("output"))) {
            throw new AssertionError("the events tell another output than the last one: " + rebuilt.path("output")
                    + " instead of " + told.path("output"));
        }
        return told;
    }

    /**
     * @throws RuntimeException if the SDK could not have sent it
     */
    static void checkChatRequest(byte[] body) throws Exception {
        ObjectMappers.jsonMapper()
                .readValue(body, ChatCompletionCreateParams.Body.class)
                .validate();
    }

    /**
     * @throws RuntimeException if the SDK could not have sent it
     */
    static void checkResponsesRequest(byte[] body) throws Exception {
        ObjectMappers.jsonMapper()
                .readValue(body, ResponseCreateParams.Body.class)
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
