package io.modelrouter.starter.translate;

import io.modelrouter.chat.ChatResponse;
import io.modelrouter.chat.ContentBlock;
import io.modelrouter.chat.FinishReason;
import io.modelrouter.chat.Usage;
import io.modelrouter.core.stream.ResponseAssembler;
import io.modelrouter.event.ChatEvent;
import io.modelrouter.wire.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What an answer says, apart from how its dialect says it. A count of -1 is one that the dialect has no place for, or that
 * was not told.
 */
record AnswerMeaning(List<Choice> choices, long prompt, long cacheRead, long cacheWrite, long output, long reasoning) {

    /** One alternative; {@code said} is text and refusal together, {@code finish} a class of reasons. */
    record Choice(String said, String thought, List<Call> calls, List<String> media, Set<FinishReason.Kind> finish) {}

    /** Arguments as a JSON value; a string node where they are none. */
    record Call(String id, String name, JsonNode arguments) {}

    static AnswerMeaning of(List<ChatEvent> events) {
        ResponseAssembler assembler = new ResponseAssembler();
        events.forEach(assembler);
        ChatResponse response = assembler.response();
        List<Choice> choices = new ArrayList<>();
        for (ChatResponse.Choice choice : response.choices()) {
            choices.add(of(choice));
        }
        Usage usage = response.usage();
        return new AnswerMeaning(
                choices, usage.prompt(), usage.cacheRead(), usage.cacheWrite(), usage.output(), usage.reasoning());
    }

    private static Choice of(ChatResponse.Choice choice) {
        StringBuilder said = new StringBuilder();
        StringBuilder thought = new StringBuilder();
        List<Call> calls = new ArrayList<>();
        List<String> media = new ArrayList<>();
        for (ContentBlock block : choice.blocks()) {
            if (block instanceof ContentBlock.Text text) {
                said.append(text.text());
            } else if (block instanceof ContentBlock.Refusal refusal) {
                said.append(refusal.text());
            } else if (block instanceof ContentBlock.Reasoning reasoning) {
                thought.append(reasoning.text());
            } else if (block instanceof ContentBlock.ToolCall call) {
                calls.add(new Call(call.id(), call.name(), arguments(call.arguments())));
            } else if (block instanceof ContentBlock.MediaOutput output) {
                media.add(
                        output.media().base64() == null
                                ? output.media().url()
                                : output.media().base64());
            }
        }
        FinishReason.Kind kind = choice.finishReason().kind();
        boolean derived = kind == FinishReason.Kind.STOP || kind == FinishReason.Kind.OTHER;
        return new Choice(
                said.toString(),
                thought.toString(),
                calls,
                media,
                Set.of(derived && !calls.isEmpty() ? FinishReason.Kind.TOOL_CALLS : kind));
    }

    /** Nothing written means no arguments. */
    static JsonNode arguments(String written) {
        if (written.isBlank()) {
            return Corpus.json("{}");
        }
        try {
            return Corpus.json(written);
        } catch (tools.jackson.core.JacksonException e) {
            return tools.jackson.databind.node.StringNode.valueOf(written);
        }
    }

    /** What stands in a whole answer of the dialect. */
    static AnswerMeaning of(Dialect dialect, JsonNode answer) {
        switch (dialect) {
            case OPENAI_CHAT:
                return chat(answer);
            case OPENAI_RESPONSES:
                return responses(answer);
            case CLAUDE_MESSAGES:
                return claude(answer);
            default:
                return gemini(answer);
        }
    }

    private static long count(JsonNode usage, String... path) {
        JsonNode at = usage;
        for (String name : path) {
            at = at.path(name);
        }
        return at.asLong(-1);
    }

    private static AnswerMeaning chat(JsonNode answer) {
        List<Choice> choices = new ArrayList<>();
        for (JsonNode choice : answer.path("choices")) {
            JsonNode message = choice.path("message");
            List<Call> calls = new ArrayList<>();
            for (JsonNode call : message.path("tool_calls")) {
                JsonNode function = call.path("function");
                calls.add(new Call(
                        call.path("id").asString(),
                        function.path("name").asString(),
                        arguments(function.path("arguments").asString())));
            }
            choices.add(new Choice(
                    message.path("content").asString("")
                            + message.path("refusal").asString(""),
                    message.path("reasoning_content").asString(""),
                    calls,
                    List.of(),
                    FinishWords.chat(choice.path("finish_reason").asString("none"))));
        }
        JsonNode usage = answer.path("usage");
        return new AnswerMeaning(
                choices,
                count(usage, "prompt_tokens"),
                count(usage, "prompt_tokens_details", "cached_tokens"),
                count(usage, "prompt_tokens_details", "cache_write_tokens"),
                count(usage, "completion_tokens"),
                count(usage, "completion_tokens_details", "reasoning_tokens"));
    }

