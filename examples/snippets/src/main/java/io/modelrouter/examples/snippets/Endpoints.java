package io.modelrouter.examples.snippets;

import io.modelrouter.CallContext;
import io.modelrouter.ModelRouter;
import io.modelrouter.RawResponse;
import io.modelrouter.quota.Credits;
import io.modelrouter.request.OpenAiFormRequest;
import io.modelrouter.request.OpenAiJsonRequest;
import io.modelrouter.wire.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** What {@code docs/openai-endpoints.md} shows: what is no chat, in process. */
final class Endpoints {
    private Endpoints() {}

    static String moderate(ModelRouter router, CallContext caller, String json) {
        // <raw>
        OpenAiJsonRequest request =
                OpenAiJsonRequest.parse(Dialect.OPENAI_MODERATIONS, json.getBytes(StandardCharsets.UTF_8));
        RawResponse answer = router.newCall(request, caller).raw();
        System.out.println(answer.model() + " said: " + answer.json().get("results"));
        answer.costNanos().ifPresent(nanos -> System.out.println(Credits.ofNanos(nanos) + " USD"));
        // </raw>
        return answer.text();
    }

    static CompletableFuture<RawResponse> speak(ModelRouter router, CallContext caller, String json) {
        // <speech>
        OpenAiJsonRequest request =
                OpenAiJsonRequest.parse(Dialect.OPENAI_AUDIO, json.getBytes(StandardCharsets.UTF_8));
        CompletableFuture<RawResponse> sound = router.newCall(request, caller).rawAsync();
        // </speech>
        return sound;
    }

    static String transcribe(ModelRouter router, CallContext caller, String model, InputStream sound)
            throws IOException {
        // <form>
        try (OpenAiFormRequest request = OpenAiFormRequest.builder(Dialect.OPENAI_AUDIO, "transcriptions")
                .model(model)
                .file("file", "talk.mp3", "audio/mpeg", sound)
                .build()) {
            return router.newCall(request, caller).raw().text();
        }
        // </form>
    }
}
