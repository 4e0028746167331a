package io.modelrouter.examples.snippets;

import io.modelrouter.CallContext;
import io.modelrouter.Embeddings;
import io.modelrouter.ModelRouter;
import io.modelrouter.request.GeminiEmbedRequest;
import io.modelrouter.request.OpenAiEmbeddingsRequest;
import java.util.List;

/** What {@code docs/embeddings.md} shows. */
public final class Vectors {
    private Vectors() {}

    static List<float[]> documents(ModelRouter router, CallContext caller, List<String> texts) {
        // <documents>
        OpenAiEmbeddingsRequest request = OpenAiEmbeddingsRequest.builder()
                .model("text-embedding-3-small")
                .inputs(texts)
                .dimensions(512)
                .build();
        Embeddings answer = router.embed(request, caller);
        List<float[]> vectors = answer.vectors(); // one for each text, in their order
        long tokens = answer.usage().prompt();
        // </documents>
        System.out.println(vectors.size() + " vectors for " + tokens + " tokens");
        return vectors;
    }

    static float[] question(ModelRouter router, CallContext caller) {
        // <question>
        GeminiEmbedRequest question = GeminiEmbedRequest.builder()
                .model("gemini-embedding-001")
                .text("What is a router?")
                .taskType("RETRIEVAL_QUERY")
                .build();
        float[] vector = router.embed(question, caller).vector();
        // </question>
        return vector;
    }
}
