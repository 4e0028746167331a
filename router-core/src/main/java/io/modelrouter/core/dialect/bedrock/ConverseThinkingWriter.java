package io.modelrouter.core.dialect.bedrock;

import io.modelrouter.chat.Param;
import io.modelrouter.chat.Thinking;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ThinkingScale;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code inferenceConfig} and, by the maker of the model, how much it thinks and how many tokens it chooses from, for
 * which Converse has no words of its own: {@code additionalModelRequestFields} goes to the model as it is.
 *
 * <p>Claude: {@code thinking}, {@code top_k} ({@code langchain-aws-test-thinking-v0-1-18808820}). Nova: {@code topK}, and since
 * its second generation {@code reasoningConfig}. GPT-OSS: {@code reasoning_effort}. All are recorded.
 */
final class ConverseThinkingWriter {
    /** The least budget that Claude takes. */
    static final long LEAST_BUDGET = 1024;

    private final Losses losses;
    private final ConverseModel model;
    private final ObjectNode inference;
    /** What goes to the model beside Converse's own words. */
    private final ObjectNode fields;

    ConverseThinkingWriter(Losses losses, ConverseModel model, ObjectNode inference, ObjectNode fields) {
        this.losses = losses;
        this.model = model;
        this.inference = inference;
        this.fields = fields;
    }

    void write(ConverseConversation conversation, boolean toolForced) {
        Thinking thinking = losses.take(Param.THINKING);
        Long limit = losses.take(Param.MAX_OUTPUT_TOKENS);
        if (limit != null) {
            inference.put("maxTokens", limit);
        }
        boolean claudeThinks = false;
        if (thinking != null && isAskedFor(thinking)) {
            switch (model.family()) {
                case CLAUDE:
                    claudeThinks = claude(thinking, limit, conversation, toolForced);
                    break;
                case NOVA_2:
                    nova(thinking);
                    break;
                case GPT_OSS:
                    fields.put("reasoning_effort", word(thinking));
                    break;
                default:
                    losses.hint(Param.THINKING, "the vendor has no word for how much this model thinks");
            }
        }
        sampling(claudeThinks);
    }

    private boolean isAskedFor(Thinking thinking) {
        if (thinking.mode() == Thinking.Mode.OFF || "none".equals(thinking.effort())) {
            return false;
        }
        if (thinking.budget() != null && thinking.budget() == 0) {
            return false;
        }
        if (thinking.mode() == Thinking.Mode.DEFAULT && thinking.effort() == null && thinking.budget() == null) {
            losses.hint(Param.THINKING, "the vendor thinks only if told how much");
            return false;
        }
        return true;
    }

    private boolean claude(
            Thinking thinking, @Nullable Long limit, ConverseConversation conversation, boolean toolForced) {
        if (toolForced) {
            losses.hint(Param.THINKING, "the model does not think where a tool must be called");
            return false;
        }
        boolean adaptive = thinking.mode() == Thinking.Mode.ADAPTIVE;
        if (!adaptive && conversation.lostItsThinking()) {
            losses.hint(Param.THINKING, "the answer that called the tools has lost its thinking");
            return false;
        }
        if (!adaptive) {
            budget(budget(thinking), limit);
            return true;
        }
        ObjectNode written = fields.putObject("thinking").put("type", "adaptive");
        if (thinking.visible() != null) {
            written.put("display", thinking.visible() ? "summarized" : "omitted");
        }
        if (thinking.effort() != null) {
            boolean minimal = thinking.effort().equals("minimal");
            if (minimal) {
                losses.approximated(Param.THINKING, "the least effort of the model is low");
            }
            fields.putObject("output_config").put("effort", minimal ? "low" : thinking.effort());
        }
        return true;
    }

    private long budget(Thinking thinking) {
        Long said = thinking.budget();
        if (said != null && said > 0) {
            return said;
        }
        losses.approximated(Param.THINKING, "an effort becomes a budget");
        return ThinkingScale.budget(thinking.effort() == null ? "medium" : thinking.effort());
    }

    /**
     * The budget counts towards the limit and must be below it. The caller's limit is kept where it leaves room for the least
     * budget, since it is also what a call may cost: the budget then shrinks to four fifths. Else the limit grows by the least
     * budget. Without a limit the model's own stands, which leaves room.
     */
    private void budget(long wanted, @Nullable Long limit) {
        long budget = wanted;
        if (budget < LEAST_BUDGET) {
            losses.approximated(Param.THINKING, "the model's least budget is " + LEAST_BUDGET);
            budget = LEAST_BUDGET;
        }
        if (limit != null && budget >= limit) {
            if (limit / 5 * 4 >= LEAST_BUDGET) {
                losses.approximated(Param.THINKING, "the budget must be below the limit of the answer");
                budget = limit / 5 * 4;
            } else {
                losses.approximated(Param.MAX_OUTPUT_TOKENS, "the limit must leave room for thinking");
                budget = LEAST_BUDGET;
                inference.put("maxTokens", limit + LEAST_BUDGET);
            }
        }
        fields.putObject("thinking").put("type", "enabled").put("budget_tokens", budget);
    }

    private void nova(Thinking thinking) {
        fields.putObject("reasoningConfig").put("type", "enabled").put("maxReasoningEffort", word(thinking));
    }

    /** One of three words; a budget becomes one. */
    private String word(Thinking thinking) {
        String effort = thinking.effort();
        if (effort == null) {
            effort = thinking.budget() == null ? "medium" : ThinkingScale.effort(thinking.budget());
            losses.approximated(Param.THINKING, "a budget becomes an effort");
        }
        switch (effort) {
            case "low":
            case "medium":
            case "high":
                return effort;
            case "minimal":
                losses.approximated(Param.THINKING, "the least effort of the model is low");
                return "low";
            default:
                losses.approximated(Param.THINKING, "the greatest effort of the model is high");
                return "high";
        }
    }

    /** Converse takes a temperature from 0 to 1 (docs.aws.amazon.com, API_runtime_InferenceConfiguration, 2026-11). */
    private void sampling(boolean claudeThinks) {
        BigDecimal temperature = losses.take(Param.TEMPERATURE);
        if (temperature != null && claudeThinks && temperature.compareTo(BigDecimal.ONE) != 0) {
            losses.hint(Param.TEMPERATURE, "the model thinks at temperature 1 only");
        } else if (temperature != null && temperature.compareTo(BigDecimal.ONE) > 0) {
            losses.approximated(Param.TEMPERATURE, "the vendor's highest temperature is 1");
            inference.put("temperature", BigDecimal.ONE);
        } else if (temperature != null) {
            inference.put("temperature", temperature);
        }
        BigDecimal topP = losses.take(Param.TOP_P);
        if (topP != null && claudeThinks && topP.compareTo(new BigDecimal("0.95")) < 0) {
            losses.hint(Param.TOP_P, "the model does not think with a top_p below 0.95");
        } else if (topP != null) {
            inference.put("topP", topP);
        }
        topK(losses.take(Param.TOP_K), claudeThinks);
    }

    private void topK(@Nullable Long topK, boolean claudeThinks) {
        if (topK == null) {
            return;
        }
        if (claudeThinks) {
            losses.hint(Param.TOP_K, "the model does not think with top_k");
        } else if (model.isClaude()) {
            fields.put("top_k", topK);
        } else if (model.isNova()) {
            fields.withObject("inferenceConfig").put("topK", topK);
        } else {
            losses.hint(Param.TOP_K, "the vendor has no word for it with this model");
        }
    }
}
