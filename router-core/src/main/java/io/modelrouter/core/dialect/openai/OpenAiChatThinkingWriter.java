package io.modelrouter.core.dialect.openai;

import io.modelrouter.chat.ChatRequest;
import io.modelrouter.chat.Param;
import io.modelrouter.chat.Thinking;
import io.modelrouter.core.dialect.Losses;
import io.modelrouter.core.dialect.ThinkingScale;
import io.modelrouter.wire.Dialect;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/** Writes how much to think: as the caller wrote it, or else as {@code reasoning_effort}. */
final class OpenAiChatThinkingWriter {
    private static final Set<String> COMMON = Set.of("low", "medium", "high");
    private static final Set<String> OPENAI = Set.of("none", "minimal", "low", "medium", "high", "xhigh");

    private final ChatRequest request;
    private final OpenAiChatChannel channel;
    private final Losses losses;

    OpenAiChatThinkingWriter(ChatRequest request, OpenAiChatChannel channel, Losses losses) {
        this.request = request;
        this.channel = channel;
        this.losses = losses;
    }

    void write(ObjectNode body) {
        Thinking thinking = losses.take(Param.THINKING);
        if (thinking == null) {
            return;
        }
        String off = channel.quirks().thinkingSwitch();
        if (off != null && thinking.mode() == Thinking.Mode.OFF && !off.equals(request.path(Param.THINKING))) {
            if (off.equals("thinking")) {
                body.putObject(off).put("type", "disabled");
            } else {
                body.put(off, false);
            }
            return;
        }
        if (request.dialect() == Dialect.OPENAI_CHAT) {
            asWritten(thinking, body);
        } else {
            effort(thinking, body);
        }
    }

    private void asWritten(Thinking thinking, ObjectNode body) {
        String member = request.path(Param.THINKING);
        switch (member) {
            case "reasoning":
                ObjectNode reasoning = body.putObject(member);
                if (thinking.mode() == Thinking.Mode.ON) {
                    reasoning.put("enabled", true);
                } else if (thinking.mode() == Thinking.Mode.OFF && !"none".equals(thinking.effort())) {
                    reasoning.put("enabled", false);
                }
                if (thinking.effort() != null) {
                    reasoning.put("effort", thinking.effort());
                }
                if (thinking.budget() != null) {
                    reasoning.put("max_tokens", thinking.budget());
                }
                if (thinking.visible() != null) {
                    reasoning.put("exclude", !thinking.visible());
                }
                break;
            case "thinking":
                ObjectNode switched = body.putObject(member).put("type", type(thinking.mode()));
                if (thinking.budget() != null) {
                    switched.put("budget_tokens", thinking.budget());
                }
                break;
            case "enable_thinking":
                body.put(member, thinking.mode() == Thinking.Mode.ON);
                break;
            default:
                effort(thinking, body);
        }
    }

    private static String type(Thinking.Mode mode) {
        if (mode == Thinking.Mode.OFF) {
            return "disabled";
        }
        return mode == Thinking.Mode.ADAPTIVE ? "adaptive" : "enabled";
    }

    private void effort(Thinking thinking, ObjectNode body) {
        boolean own = request.dialect() == Dialect.OPENAI_CHAT;
        String effort = thinking.effort();
        if (effort == null && thinking.mode() == Thinking.Mode.OFF) {
            // Models that do not think refuse any word, and older ones that do refuse "none".
            losses.hint(Param.THINKING, "cannot be switched off for every model");
            return;
        }
        if (effort == null && thinking.budget() != null && thinking.budget() > 0) {
            effort = ThinkingScale.effort(thinking.budget());
            losses.approximated(Param.THINKING, "a budget becomes an effort");
        }
        if (effort == null) {
            losses.approximated(Param.THINKING, "the model thinks as it does by itself");
            return;
        }
        String said = own ? effort : known(effort);
        if (!said.equals(effort)) {
            losses.approximated(Param.THINKING, "the nearest effort is asked for");
        }
        if (!own && thinking.visible() != null) {
            losses.approximated(Param.THINKING, "what is shown of the reasoning is the vendor's choice");
        }
        body.put("reasoning_effort", said);
    }

    private String known(String effort) {
        if ((channel.isComplete() ? OPENAI : COMMON).contains(effort) || effort.equals("none")) {
            return effort;
        }
        if (effort.equals("minimal")) {
            return "low";
        }
        return effort.equals("xhigh") || effort.equals("max") ? "high" : nearest(effort);
    }

    private static String nearest(String effort) {
        return ThinkingScale.effort(ThinkingScale.budget(effort));
    }
}
