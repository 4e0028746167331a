package io.modelrouter.providers.compatible;

import static io.modelrouter.providers.compatible.ClaudeKey.BEARER;
import static io.modelrouter.providers.compatible.ClaudeKey.X_API_KEY;
import static io.modelrouter.wire.Dialect.CLAUDE_MESSAGES;
import static io.modelrouter.wire.Dialect.OPENAI_AUDIO;
import static io.modelrouter.wire.Dialect.OPENAI_CHAT;
import static io.modelrouter.wire.Dialect.OPENAI_COMPLETIONS;
import static io.modelrouter.wire.Dialect.OPENAI_EMBEDDINGS;
import static io.modelrouter.wire.Dialect.OPENAI_IMAGES;
import static io.modelrouter.wire.Dialect.OPENAI_MODERATIONS;
import static io.modelrouter.wire.Dialect.OPENAI_RESPONSES;
import static io.modelrouter.wire.Dialect.RERANK;

import java.util.ArrayList;
import java.util.List;

/**
 * The vendors, one entry each, with the page of the vendor's own that it was read from. A recording is named where it knows
 * better. A vendor with two sites and two kinds of keys has two entries.
 */
public final class Presets {
    /** When the pages were read, year and month. */
    public static final String READ_ON = "2026-11";

    private static final List<Preset> ALL = new ArrayList<>();

