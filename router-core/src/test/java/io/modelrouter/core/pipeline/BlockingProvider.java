package io.modelrouter.core.pipeline;

import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.provider.ProviderResponse;
import io.modelrouter.wire.Dialect;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/** An upstream that says a beginning and then nothing, until it is cancelled. */
final class BlockingProvider implements ProviderClient {
    private final byte[] beginning;
    /** Opens when a read has nothing more to give. */
    final CountDownLatch silent = new CountDownLatch(1);
    /** Opens when the exchange was cancelled. */
    final CountDownLatch cancelled = new CountDownLatch(1);

    BlockingProvider(String beginning) {
        this.beginning = beginning.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String type() {
        return "silent";
    }

    @Override
    public Set<Dialect> dialects() {
        return Set.of(Dialect.values());
    }

    @Override
    public ProviderCall newCall(ProviderRequest request) {
        return new ProviderCall() {
            @Override
            public ProviderResponse execute() throws ProviderException {
                if (beginning.length == 0) {
                    await();
                }
                return new Silence();
            }

            @Override
            public void cancel() {
                cancelled.countDown();
            }
        };
    }

    private void await() throws ProviderException {
        silent.countDown();
        try {
            cancelled.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new ProviderException(FailureKind.ENDED, "cancelled", null);
    }

    private final class Silence implements ProviderResponse {
        private boolean told;

        @Override
        public int status() {
            return 200;
        }

        @Override
        public HttpHeaders headers() {
            return HttpHeaders.builder()
                    .add("content-type", "text/event-stream")
                    .build();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws ProviderException {
            if (told) {
                await();
            }
            told = true;
            System.arraycopy(beginning, 0, buffer, offset, beginning.length);
            return beginning.length;
        }

        @Override
        public void close() {}
    }
}
