package io.modelrouter.core.dialect.claude;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.Thinking;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ThinkingScale;
import io.modelrouter.wire.Dialect;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes {@code max_tokens}, {@code thinking} and what thinking excludes: another temperature, {@code top_k}, a forced
 * tool.
 *
 * <p>Thinking that is off is not written: the models that can do without do so by default, and those that cannot
 * refuse the word {@code disabled}.
 */
final class ClaudeThinkingWriter {
    /** The vendor requires {@code max_tokens}; every model it still offers can write as much. */
    static final long DEFAULT_MAX_TOKENS = 8192;
    /** The least budget that the vendor takes. */
    static final long LEAST_BUDGET = 1024;

    private final ChatRequest request;
    private final Losses losses;
    private final ObjectNode body;

    ClaudeThinkingWriter(ChatRequest request, Losses losses, ObjectNode body) {
        this.request = request;
        this.losses = losses;
        this.body = body;
    }

    void write(ClaudeConversation conversation, boolean toolForced) {
        Thinking thinking = losses.take(Param.THINKING);
        Long limit = losses.take(Param.MAX_OUTPUT_TOKENS);
        if (request.dialect() == Dialect.CLAUDE_MESSAGES) {
            if (limit != null) {
                body.put("max_tokens", limit);
            }
            if (thinking != null) {
                writeOwn(thinking, conversation);
            }
            writeSampling(false);
            return;
        }
        boolean thinks = thinking != null && isAskedFor(thinking) && !isImpossible(thinking, conversation, toolForced);
        if (thinking != null && thinks && thinking.mode() == Thinking.Mode.ADAPTIVE) {
            body.put("max_tokens", limit(limit));
            writeAdaptive(thinking);
        } else if (thinking != null && thinks) {
            writeBudget(budget(thinking), limit);
        } else {
            body.put("max_tokens", limit(limit));
        }
        writeSampling(thinks);
    }

    /** As the caller wrote it, unless the reasoning of another vendor had to be left out of a tool loop. */
    private void writeOwn(Thinking thinking, ClaudeConversation conversation) {
        if (thinking.mode() == Thinking.Mode.ON && conversation.lostItsThinking()) {
            losses.hint(Param.THINKING, "the answer that called the tools has lost its thinking");
        } else if (thinking.mode() != Thinking.Mode.DEFAULT) {
            ObjectNode written = body.putObject("thinking").put("type", type(thinking.mode()));
            if (thinking.budget() != null) {
                written.put("budget_tokens", thinking.budget());
            }
            if (thinking.visible() != null) {
                written.put("display", thinking.visible() ? "summarized" : "omitted");
            }
        }
        if (thinking.effort() != null) {
            body.withObject("output_config").put("effort", thinking.effort());
        }
    }

    private static String type(Thinking.Mode mode) {
        switch (mode) {
            case ON:
                return "enabled";
            case ADAPTIVE:
                return "adaptive";
            default:
                return "disabled";
        }
    }

    private boolean isAskedFor(Thinking thinking) {
        switch (thinking.mode()) {
            case OFF:
                return false;
            case DEFAULT:
                if (thinking.effort() == null && thinking.budget() == null) {
                    losses.hint(Param.THINKING, "the vendor thinks only if told how much");
                    return false;
                }
                return !"none".equals(thinking.effort()) && (thinking.budget() == null || thinking.budget() != 0);
            default:
                return thinking.budget() == null || thinking.budget() != 0;
        }
    }

    private boolean isImpossible(Thinking thinking, ClaudeConversation conversation, boolean toolForced) {
        if (toolForced) {
            losses.hint(Param.THINKING, "the vendor does not think where a tool must be called");
            return true;
        }
        if (thinking.mode() != Thinking.Mode.ADAPTIVE && conversation.lostItsThinking()) {
            losses.hint(Param.THINKING, "the answer that called the tools has lost its thinking");
            return true;
        }
        return false;
    }

    private long limit(@Nullable Long said) {
        if (said == null) {
            losses.approximated(Param.MAX_OUTPUT_TOKENS, "the vendor requires a limit: " + DEFAULT_MAX_TOKENS);
            return DEFAULT_MAX_TOKENS;
        }
        return said;
    }

    private void writeAdaptive(Thinking thinking) {
        ObjectNode written = body.putObject("thinking").put("type", "adaptive");
        if (thinking.visible() != null) {
            written.put("display", thinking.visible() ? "summarized" : "omitted");
        }
        if (thinking.effort() != null) {
            boolean minimal = thinking.effort().equals("minimal");
            if (minimal) {
                losses.approximated(Param.THINKING, "the least effort of the vendor is low");
            }
            body.withObject("output_config").put("effort", minimal ? "low" : thinking.effort());
        }
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
     * The budget counts towards the limit and must be below it. The caller's limit is kept where it leaves room for
     * the least budget, since it is also what a call may cost: the budget then shrinks to four fifths. Else the limit
     * grows by the least budget.
     */
    private void writeBudget(long wanted, @Nullable Long said) {
        long budget = wanted;
        if (budget < LEAST_BUDGET) {
            losses.approximated(Param.THINKING, "the vendor's least budget is " + LEAST_BUDGET);
            budget = LEAST_BUDGET;
        }
        long limit;
        if (said == null) {
            limit = budget + limit(null);
        } else if (budget < said) {
            limit = said;
        } else if (said / 5 * 4 >= LEAST_BUDGET) {
            losses.approximated(Param.THINKING, "the budget must be below the limit of the answer");
            limit = said;
            budget = said / 5 * 4;
        } else {
            losses.approximated(Param.MAX_OUTPUT_TOKENS, "the limit must leave room for thinking");
            budget = LEAST_BUDGET;
            limit = said + LEAST_BUDGET;
        }
        body.put("max_tokens", limit);
        body.putObject("thinking").put("type", "enabled").put("budget_tokens", budget);
    }

    private void writeSampling(boolean thinks) {
        BigDecimal temperature = losses.take(Param.TEMPERATURE);
        boolean own = request.dialect() == Dialect.CLAUDE_MESSAGES;
        if (temperature != null) {
            if (thinks && temperature.compareTo(BigDecimal.ONE) != 0) {
                losses.hint(Param.TEMPERATURE, "the vendor thinks at temperature 1 only");
            } else if (!own && temperature.compareTo(BigDecimal.ONE) > 0) {
                losses.approximated(Param.TEMPERATURE, "the vendor's highest temperature is 1");
                body.put("temperature", BigDecimal.ONE);
            } else {
                body.put("temperature", temperature);
            }
        }
        BigDecimal topP = losses.take(Param.TOP_P);
        if (topP != null && thinks && topP.compareTo(new BigDecimal("0.95")) < 0) {
            losses.hint(Param.TOP_P, "the vendor does not think with a top_p below 0.95");
        } else if (topP != null) {
            body.put("top_p", topP);
        }
        Long topK = losses.take(Param.TOP_K);
        if (topK != null && thinks) {
            losses.hint(Param.TOP_K, "the vendor does not think with top_k");
        } else if (topK != null) {
            body.put("top_k", topK);
        }
    }
}
