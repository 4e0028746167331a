package io.modelrouter.examples.snippets;

import io.modelrouter.CallContext;
import io.modelrouter.ModelInfo;
import io.modelrouter.ModelRouter;
import io.modelrouter.TokenCount;
import io.modelrouter.request.OpenAiChatRequest;

/** Asks what there is and how long a prompt is, before anything is generated. */
final class TokenCounting {
    private TokenCounting() {}

    /** Whether a prompt fits a budget of tokens. */
    static boolean fits(ModelRouter router, CallContext caller, String text, long most) {
        // <count>
        OpenAiChatRequest prompt =
                OpenAiChatRequest.builder().model("gpt-4o").user(text).build();
        TokenCount count = router.countTokens(prompt, caller);
        boolean exact = count.source() == TokenCount.Source.UPSTREAM;
        System.out.println(count.tokens() + (exact ? " tokens" : " tokens, about"));
        // </count>
        return count.tokens() <= most;
    }

    static void models(ModelRouter router, CallContext caller) {
        // <models>
        for (ModelInfo model : router.models(caller)) {
            System.out.println(model.id() + " by " + model.channelTypes());
        }
        router.model("gpt-4o", caller).ifPresent(model -> System.out.println(model.contextSize()));
        // </models>
    }
}
