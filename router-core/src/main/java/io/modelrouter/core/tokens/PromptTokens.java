package io.modelrouter.core.tokens;

import io.modelrouter.request.OpenAiFormRequest;
import io.modelrouter.request.RouterRequest;
import io.modelrouter.wire.RawJson;
import io.modelrouter.wire.Task;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * How many tokens a request's prompt has: its texts, tools and schemas, pictures and files, in any client dialect. An
 * estimate for holds, and for settlements where the provider told nothing; marked ESTIMATED wherever it is charged. The
 * rules are those of {@link TextTokens}, {@link ImageTokens} and {@link FileTokens}; the recorded exchanges are the judge.
 *
 * <p>One streaming pass over the body; no tree is built and no text is kept. Safe from any thread.
 */
public final class PromptTokens {
    /**
     * Characters that {@link #quick} encodes with a tokenizer at most, under a millisecond of work; beyond them it goes on at
     * the rate that they had.
     */
    static final int QUICK = 4 << 10;
    /** The same for {@link #exact}: a caller must not make a router count for seconds. */
    static final int EXACT = 256 << 10;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNestingDepth(PromptWalk.DEEPEST)
                    .build())
            .build();

    private PromptTokens() {}

    /** Loads the tokenizer that most models of OpenAI have, so that no call has to wait for it: some 200 ms and 30 MB. */
    public static void warmUp() {
        new TextTokens(ModelFamily.OPENAI, QUICK).add(new char[] {'a'}, 0, 1);
    }

    /**
     * For a hold: bounded in time, whatever the length of the prompt.
     *
     * @param model whose rules count; the upstream's name of it, where that is known
     */
    public static long quick(RouterRequest request, String model) {
        return count(request, model, QUICK) + uploaded(request, model);
    }

    /** For a settlement without reported usage: with the tokenizer over the first 256 K characters, and at their rate beyond. */
    public static long exact(RouterRequest request, String model) {
        return count(request, model, EXACT) + uploaded(request, model);
    }

    /** The file of a form, as far as its size is known: sound by its length, pictures as one. */
    private static long uploaded(RouterRequest request, String model) {
        if (!(request instanceof OpenAiFormRequest form)) {
            return 0;
        }
        ModelFamily family = ModelFamily.of(model);
        if (form.dialect().task() == Task.IMAGE) {
            return ImageTokens.count(family, model, null, false);
        }
        return FileTokens.sound(family, Math.max(0, form.upload().length()));
    }

    private static long count(RouterRequest request, String model, int mostEncoded) {
        RawJson body = request.json();
        ModelFamily family = ModelFamily.of(model);
        boolean chat = request.dialect().task() != Task.EMBEDDING;
        PromptWalk walk = new PromptWalk(family, model, new TextTokens(family, mostEncoded), chat);
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body.toBytes())) {
            return walk.count(parser);
        } catch (JacksonException e) {
            // Only a body that no codec would read either; four characters to a token, as everywhere.
            return (body.length() + 3) / 4;
        }
    }
}
