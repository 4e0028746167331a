package io.modelrouter.starter.azure;

import com.azure.core.http.HttpClient;
import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Azure's SDK over the client of the JDK, without TLS: the SDK gives keys and tokens to nobody without it. The SDK's own
 * module for that client hands out buffers that its reader of streams cannot read.
 */
final class PlainTransport implements HttpClient {
    private final java.net.http.HttpClient http = java.net.http.HttpClient.newBuilder()
            .version(java.net.http.HttpClient.Version.HTTP_1_1)
            .build();

    @Override
    public Mono<HttpResponse> send(HttpRequest request) {
        return Mono.fromCallable(() -> exchange(request));
    }

    private HttpResponse exchange(HttpRequest request) throws IOException, InterruptedException {
        java.net.http.HttpRequest.Builder plain = java.net.http.HttpRequest.newBuilder(
                URI.create(request.getUrl().toString().replaceFirst("^https:", "http:")));
        request.getHeaders().stream()
                .filter(header -> !header.getName().equalsIgnoreCase("content-length"))
                .forEach(header -> plain.header(header.getName(), header.getValue()));
        plain.method(
                request.getHttpMethod().toString(),
                BodyPublishers.ofByteArray(request.getBodyAsBinaryData().toBytes()));
        return new Answer(request, http.send(plain.build(), BodyHandlers.ofByteArray()));
    }

    private static final class Answer extends HttpResponse {
        private final java.net.http.HttpResponse<byte[]> plain;
        private final HttpHeaders headers = new HttpHeaders();

        Answer(HttpRequest request, java.net.http.HttpResponse<byte[]> plain) {
            super(request);
            this.plain = plain;
            plain.headers().map().forEach((name, values) -> headers.set(HttpHeaderName.fromString(name), values));
        }

        @Override
        public int getStatusCode() {
            return plain.statusCode();
        }

        @Override
        @Deprecated
        public String getHeaderValue(String name) {
            return headers.getValue(HttpHeaderName.fromString(name));
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public Flux<ByteBuffer> getBody() {
            return Flux.just(ByteBuffer.wrap(plain.body()));
        }

        @Override
        public Mono<byte[]> getBodyAsByteArray() {
            return Mono.just(plain.body());
        }

        @Override
        public Mono<String> getBodyAsString() {
            return getBodyAsString(StandardCharsets.UTF_8);
        }

        @Override
        public Mono<String> getBodyAsString(Charset charset) {
            return Mono.just(new String(plain.body(), charset));
        }
    }
}