    static {
        // Without /v1, as recorded: dd-trace-py-deepseek-streamed-reasoning-content-0-a836f674 and
        // ruby-llm-chat-responses-protocol-dialects-with-deepseek-deepseek-v4-flash-strea-0-9bf9ea02.
        add(Preset.of(
                        "deepseek",
                        "DeepSeek",
                        "https://api.deepseek.com",
                        "https://api-docs.deepseek.com/guides/anthropic_api")
                .speaks(OPENAI_CHAT, OPENAI_RESPONSES)
                .claude("https://api.deepseek.com/anthropic/v1", X_API_KEY));

        add(qwen("qwen", "Qwen (Alibaba Cloud, Singapore)", "https://dashscope-intl.aliyuncs.com"));
        add(qwen("qwen-cn", "Qwen (Alibaba Cloud, Beijing)", "https://dashscope.aliyuncs.com"));

        // Responses have a root of their own: the page says that it is not that of the chats.
        add(Preset.of(
                        "glm",
                        "GLM (Zhipu, China)",
                        "https://open.bigmodel.cn/api/paas/v4",
                        "https://docs.bigmodel.cn/cn/guide/develop/responses/introduction")
                .speaks(OPENAI_CHAT, OPENAI_EMBEDDINGS)
                .at(OPENAI_RESPONSES, "https://open.bigmodel.cn/api/v1")
                .claude("https://open.bigmodel.cn/api/anthropic/v1", BEARER));
        add(Preset.of(
                        "zai",
                        "GLM (Z.ai)",
                        "https://api.z.ai/api/paas/v4",
                        "https://docs.z.ai/api-reference/introduction")
                .speaks(OPENAI_CHAT)
                .claude("https://api.z.ai/api/anthropic/v1", BEARER));

        // Responses: the overview names them beside the chats; that of the site for China does not.
        add(moonshot(
                        "moonshot",
                        "Kimi (Moonshot AI)",
                        "https://api.moonshot.ai",
                        "https://platform.kimi.ai/docs/api/overview")
                .speaks(OPENAI_RESPONSES));
        add(moonshot(
                "moonshot-cn",
                "Kimi (Moonshot AI, China)",
                "https://api.moonshot.cn",
                "https://platform.kimi.com/docs"));

        add(minimax("minimax", "MiniMax", "https://api.minimax.io", "https://platform.minimax.io"));
        add(minimax("minimax-cn", "MiniMax (China)", "https://api.minimaxi.com", "https://platform.minimaxi.com"));

        // Its Claude endpoint is "fully deprecated" by
        // https://docs.x.ai/developers/rest-api-reference/inference/legacy.
        add(Preset.of(
                        "xai",
                        "Grok (xAI)",
                        "https://api.x.ai/v1",
                        "https://docs.x.ai/developers/model-capabilities/text/comparison")
                .speaks(OPENAI_CHAT, OPENAI_RESPONSES, OPENAI_IMAGES));

        // Its own description of the API has /v1/moderations and /v1/audio/transcriptions among the paths.
        add(Preset.of("mistral", "Mistral AI", "https://api.mistral.ai/v1", "https://docs.mistral.ai/api")
                .speaks(OPENAI_CHAT, OPENAI_EMBEDDINGS, OPENAI_MODERATIONS, OPENAI_AUDIO));

        add(Preset.of("groq", "Groq", "https://api.groq.com/openai/v1", "https://console.groq.com/docs/openai")
                .speaks(OPENAI_CHAT, OPENAI_RESPONSES, OPENAI_AUDIO));

        add(Preset.of(
                        "together",
                        "Together AI",
                        "https://api.together.ai/v1",
                        "https://docs.together.ai/docs/inference/openai-compatibility")
                .speaks(OPENAI_CHAT, OPENAI_EMBEDDINGS, OPENAI_COMPLETIONS, OPENAI_IMAGES, OPENAI_AUDIO, RERANK));

        add(Preset.of(
                        "fireworks",
                        "Fireworks AI",
                        "https://api.fireworks.ai/inference/v1",
                        "https://docs.fireworks.ai/tools-sdks/anthropic-compatibility")
                .speaks(OPENAI_CHAT, OPENAI_RESPONSES, OPENAI_EMBEDDINGS, OPENAI_COMPLETIONS, RERANK)
                .claude("https://api.fireworks.ai/inference/v1", BEARER));

        // Bearer there too: the key is given as ANTHROPIC_AUTH_TOKEN.
        add(Preset.of(
                        "openrouter",
                        "OpenRouter",
                        "https://openrouter.ai/api/v1",
                        "https://openrouter.ai/docs/api-reference/overview")
                .speaks(OPENAI_CHAT, OPENAI_RESPONSES, OPENAI_EMBEDDINGS, OPENAI_COMPLETIONS, RERANK)
                .claude("https://openrouter.ai/api/v1", BEARER));

        add(siliconflow(
                "siliconflow", "SiliconFlow", "https://api.siliconflow.com/v1", "https://docs.siliconflow.com/en"));
        add(siliconflow(
                "siliconflow-cn",
                "SiliconFlow (China)",
                "https://api.siliconflow.cn/v1",
                "https://docs.siliconflow.cn/cn"));

        add(Preset.of(
                        "cerebras",
                        "Cerebras",
                        "https://api.cerebras.ai/v1",
                        "https://inference-docs.cerebras.ai/resources/openai")
                .speaks(OPENAI_CHAT, OPENAI_COMPLETIONS));

        // Chat has no version (ai-perplexity-text-0-3c72ceb3); its support ended in September 2026 for the Agent API,
        // which
        // takes Responses requests at /v1.
        add(Preset.of(
                        "perplexity",
                        "Perplexity",
                        "https://api.perplexity.ai/v1",
                        "https://docs.perplexity.ai/docs/grounded-llm/openai-compatibility")
                .speaks(OPENAI_RESPONSES)
                .at(OPENAI_CHAT, "https://api.perplexity.ai")
                .listedBy(OPENAI_RESPONSES));

        // The hosted catalog. Containers of one's own have more, which their settings may name:
        // https://docs.nvidia.com/nim/large-language-models/latest/reference/api-reference.html lists responses,
        // completions, messages and messages/count_tokens.
        add(Preset.of(
                        "nvidia",
                        "NVIDIA NIM",
                        "https://integrate.api.nvidia.com/v1",
                        "https://docs.api.nvidia.com/nim/reference/llm-apis")
                .speaks(OPENAI_CHAT, OPENAI_EMBEDDINGS)
                .mayHaveClaude(BEARER)
                .counts(CLAUDE_MESSAGES));

        // Ranking is no part of the imitation: https://docs.cohere.com/reference/rerank. Nor is a list of models.
        add(Preset.of(
                        "cohere",
                        "Cohere",
                        "https://api.cohere.ai/compatibility/v1",
                        "https://docs.cohere.com/docs/compatibility-api")
                .speaks(OPENAI_CHAT, OPENAI_EMBEDDINGS)
                .at(RERANK, "https://api.cohere.com/v2")
                .unlisted());

        add(Preset.of(
                        "huggingface",
                        "Hugging Face Inference Providers",
                        "https://router.huggingface.co/v1",
                        "https://huggingface.co/docs/inference-providers/guides/responses-api")
                .speaks(OPENAI_CHAT, OPENAI_RESPONSES));

        // Its ranking has names of its own (top_k, data), so it is not the rerank dialect. Path and base64 as recorded:
        // pydantic-testvoyageai-test-query-0-f2629703.
        add(Preset.of(
                        "voyage",
                        "Voyage AI",
                        "https://api.voyageai.com/v1",
                        "https://docs.voyageai.com/reference/embeddings-api")
                .speaks(OPENAI_EMBEDDINGS)
                .unlisted());
        // Chats are those of its search, on a host of their own: https://jina.ai/deepsearch.
        add(Preset.of("jina", "Jina AI", "https://api.jina.ai/v1", "https://jina.ai/reranker")
                .speaks(OPENAI_EMBEDDINGS, RERANK)
                .at(OPENAI_CHAT, "https://deepsearch.jina.ai/v1")
                .unlisted());

        add(Preset.of(
                        "ollama",
                        "Ollama",
                        "http://127.0.0.1:11434/v1",
                        "https://docs.ollama.com/api/anthropic-compatibility")
                .speaks(OPENAI_CHAT, OPENAI_RESPONSES, OPENAI_EMBEDDINGS, OPENAI_COMPLETIONS)
                .claude("http://127.0.0.1:11434/v1", BEARER)
                .keyless());
        add(Preset.of(
                        "vllm",
                        "vLLM",
                        "http://127.0.0.1:8000/v1",
                        "https://docs.vllm.ai/en/latest/serving/online_serving/")
                .speaks(OPENAI_CHAT, OPENAI_RESPONSES, OPENAI_EMBEDDINGS, OPENAI_COMPLETIONS, OPENAI_AUDIO, RERANK)
                .claude("http://127.0.0.1:8000/v1", BEARER)
                // Since 2026-02: github.com/vllm-project/vllm/pull/35588. Its /tokenize has a shape of its own.
                .counts(CLAUDE_MESSAGES)
                .keyless());
        add(Preset.of(
                        "lmstudio",
                        "LM Studio",
                        "http://127.0.0.1:1234/v1",
                        "https://lmstudio.ai/docs/developer/anthropic-compat")
                .speaks(OPENAI_CHAT, OPENAI_RESPONSES, OPENAI_EMBEDDINGS, OPENAI_COMPLETIONS)
                .claude("http://127.0.0.1:1234/v1", BEARER)
                .keyless());
        add(Preset.of(
                        "llama-cpp",
                        "llama.cpp server",
                        "http://127.0.0.1:8080/v1",
                        "https://github.com/ggml-org/llama.cpp/blob/master/tools/server/README.md")
                .speaks(OPENAI_CHAT, OPENAI_RESPONSES, OPENAI_EMBEDDINGS, OPENAI_COMPLETIONS, RERANK)
                .claude("http://127.0.0.1:8080/v1", BEARER)
                // Both by the same page.
                .counts(OPENAI_RESPONSES, CLAUDE_MESSAGES)
                .keyless());

        add(Preset.of(
                        "openai-compatible",
                        "any other with OpenAI's paths",
                        "/v1",
                        "https://platform.openai.com/docs/api-reference/introduction")
                .speaks(OPENAI_CHAT, OPENAI_EMBEDDINGS)
                .mayHaveClaude(BEARER));
        add(Preset.of(
                        "claude-compatible",
                        "any other with Anthropic's paths",
                        "/v1",
                        "https://docs.claude.com/en/api/overview")
                .speaks(CLAUDE_MESSAGES)
                // Gateways have it as a rule; where it is missing, one question finds out for a while.
                .counts(CLAUDE_MESSAGES)
                .mayHaveClaude(X_API_KEY));
    }

