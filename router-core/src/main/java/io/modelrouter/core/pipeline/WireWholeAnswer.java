package io.modelrouter.core.pipeline;

import io.modelrouter.WireAnswer;
import io.modelrouter.provider.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** A whole answer: settled already, its bytes the upstream's own but for members added to the usage. */
final class WireWholeAnswer implements WireAnswer {
    private final HttpHeaders headers;
    private final byte[] body;
    private final byte @Nullable [] usageMembers;
    private final int usageEnd;

    /**
     * @param usageEnd where the members go, -1 for nowhere
     */
    WireWholeAnswer(HttpHeaders headers, byte[] body, byte @Nullable [] usageMembers, int usageEnd) {
        this.headers = headers;
        this.body = body;
        this.usageMembers = usageEnd < 0 ? null : usageMembers;
        this.usageEnd = usageEnd;
    }

    @Override
    public int status() {
        return 200;
    }

    @Override
    public HttpHeaders headers() {
        return headers;
    }

    @Override
    public boolean streaming() {
        return false;
    }

    @Override
    public long contentLength() {
        return body.length + (usageMembers == null ? 0 : usageMembers.length);
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        if (usageMembers == null) {
            out.write(body);
        } else {
            out.write(body, 0, usageEnd);
            out.write(usageMembers);
            out.write(body, usageEnd, body.length - usageEnd);
        }
        out.flush();
    }

    byte[] toBytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) contentLength());
        try {
            writeTo(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    @Override
    public void close() {}
}
