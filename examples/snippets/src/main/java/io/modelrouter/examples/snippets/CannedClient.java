package io.modelrouter.examples.snippets;

import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.provider.ProviderResponse;
import io.modelrouter.wire.Dialect;
import java.io.ByteArrayInputStream;
import java.util.Set;

// <canned>
/** Channels of type {@code canned}: one answer for everybody, from memory. */
public final class CannedClient implements ProviderClient {
    private final byte[] body;

    public CannedClient(byte[] body) {
        this.body = body.clone();
    }

    @Override
    public String type() {
        return "canned";
    }

    @Override
    public Set<Dialect> dialects() {
        return Set.of(Dialect.OPENAI_CHAT);
    }

    @Override
    public ProviderCall newCall(ProviderRequest request) {
        return new ProviderCall() {
            private volatile boolean cancelled;

            @Override
            public ProviderResponse execute() throws ProviderException {
                if (cancelled) {
                    throw new ProviderException(FailureKind.ENDED, "cancelled", null);
                }
                return new CannedResponse(new ByteArrayInputStream(body));
            }

            @Override
            public void cancel() {
                cancelled = true;
            }
        };
    }

    private record CannedResponse(ByteArrayInputStream in) implements ProviderResponse {
        @Override
        public int status() {
            return 200;
        }

        @Override
        public HttpHeaders headers() {
            return HttpHeaders.builder().add("content-type", "application/json").build();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            return in.read(buffer, offset, length);
        }

        @Override
        public void close() {}
    }
}
// </canned>