    private Presets() {}

    /** All, in the order of the documentation. */
    public static List<Preset> all() {
        return List.copyOf(ALL);
    }

    private static void add(Preset.Builder preset) {
        ALL.add(preset.build());
    }

    /** Responses: https://help.aliyun.com/en/model-studio/compatibility-with-openai-responses-api (the newer of its two paths). */
    private static Preset.Builder qwen(String type, String vendor, String host) {
        return Preset.of(
                        type,
                        vendor,
                        host + "/compatible-mode/v1",
                        "https://www.alibabacloud.com/help/en/model-studio/compatibility-of-openai-with-dashscope")
                .speaks(OPENAI_CHAT, OPENAI_RESPONSES, OPENAI_EMBEDDINGS)
                // https://www.alibabacloud.com/help/doc-detail/2980295.html
                .claude(host + "/apps/anthropic/v1", X_API_KEY);
    }

    private static Preset.Builder moonshot(String type, String vendor, String host, String source) {
        return Preset.of(type, vendor, host + "/v1", source).speaks(OPENAI_CHAT).claude(host + "/anthropic/v1", BEARER);
    }

    private static Preset.Builder minimax(String type, String vendor, String host, String site) {
        return Preset.of(type, vendor, host + "/v1", site + "/docs/api-reference/text-anthropic-api")
                .speaks(OPENAI_CHAT, OPENAI_RESPONSES)
                .claude(host + "/anthropic/v1", X_API_KEY);
    }

    private static Preset.Builder siliconflow(String type, String vendor, String root, String docs) {
        return Preset.of(type, vendor, root, docs + "/api-reference/chat-completions/chat-completions")
                .speaks(OPENAI_CHAT, OPENAI_EMBEDDINGS, RERANK)
                // docs/usercases/use-siliconcloud-in-ClaudeCode: the Messages endpoint is beside the others.
                .claude(root, BEARER);
    }
}
