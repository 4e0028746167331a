package io.modelrouter.core.dialect.openai;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What single vendors want otherwise than imitators do in common: data by channel type, each entry with what shows it, a
 * recording or a page as of 2026-11. A vendor that is not here takes what imitators take.
 *
 * @param reasoning where the thinking of earlier turns goes
 * @param thinksAloud whether it goes back with every turn, and not only beside calls
 * @param wantsReasoning whether a turn with calls is refused without the member, be it empty
 * @param streamOptions whether {@code stream_options} is taken; where it is not, usage comes unasked
 * @param seed the name of {@code seed}
 * @param shortCallIds whether ids of calls have exactly nine letters and digits
 * @param thinkingSwitch the member that switches thinking off; null where nothing does for every model
 * @param refused further members that are answered with 400
 */
record OpenAiChatQuirks(
        Reasoning reasoning,
        boolean thinksAloud,
        boolean wantsReasoning,
        boolean streamOptions,
        String seed,
        boolean shortCallIds,
        @Nullable String thinkingSwitch,
        Set<String> refused) {

    /** How an assistant's message carries what was thought. */
    enum Reasoning {
        REASONING_CONTENT,
        REASONING,
        /** As parts of the content, which are lists themselves. */
        THINKING_PARTS
    }

    private static final OpenAiChatQuirks COMMON =
            new OpenAiChatQuirks(Reasoning.REASONING_CONTENT, false, false, true, "seed", false, null, Set.of());

    private static final OpenAiChatQuirks QWEN = COMMON.switchedBy("enable_thinking");

    private static final Map<String, OpenAiChatQuirks> BY_TYPE = Map.ofEntries(
            // https://api-docs.deepseek.com/guides/thinking_mode: 400 without reasoning_content in a loop of tools, and
            // github.com/deepseek-ai/deepseek-harness/discussions/739: an empty one must be there too. The switch:
            // pydantic-test-deepseek-deferred-capability-with-thinking-1-8b759cfd.
            Map.entry(
                    "deepseek",
                    new OpenAiChatQuirks(
                            Reasoning.REASONING_CONTENT, false, true, true, "seed", false, "thinking", Set.of())),
            // pydantic-test-zai-preserved-thinking-round-trip-1-c5961cfe has both.
            Map.entry("zai", COMMON.switchedBy("thinking")),
            Map.entry("glm", COMMON.switchedBy("thinking")),
            // https://www.alibabacloud.com/help/en/model-studio/deep-thinking; the same server software by
            // ruby-llm-chat-text-models-gpustack-qwen3-can-understand-remote-text-1-bdef394f.
            Map.entry("qwen", QWEN),
            Map.entry("qwen-cn", QWEN),
            Map.entry("siliconflow", QWEN),
            Map.entry("siliconflow-cn", QWEN),
            // https://console.groq.com/docs/openai names what is refused; reasoning_content is: "property
            // 'reasoning_content' is unsupported" (github.com/janhq/jan/issues/8136).
            Map.entry("groq", COMMON.named(Reasoning.REASONING, Set.of("logprobs", "top_logprobs", "logit_bias", "n"))),
            // https://inference-docs.cerebras.ai/resources/openai;
            // pydantic-test-cerebras-thinking-part-survives-multiturn-1-b038bde6.
            Map.entry(
                    "cerebras",
                    new OpenAiChatQuirks(
                            Reasoning.REASONING,
                            true,
                            false,
                            true,
                            "seed",
                            false,
                            null,
                            Set.of("frequency_penalty", "presence_penalty", "logit_bias"))),
            // https://openrouter.ai/docs/guides/best-practices/reasoning-tokens; what is signed goes into
            // reasoning_details.
            Map.entry("openrouter", COMMON.named(Reasoning.REASONING, Set.of())),
            // ruby-llm-chat-function-calling-ollama-cloud-gpt-oss-120b-can-use-tools-without-2-96510b80.
            Map.entry("ollama", COMMON.named(Reasoning.REASONING, Set.of())),
            // Parts: pydantic-test-mistral-model-thinking-part-1-9541ad52. No stream_options: 422 extra_forbidden
            // (github.com/openai/openai-agents-python/issues/442), and no recorded stream has them, all have usage.
            // Ids:
            // "must be a-z, A-Z, 0-9, with a length of 9" (github.com/mistralai/mistral-vibe/issues/1075).
            Map.entry(
                    "mistral",
                    new OpenAiChatQuirks(
                            Reasoning.THINKING_PARTS, true, false, false, "random_seed", true, null, Set.of())));

    static OpenAiChatQuirks of(String type) {
        return BY_TYPE.getOrDefault(type, COMMON);
    }

    private OpenAiChatQuirks switchedBy(String member) {
        return new OpenAiChatQuirks(
                reasoning, thinksAloud, wantsReasoning, streamOptions, seed, shortCallIds, member, refused);
    }

    private OpenAiChatQuirks named(Reasoning name, Set<String> refusedToo) {
        return new OpenAiChatQuirks(
                name, thinksAloud, wantsReasoning, streamOptions, seed, shortCallIds, thinkingSwitch, refusedToo);
    }
}
