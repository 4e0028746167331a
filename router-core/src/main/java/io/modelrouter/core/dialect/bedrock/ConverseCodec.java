package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.core.dialect.BodyTally;
import io.modelrouter.core.dialect.ChatChannelCodec;
import io.modelrouter.core.dialect.StreamMeter;
import io.modelrouter.core.dialect.StreamReader;
import io.modelrouter.core.dialect.WriteTarget;
import io.modelrouter.core.dialect.WrittenRequest;
import io.modelrouter.error.FailureKind;
import io.modelrouter.error.UpstreamError;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.provider.HttpHeaders;
import io.modelrouter.wire.Dialect;
import java.time.InstantSource;
import java.util.List;

/**
 * {@link Dialect#BEDROCK_CONVERSE}, for channels: no client speaks it, so nothing is ever passed through. Stateless and
 * thread-safe.
 */
public final class ConverseCodec implements ChatChannelCodec {
    private final InstantSource clock;

    public ConverseCodec() {
        this(InstantSource.system());
    }

    /**
     * @param clock what {@code retry-after} dates are measured from
     */
    public ConverseCodec(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public Dialect dialect() {
        return Dialect.BEDROCK_CONVERSE;
    }

    @Override
    public StreamMeter newStreamMeter() {
        return new ConverseStreamMeter();
    }

    @Override
    public StreamReader newStreamReader() {
        return new ConverseStreamReader();
    }

    @Override
    public BodyTally meterBody(byte[] body) {
        return ConverseBodyMeter.meter(body);
    }

    @Override
    public List<ChatEvent> readBody(byte[] body) {
        return ConverseBodyReader.read(body);
    }

    @Override
    public UpstreamError readError(int status, HttpHeaders headers, byte[] body) {
        return ConverseErrors.read(status, headers, body, clock);
    }

    @Override
    public FailureKind classify(UpstreamError error) {
        return ConverseErrors.classify(error);
    }

    @Override
    public WrittenRequest writeRequest(ChatRequest request, WriteTarget target) {
        return ConverseRequestWriter.write(request, target);
    }
}
