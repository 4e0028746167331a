package io.modelrouter.core.pipeline;

import io.modelrouter.error.FailureKind;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.provider.ProviderCall;
import io.modelrouter.provider.ProviderClient;
import io.modelrouter.provider.ProviderException;
import io.modelrouter.provider.ProviderRequest;
import io.modelrouter.provider.ProviderResponse;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** An upstream that answers from memory, in pieces of any size, and remembers what it was sent. */
final class ReplayProvider implements ProviderClient {
    /** What is answered: status, headers, and the body in the pieces that reads will see. */
    record Answer(int status, HttpHeaders headers, List<byte[]> pieces) {

        static Answer of(int status, HttpHeaders headers, byte[] body) {
            return new Answer(status, headers, List.of(body));
        }

        static Answer of(int status, String contentType, String body) {
            return of(
                    status,
                    HttpHeaders.builder().add("content-type", contentType).build(),
                    body.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }

        /** The same in pieces of this many bytes. */
        Answer inPiecesOf(int size) {
            List<byte[]> cut = new ArrayList<>();
            for (byte[] piece : pieces) {
                for (int at = 0; at < piece.length; at += size) {
                    cut.add(java.util.Arrays.copyOfRange(piece, at, Math.min(piece.length, at + size)));
                }
            }
            return new Answer(status, headers, cut);
        }

        Answer cutAt(int offset) {
            byte[] whole = pieces.get(0);
            return new Answer(
                    status,
                    headers,
                    List.of(
                            java.util.Arrays.copyOfRange(whole, 0, offset),
                            java.util.Arrays.copyOfRange(whole, offset, whole.length)));
        }
    }

    /** Thrown by a script in place of an answer. */
    static final class NoAnswer extends RuntimeException {
        private static final long serialVersionUID = 1L;
        final FailureKind kind;

        NoAnswer(FailureKind kind) {
            this.kind = kind;
        }
    }

    private final String type;
    private final Function<ProviderRequest, Answer> script;
    final List<ProviderRequest> requests = java.util.Collections.synchronizedList(new ArrayList<>());

    ReplayProvider(String type, Function<ProviderRequest, Answer> script) {
        this.type = type;
        this.script = script;
    }

    @Override
    public String type() {
        return type;
    }

    @Override
    public Set<Dialect> dialects() {
        return Set.of(Dialect.values());
    }

    @Override
    public ProviderCall newCall(ProviderRequest request) {
        requests.add(request);
        return new ProviderCall() {
            private volatile boolean cancelled;

            @Override
            public ProviderResponse execute() throws ProviderException {
                if (cancelled) {
                    throw new ProviderException(FailureKind.ENDED, "cancelled", null);
                }
                try {
                    return new Replay(script.apply(request));
                } catch (NoAnswer e) {
                    throw new ProviderException(e.kind, "no answer", e);
                }
            }

            @Override
            public void cancel() {
                cancelled = true;
            }
        };
    }

    private static final class Replay implements ProviderResponse {
        private final Answer answer;
        private int piece;
        private int at;

        Replay(Answer answer) {
            this.answer = answer;
        }

        @Override
        public int status() {
            return answer.status;
        }

        @Override
        public HttpHeaders headers() {
            return answer.headers;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            while (piece < answer.pieces.size() && at == answer.pieces.get(piece).length) {
                piece++;
                at = 0;
            }
            if (piece == answer.pieces.size()) {
                return -1;
            }
            byte[] bytes = answer.pieces.get(piece);
            int count = Math.min(length, bytes.length - at);
            System.arraycopy(bytes, at, buffer, offset, count);
            at += count;
            return count;
        }

        @Override
        public void close() {}
    }
}
