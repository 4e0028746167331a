package io.modelrouter.core.dialect.openai;

import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What single vendors want otherwise than imitators do in common: data by channel type, each entry with what shows it, a
 * recording or a page as of 2026-11. A vendor that is not here takes what imitators take.
 *
 * @param reasoning where the thinking of earlier turns goes
 * @param thinksAloud whether it goes back with every turn, and not only beside calls
 * @param blank what stands for the thinking of a turn with calls that had none, where one without is refused; else null
 * @param streamOptions whether {@code stream_options} is taken; where it is not, usage comes unasked
 * @param seed the name of {@code seed}
 * @param shortCallIds whether ids of calls have exactly nine letters and digits
 * @param thinkingSwitch the member that switches thinking off; null where nothing does for every model
 * @param refused further members that are answered with 400
 * @param replay what becomes of reasoning in a history that is passed on
 * @param thinkTags whether models may think in their text, in tags at its beginning
 */
record OpenAiChatQuirks(
        Reasoning reasoning,
        boolean thinksAloud,
        @Nullable String blank,
        boolean streamOptions,
        String seed,
        boolean shortCallIds,
        @Nullable String thinkingSwitch,
        Set<String> refused,
        OpenAiChatReplay replay,
        boolean thinkTags) {

    /** How an assistant's message carries what was thought. */
    enum Reasoning {
        REASONING_CONTENT,
        REASONING,
        /** As parts of the content, which are lists themselves. */
        THINKING_PARTS,
        /** In tags at the beginning of the text, as the model wrote it. */
        THINK_TAGS
    }

    private static final OpenAiChatQuirks COMMON = new OpenAiChatQuirks(
            Reasoning.REASONING_CONTENT,
            false,
            null,
            true,
            "seed",
            false,
            null,
            Set.of(),
            OpenAiChatReplay.KEPT,
            false);

    private static final OpenAiChatQuirks QWEN = COMMON.switchedBy("enable_thinking");

    // A loop of tools is refused where a turn with calls has no reasoning_content ("thinking is enabled but
    // reasoning_content is missing in assistant tool call message", github.com/continuedev/continue/issues/11600).
    // An empty one counts as none, a space does not (github.com/theopenco/llmgateway/pull/2093).
    private static final OpenAiChatQuirks KIMI = COMMON.wanting(" ").replaying(OpenAiChatReplay.AS_REASONING_CONTENT);

    // https://platform.minimax.io/docs/api-reference/text-openai-api: without reasoning_split the thinking stands in
    // tags in the content, and must come back there, whole.
    private static final OpenAiChatQuirks MINIMAX =
            COMMON.named(Reasoning.THINK_TAGS).aloud().tagged();

    // Servers and hosts that run whatever model they are given, with or without what would separate its thinking.
    private static final OpenAiChatQuirks ANY_MODEL = COMMON.tagged();

    private static final Map<String, OpenAiChatQuirks> BY_TYPE = Map.ofEntries(
            // https://api-docs.deepseek.com/guides/thinking_mode: 400 without reasoning_content in a loop of tools,
            // ignored elsewhere. An empty one must be there too:
            // github.com/deepseek-ai/deepseek-harness/discussions/739. The switch:
            // pydantic-test-deepseek-deferred-capability-with-thinking-1-8b759cfd.
            Map.entry(
                    "deepseek",
                    COMMON.wanting("").switchedBy("thinking").replaying(OpenAiChatReplay.AS_REASONING_CONTENT)),
            // pydantic-test-zai-preserved-thinking-round-trip-1-c5961cfe has both.
            Map.entry("zai", COMMON.switchedBy("thinking").replaying(OpenAiChatReplay.AS_REASONING_CONTENT)),
            Map.entry("glm", COMMON.switchedBy("thinking").replaying(OpenAiChatReplay.AS_REASONING_CONTENT)),
            Map.entry("moonshot", KIMI),
            Map.entry("moonshot-cn", KIMI),
            Map.entry("minimax", MINIMAX),
            Map.entry("minimax-cn", MINIMAX),
            // https://www.alibabacloud.com/help/en/model-studio/deep-thinking; the same server software by
            // ruby-llm-chat-text-models-gpustack-qwen3-can-understand-remote-text-1-bdef394f.
            Map.entry("qwen", QWEN),
            Map.entry("qwen-cn", QWEN),
            Map.entry("siliconflow", QWEN.tagged()),
            Map.entry("siliconflow-cn", QWEN.tagged()),
            // https://console.groq.com/docs/openai names what is refused; reasoning_content is: "property
            // 'reasoning_content' is unsupported" (github.com/janhq/jan/issues/8136). It is not renamed, because
            // reasoning is refused by models that do not think (github.com/vercel/ai/pull/8057). Tags:
            // https://console.groq.com/docs/reasoning, reasoning_format raw, the default of some models.
            Map.entry(
                    "groq",
                    COMMON.named(Reasoning.REASONING)
                            .refusing(Set.of("logprobs", "top_logprobs", "logit_bias", "n"))
                            .replaying(OpenAiChatReplay.ONLY_REASONING)
                            .tagged()),
            // https://inference-docs.cerebras.ai/resources/openai;
            // pydantic-test-cerebras-thinking-part-survives-multiturn-1-b038bde6; reasoning_content is refused with
            // wrong_api_format, reasoning is taken (github.com/QwenLM/qwen-code/issues/11045). Tags:
            // https://inference-docs.cerebras.ai/capabilities/reasoning, raw is the default of Qwen's models.
            Map.entry(
                    "cerebras",
                    COMMON.named(Reasoning.REASONING)
                            .aloud()
                            .refusing(Set.of("frequency_penalty", "presence_penalty", "logit_bias"))
                            .replaying(OpenAiChatReplay.AS_REASONING)
                            .tagged()),
            // https://openrouter.ai/docs/guides/best-practices/reasoning-tokens; what is signed goes into
            // reasoning_details.
            Map.entry("openrouter", COMMON.named(Reasoning.REASONING)),
            // ruby-llm-chat-function-calling-ollama-cloud-gpt-oss-120b-can-use-tools-without-2-96510b80.
            Map.entry("ollama", ANY_MODEL.named(Reasoning.REASONING)),
            // https://docs.vllm.ai/en/stable/features/reasoning_outputs/: reasoning has taken the place of
            // reasoning_content; without a parser for the model the tags stay in the content.
            Map.entry("vllm", ANY_MODEL.named(Reasoning.REASONING)),
            Map.entry("lmstudio", ANY_MODEL),
            // github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md: reasoning_format none leaves the tags.
            Map.entry("llama-cpp", ANY_MODEL),
            Map.entry("nvidia", ANY_MODEL),
            Map.entry("together", ANY_MODEL),
            Map.entry("fireworks", ANY_MODEL),
            Map.entry("huggingface", ANY_MODEL),
            Map.entry("jina", ANY_MODEL),
            Map.entry("openai-compatible", ANY_MODEL),
            // Its reasoning models begin with tags, also before JSON:
            // https://docs.perplexity.ai/guides/structured-outputs.
            Map.entry("perplexity", ANY_MODEL),
            // Parts: pydantic-test-mistral-model-thinking-part-1-9541ad52. No stream_options: 422 extra_forbidden
            // (github.com/openai/openai-agents-python/issues/442), and no recorded stream has them, all have usage.
            // Nor any member of a message that is not its own (github.com/charmbracelet/crush/issues/1590). Ids:
            // "must be a-z, A-Z, 0-9, with a length of 9" (github.com/mistralai/mistral-vibe/issues/1075).
            Map.entry(
                    "mistral",
                    COMMON.named(Reasoning.THINKING_PARTS)
                            .aloud()
                            .replaying(OpenAiChatReplay.NONE)
                            .with(draft -> {
                                draft.streamOptions = false;
                                draft.seed = "random_seed";
                                draft.shortCallIds = true;
                            })));

    static OpenAiChatQuirks of(String type) {
        return BY_TYPE.getOrDefault(type, COMMON);
    }

    private OpenAiChatQuirks switchedBy(String member) {
        return with(draft -> draft.thinkingSwitch = member);
    }

    private OpenAiChatQuirks named(Reasoning name) {
        return with(draft -> draft.reasoning = name);
    }

    private OpenAiChatQuirks aloud() {
        return with(draft -> draft.thinksAloud = true);
    }

    private OpenAiChatQuirks wanting(String text) {
        return with(draft -> draft.blank = text);
    }

    private OpenAiChatQuirks refusing(Set<String> members) {
        return with(draft -> draft.refused = members);
    }

    private OpenAiChatQuirks replaying(OpenAiChatReplay rule) {
        return with(draft -> draft.replay = rule);
    }

    private OpenAiChatQuirks tagged() {
        return with(draft -> draft.thinkTags = true);
    }

    private OpenAiChatQuirks with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.done();
    }

    /** An entry while it is written. */
    private static final class Draft {
        private Reasoning reasoning;
        private boolean thinksAloud;
        private @Nullable String blank;
        private boolean streamOptions;
        private String seed;
        private boolean shortCallIds;
        private @Nullable String thinkingSwitch;
        private Set<String> refused;
        private OpenAiChatReplay replay;
        private boolean thinkTags;

        private Draft(OpenAiChatQuirks from) {
            reasoning = from.reasoning;
            thinksAloud = from.thinksAloud;
            blank = from.blank;
            streamOptions = from.streamOptions;
            seed = from.seed;
            shortCallIds = from.shortCallIds;
            thinkingSwitch = from.thinkingSwitch;
            refused = from.refused;
            replay = from.replay;
            thinkTags = from.thinkTags;
        }

        private OpenAiChatQuirks done() {
            return new OpenAiChatQuirks(
                    reasoning,
                    thinksAloud,
                    blank,
                    streamOptions,
                    seed,
                    shortCallIds,
                    thinkingSwitch,
                    refused,
                    replay,
                    thinkTags);
        }
    }
}
