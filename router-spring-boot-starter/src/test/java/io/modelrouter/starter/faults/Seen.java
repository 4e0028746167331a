package io.modelrouter.starter.faults;

import io.modelrouter.CallContext;
import io.modelrouter.ModelRouter;
import io.modelrouter.WireAnswer;
import io.modelrouter.core.ModelRouterBuilder;
import io.modelrouter.core.dialect.Dialects;
import io.modelrouter.core.dialect.ErrorSettings;
import io.modelrouter.core.dialect.WireError;
import io.modelrouter.error.RouterException;
import io.modelrouter.provider.HttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * What a client gets for one call: an answer, or an error in its own dialect.
 *
 * @param failure null for an answer, also for one that breaks off
 */
record Seen(int status, HttpHeaders headers, byte[] body, RouterException failure) {
    private static final Dialects DIALECTS = ModelRouterBuilder.dialects(ErrorSettings.DEFAULT);

    static Seen of(ModelRouter router, Vendor client, boolean stream, CallContext context) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (WireAnswer answer = router.newCall(client.request(stream), context).wire()) {
            answer.writeTo(out);
            return new Seen(answer.status(), answer.headers(), out.toByteArray(), null);
        } catch (RouterException e) {
            WireError error = DIALECTS.client(client.dialect).writeError(e, "call_1");
            return new Seen(error.status(), error.headers(), error.body(), e);
        }
    }

    String text() {
        return Vendor.text(body);
    }

    String header(String name) {
        return headers.first(name).orElse("");
    }
}
