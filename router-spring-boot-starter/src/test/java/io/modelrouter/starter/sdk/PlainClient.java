package io.modelrouter.starter.sdk;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A client that understands nothing: bytes there, bytes back. */
public final class PlainClient {
    private final HttpClient http;

    public PlainClient() {
        this(HttpClient.Version.HTTP_1_1);
    }

    /**
     * @param version with HTTP/2 every request asks to be upgraded, as the JDK's client does by itself
     */
    public PlainClient(HttpClient.Version version) {
        this.http = HttpClient.newBuilder().version(version).build();
    }

    public HttpResponse<byte[]> post(RunningGateway gateway, String path, String key, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(gateway.uri(path))
                .timeout(Duration.ofSeconds(30))
                .header("content-type", "application/json")
                .header("authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(path, e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