    private static AnswerMeaning responses(JsonNode answer) {
        StringBuilder said = new StringBuilder();
        StringBuilder thought = new StringBuilder();
        List<Call> calls = new ArrayList<>();
        List<String> media = new ArrayList<>();
        for (JsonNode item : answer.path("output")) {
            switch (item.path("type").asString()) {
                case "message":
                    item.path("content")
                            .forEach(part -> said.append(part.path("text").asString(""))
                                    .append(part.path("refusal").asString("")));
                    break;
                case "reasoning":
                    item.path("summary")
                            .forEach(part -> thought.append(part.path("text").asString("")));
                    item.path("content")
                            .forEach(part -> thought.append(part.path("text").asString("")));
                    break;
                case "function_call":
                    calls.add(new Call(
                            item.path("call_id").asString(),
                            item.path("name").asString(),
                            arguments(item.path("arguments").asString())));
                    break;
                case "image_generation_call":
                    media.add(item.path("result").asString());
                    break;
                default:
                    break;
            }
        }
        JsonNode usage = answer.path("usage");
        Choice only = new Choice(
                said.toString(),
                thought.toString(),
                calls,
                media,
                FinishWords.responses(
                        answer.path("status").asString("none"),
                        answer.path("incomplete_details").path("reason").asString(""),
                        !calls.isEmpty()));
        return new AnswerMeaning(
                List.of(only),
                count(usage, "input_tokens"),
                count(usage, "input_tokens_details", "cached_tokens"),
                count(usage, "input_tokens_details", "cache_write_tokens"),
                count(usage, "output_tokens"),
                count(usage, "output_tokens_details", "reasoning_tokens"));
    }

    private static AnswerMeaning claude(JsonNode answer) {
        StringBuilder said = new StringBuilder();
        StringBuilder thought = new StringBuilder();
        List<Call> calls = new ArrayList<>();
        for (JsonNode block : answer.path("content")) {
            switch (block.path("type").asString()) {
                case "text":
                    said.append(block.path("text").asString());
                    break;
                case "thinking":
                    thought.append(block.path("thinking").asString());
                    break;
                case "tool_use":
                    calls.add(new Call(
                            block.path("id").asString(), block.path("name").asString(), block.path("input")));
                    break;
                default:
                    break;
            }
        }
        JsonNode usage = answer.path("usage");
        long read = count(usage, "cache_read_input_tokens");
        long write = count(usage, "cache_creation_input_tokens");
        Choice only = new Choice(
                said.toString(),
                thought.toString(),
                calls,
                List.of(),
                FinishWords.claude(answer.path("stop_reason").asString("none")));
        return new AnswerMeaning(
                List.of(only),
                Math.max(0, count(usage, "input_tokens")) + Math.max(0, read) + Math.max(0, write),
                read,
                write,
                count(usage, "output_tokens"),
                count(usage, "output_tokens_details", "thinking_tokens"));
    }

    private static AnswerMeaning gemini(JsonNode answer) {
        List<Choice> choices = new ArrayList<>();
        for (JsonNode candidate : answer.path("candidates")) {
            StringBuilder said = new StringBuilder();
            StringBuilder thought = new StringBuilder();
            List<Call> calls = new ArrayList<>();
            List<String> media = new ArrayList<>();
            for (JsonNode part : candidate.path("content").path("parts")) {
                if (part.has("functionCall")) {
                    JsonNode call = part.path("functionCall");
                    calls.add(new Call(
                            call.path("id").asString(""),
                            call.path("name").asString(),
                            call.has("args") ? call.path("args") : Corpus.json("{}")));
                } else if (part.has("inlineData")) {
                    media.add(part.path("inlineData").path("data").asString());
                } else if (part.path("thought").asBoolean(false)) {
                    thought.append(part.path("text").asString(""));
                } else {
                    said.append(part.path("text").asString(""));
                }
            }
            choices.add(new Choice(
                    said.toString(),
                    thought.toString(),
                    calls,
                    media,
                    FinishWords.gemini(candidate.path("finishReason").asString("none"), !calls.isEmpty())));
        }
        JsonNode usage = answer.path("usageMetadata");
        long thoughts = count(usage, "thoughtsTokenCount");
        return new AnswerMeaning(
                choices,
                count(usage, "promptTokenCount"),
                count(usage, "cachedContentTokenCount"),
                -1,
                Math.max(0, count(usage, "candidatesTokenCount")) + Math.max(0, thoughts),
                thoughts);
    }
}
