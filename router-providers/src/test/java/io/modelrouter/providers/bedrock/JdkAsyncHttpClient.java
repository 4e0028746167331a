package io.modelrouter.providers.bedrock;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import software.amazon.awssdk.http.SdkHttpFullResponse;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.async.AsyncExecuteRequest;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.utils.async.SimplePublisher;

/** What the SDK's asynchronous client sends by, over the JDK: enough for answers of a few pages on this machine. */
final class JdkAsyncHttpClient implements SdkAsyncHttpClient {
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Override
    public CompletableFuture<Void> execute(AsyncExecuteRequest request) {
        return body(request).thenCompose(body -> {
            SdkHttpRequest from = request.request();
            HttpRequest.Builder to =
                    HttpRequest.newBuilder(URI.create(from.getUri().toString()));
            from.forEachHeader((name, values) -> {
                if (!name.equalsIgnoreCase("host") && !name.equalsIgnoreCase("content-length")) {
                    values.forEach(value -> to.header(name, value));
                }
            });
            to.method(from.method().name(), HttpRequest.BodyPublishers.ofByteArray(body));
            return client.sendAsync(to.build(), HttpResponse.BodyHandlers.ofByteArray())
                    .thenAccept(answer -> answered(request, answer));
        });
    }

    private static void answered(AsyncExecuteRequest request, HttpResponse<byte[]> answer) {
        SdkHttpFullResponse.Builder head = SdkHttpFullResponse.builder().statusCode(answer.statusCode());
        answer.headers().map().forEach(head::putHeader);
        request.responseHandler().onHeaders(head.build());
        SimplePublisher<ByteBuffer> stream = new SimplePublisher<>();
        request.responseHandler().onStream(stream);
        stream.send(ByteBuffer.wrap(answer.body()));
        stream.complete();
    }

    private static CompletableFuture<byte[]> body(AsyncExecuteRequest request) {
        CompletableFuture<byte[]> whole = new CompletableFuture<>();
        request.requestContentPublisher().subscribe(new Subscriber<ByteBuffer>() {
            private final ByteArrayOutputStream all = new ByteArrayOutputStream();

            @Override
            public void onSubscribe(Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(ByteBuffer piece) {
                byte[] bytes = new byte[piece.remaining()];
                piece.get(bytes);
                all.writeBytes(bytes);
            }

            @Override
            public void onError(Throwable failure) {
                whole.completeExceptionally(failure);
            }

            @Override
            public void onComplete() {
                whole.complete(all.toByteArray());
            }
        });
        return whole;
    }

    @Override
    public void close() {}
}
